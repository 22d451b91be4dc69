internal import CCurl
internal import Glibc

/// The parts of a URL that matter here, read by the same parser that connects: two parsers that disagree about the host
/// would make every check of it worthless.
struct TargetURL: Sendable, Equatable {
    var scheme: String
    /// Without the brackets of an IPv6 address.
    var host: String
    var port: String
    var hasCredentials: Bool
    /// Whether nothing stands behind the authority.
    var hasNoPath: Bool

    /// Host and port, as people write them.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Scheme, host and port.
    var text: String { "\(scheme)://\(authority)" }

    /// Whether the host is an address, which no resolver is asked for.
    var isAddress: Bool {
        var bytes = in6_addr()
        return unsafe inet_pton(AF_INET, host, &bytes) == 1 || inet_pton(AF_INET6, host, &bytes) == 1
    }

    /// Whether it names this machine by a name or address that never leaves it.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    /// Reads a URL; nil when it is none.
    init?(_ text: String) {
        guard let handle = unsafe curl_url() else { return nil }
        defer { unsafe curl_url_cleanup(handle) }
        guard unsafe curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK else { return nil }
        func part(_ what: CURLUPart, _ flags: UInt32 = 0) -> String? {
            var value: UnsafeMutablePointer<CChar>?
            guard unsafe curl_url_get(handle, what, &value, flags) == CURLUE_OK, let value = unsafe value else {
                return nil
            }
            defer { unsafe curl_free(value) }
            return unsafe String(cString: value)
        }
        guard let scheme = part(CURLUPART_SCHEME), let host = part(CURLUPART_HOST),
            let port = part(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT))
        else { return nil }
        self.scheme = scheme
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        self.port = port
        hasNoPath = (part(CURLUPART_PATH) ?? "/") == "/" && part(CURLUPART_QUERY) == nil
        hasCredentials = part(CURLUPART_USER) != nil || part(CURLUPART_PASSWORD) != nil
    }

    /// Whether a template of a URL names its host itself: nothing is put in before the authority (RFC 3986, section
    /// 3.2) has ended.
    static func namesHost(_ template: String) -> Bool {
        guard let start = template.firstRange(of: "://")?.upperBound else { return false }
        let authority = template[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        // What a backslash means, readers of URLs do not agree on.
        return !template[..<start].contains("{{") && !authority.contains("{{") && !authority.contains("\\")
            && authority.endIndex != template.endIndex
    }

    /// Says why nothing can be sent there, or nil when it can.
    var refusal: String? {
        if scheme != "http" && scheme != "https" { return "the URL must begin with http:// or https://" }
        if host.isEmpty { return "the URL names no host" }
        return hasCredentials ? "a URL with a user name or password in it is not used; write them under auth" : nil
    }
}
