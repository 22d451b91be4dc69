internal import CCurl
internal import PenstockPluginKit

/// The test of a link: what is noted beside the answer.
///
/// Where the certificate is not accepted, libcurl ends the handshake and tells nothing of it. Then a second connection is
/// made to the same address, without verification, as far as TLS and no further: not a byte of the request, no certificate
/// of ours and no secret goes to a receiver that is not trusted.
extension Transfer {
    /// Sets the transfer up to look closer, with a connection of its own, so that all its parts are seen.
    func inspect() {
        inspection = Inspection()
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_CERTINFO, 1), (CURLOPT_FRESH_CONNECT, 1), (CURLOPT_FORBID_REUSE, 1),
            // A session that is taken up again shows no certificates.
            (CURLOPT_SSL_SESSIONID_CACHE, 0),
        ]
        for (option, value) in numbers { _ = unsafe ccurl_set_long(easy, option, value) }
        unsafe ccurl_on_debug(easy, remarkMade, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Takes note of an address that is about to be connected to.
    func tries(_ address: UnsafeRawPointer, length: Int) {
        guard inspection != nil, let text = unsafe addressText(address, length: length) else { return }
        inspection?.note(text)
    }

    /// How the exchange ended, once the certificate has been looked at; nil before.
    var inspected: AttemptResult? {
        guard var end = inspection?.end else { return nil }
        end.attributes = inspectedAttributes()
        return end
    }

    /// Ends the exchange where the certificate was refused, and makes a connection ready that only shows it.
    /// - Returns: Whether the transfer is to be begun again. If not, there is nothing more to see.
    func showsCertificate(after code: CURLcode) -> Bool {
        guard inspection != nil, inspection?.end == nil else { return false }
        guard code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_ISSUER_ERROR else { return false }
        inspection?.problem = Self.plain(detail)
        let end = finish(code)
        // A wrong name is noticed when the certificate is known already.
        guard inspection?.certificates.isEmpty == true, addressRefusal == nil else { return false }
        let spent = look.spent + time(CURLINFO_TOTAL_TIME_T)
        guard spent < limit else { return false }
        inspection?.end = end
        pinToConnectedAddress()
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_SSL_VERIFYPEER, 0), (CURLOPT_SSL_VERIFYHOST, 0), (CURLOPT_CONNECT_ONLY, 1),
        ]
        for (option, value) in numbers { _ = unsafe ccurl_set_long(easy, option, value) }
        for option in [CURLOPT_SSLCERT, CURLOPT_SSLKEY] { _ = unsafe ccurl_set_text(easy, option, nil) }
        setTimeouts(spent: spent)
        return true
    }

    /// A proxy has the pin already where it needs one.
    private func pinToConnectedAddress() {
        guard endpoint.options.proxy == nil, let address = inspection?.connected else { return }
        look.first = address.contains(":") ? "[\(address)]" : address
        _ = unsafe ccurl_set_list(easy, CURLOPT_CONNECT_TO, look.makePin())
    }

    /// All that was noted, as attributes of the attempt.
    func inspectedAttributes() -> [(name: String, value: String)] {
        guard var noted = inspection else { return [] }
        if noted.connected == nil { noted.connected = connectedAddress }
        if noted.certificates.isEmpty { noted.certificates = readCertificates() }
        inspection = noted
        return noted.attributes(throughProxy: endpoint.options.proxy != nil)
    }

    private var connectedAddress: String? {
        guard hasReached, let text = unsafe ccurl_get_text(easy, CURLINFO_PRIMARY_IP) else { return nil }
        let address = unsafe String(cString: text)
        return address.isEmpty ? nil : address
    }

    private func readCertificates() -> [ShownCertificate] {
        guard let found = unsafe ccurl_get_certificates(easy) else { return [] }
        let count = unsafe min(max(Int(found.pointee.num_of_certs), 0), ShownCertificate.most)
        return (0..<count).map { index in
            var lines: [String] = []
            var node = unsafe found.pointee.certinfo[index]
            while let line = unsafe node {
                if let text = unsafe line.pointee.data { lines.append(unsafe String(cString: text)) }
                unsafe node = unsafe line.pointee.next
            }
            return ShownCertificate(lines)
        }
    }

    /// Without the words with which every such sentence of libcurl begins.
    private static func plain(_ detail: String) -> String? {
        for beginning in ["SSL certificate problem: ", "SSL: "] where detail.hasPrefix(beginning) {
            return String(detail.dropFirst(beginning.count))
        }
        return detail.isEmpty ? nil : detail
    }
}
