internal import CCurl
internal import Glibc
internal import PenstockPluginKit

/// A look at all addresses of a host, with nothing sent: libcurl tries each in turn, and every socket is denied to it.
///
/// A name that comes from an event may be its sender's own, and a resolver that answers with a public and a private
/// address at once is an attempt to get in by the second. libcurl hands out addresses only one by one and stops at the
/// first that connects, so before the request it is let through the whole list. The answers stay in its cache, and the
/// address that is used in the end is checked once more.
@safe struct AddressLook {
    var isUnderWay = false
    /// How long it took, in microseconds.
    var spent: Int64 = 0
    /// The first address, as `CURLOPT_CONNECT_TO` wants it.
    var first: String?
    /// What holds a proxy to the address that was looked at.
    private var pin: UnsafeMutablePointer<curl_slist>?

    /// Makes the pin; valid until it is forgotten.
    mutating func makePin() -> UnsafeMutablePointer<curl_slist>? {
        forgetPin()
        guard let first else { return nil }
        unsafe pin = curl_slist_append(nil, "::\(first):")
        return unsafe pin
    }

    mutating func forgetPin() {
        unsafe curl_slist_free_all(pin)
        unsafe pin = nil
    }
}

extension Transfer {
    /// Begins a look where one is due.
    func beginLook() {
        look.spent = 0
        look.first = nil
        let options = endpoint.options
        guard options.hostIsRendered, endpoint.egress != nil else { return }
        // A lone address is checked when it is connected to; a proxy would do that out of our sight.
        look.isUnderWay = options.proxy != nil || place?.isAddress == false
        guard look.isUnderWay else { return }
        // A connection that is kept alive would be used at once, without a look at any address.
        _ = unsafe ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, 1)
        if options.proxy != nil {
            _ = unsafe ccurl_set_text(easy, CURLOPT_PROXY, "")
            _ = unsafe ccurl_set_list(easy, CURLOPT_CONNECT_TO, nil)
        }
    }

    /// Ends the look, if that is what libcurl was at, and makes the request itself ready.
    /// - Returns: Whether the transfer is to be begun again. If not, this is the attempt's end.
    func goesOn(after code: CURLcode) -> Bool {
        guard look.isUnderWay else { return showsCertificate(after: code) }
        look.isUnderWay = false
        _ = unsafe ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, 0)
        if let proxy = endpoint.options.proxy {
            _ = unsafe ccurl_set_text(easy, CURLOPT_PROXY, proxy.text)
            // The proxy would ask a resolver of its own, and could be told another address.
            _ = unsafe ccurl_set_list(easy, CURLOPT_CONNECT_TO, look.makePin())
        }
        guard code == CURLE_COULDNT_CONNECT, addressRefusal == nil, look.first != nil else { return false }
        look.spent = time(CURLINFO_TOTAL_TIME_T)
        setTimeouts(spent: look.spent)
        return true
    }

    /// Takes note of an address of the host.
    func sees(_ address: UnsafeRawPointer, length: Int) {
        guard look.first == nil, let host = unsafe addressText(address, length: length) else { return }
        look.first = host.contains(":") ? "[\(host)]" : host
    }

    /// Whether the host's policy allows an address; remembers a refusal.
    func allows(_ address: UnsafeRawPointer, length: Int) -> Bool {
        if addressRefusal == nil, let egress = endpoint.egress {
            // Through a proxy, libcurl asks for the proxy's own address; the receiver's are looked at before.
            let name = look.isUnderWay ? place?.host : endpoint.options.proxy?.host ?? place?.host
            addressRefusal = unsafe egress.refusal(name: name ?? "", address: address, length: length)
        }
        // One refused address spoils the name: it may be the other answer of a resolver that an attacker runs.
        return addressRefusal == nil
    }
}

/// A socket's address in digits, without its port; nil for one of no family that is known.
func addressText(_ address: UnsafeRawPointer, length: Int) -> String? {
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let generic = unsafe address.assumingMemoryBound(to: sockaddr.self)
    let code = unsafe getnameinfo(
        generic,
        socklen_t(length),
        &text,
        socklen_t(text.count),
        nil,
        0,
        NI_NUMERICHOST
    )
    guard code == 0 else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
