internal import PenstockJSON
internal import PenstockPluginKit

/// What a person who tests a link wants to know beside the answer: where the request went, and how TLS stood.
struct Inspection {
    /// By which the host asks for it, as an attribute of the message.
    static let attribute = "link-test"

    /// Whether a delivery asks for it. The call must say that it is a test, too: whatever a transform sets, no delivery
    /// makes a second handshake.
    static func isWanted(by delivery: Delivery) -> Bool {
        delivery.call.isTest && delivery.message.attributes.first(named: attribute) != nil
    }

    /// The addresses that a connection was made to, or would have been.
    private(set) var addresses: [String] = []
    /// The one that took the connection.
    var connected: String?
    private(set) var tls: (version: String, cipher: String)?
    /// Why the certificate was not accepted.
    var problem: String?
    var certificates: [ShownCertificate] = []
    /// How the exchange itself ended, once only the certificate is still to be seen.
    var end: AttemptResult?

    /// Takes note of an address that is to be connected to.
    mutating func note(_ address: String) {
        if end == nil, !addresses.contains(address) { addresses.append(address) }
    }

    /// Looks whether a remark of libcurl says how TLS was agreed on: `SSL connection using TLSv1.3 / TLS_AES_…`.
    mutating func heed(_ remark: String) {
        let beginning = "SSL connection using "
        guard remark.hasPrefix(beginning) else { return }
        let parts = remark.dropFirst(beginning.count).split(separator: "/", maxSplits: 1).map { part in
            String(part.filter { !$0.isWhitespace })
        }
        if parts.count == 2 { tls = (parts[0], parts[1]) }
    }

    /// All of it as attributes of the attempt.
    /// - Parameter throughProxy: Whether the addresses are a proxy's.
    func attributes(throughProxy: Bool) -> [(name: String, value: String)] {
        let prefix = throughProxy ? "proxy-" : ""
        var all = addresses.map { (name: prefix + "address", value: $0) }
        if let connected { all.append((prefix + "connected", connected)) }
        if let tls { all += [("tls-version", tls.version), ("tls-cipher", tls.cipher)] }
        if let problem { all.append(("tls-problem", problem)) }
        return all + certificates.map { ("certificate", String(decoding: $0.json.serialized(), as: UTF8.self)) }
    }
}
