internal import HTTPTypes
internal import PenstockPipelines

// What keeps pages of other sites from using somebody's browser against this server.

/// Which names of itself a listener answers to.
///
/// A page whose name its owner lets lead to 127.0.0.1 (DNS rebinding) is of the same origin as this server in the eyes
/// of a browser, and may read everything. Its requests give it away: they carry its name in `Host`.
struct HostRule: Sendable, Equatable {
    /// Whether requests under any name are answered: who is asked for a token gains nothing by a name.
    private let isOpen: Bool
    private let names: Set<String>

    /// - Parameters:
    ///   - host: Where it listens.
    ///   - names: Further names that it is known by, from `listen.hosts`.
    ///   - isPublic: Whether all that it answers asks for itself who comes.
    init(host: String, names: [String], isPublic: Bool) {
        let isLoopback = ListenAddress(host: host, port: 0).isLoopback
        isOpen = isPublic || (!isLoopback && names.isEmpty)
        self.names = Set((names + [host]).map { $0.lowercased() })
    }

    /// - Parameter authority: The value of `Host`; one that is absent comes from no browser.
    func accepts(_ authority: String?) -> Bool {
        guard !isOpen, let authority else { return true }
        let host = Self.host(of: authority)
        return ListenAddress(host: host, port: 0).isLoopback || names.contains(host)
    }

    /// The name alone, in small letters, without port and brackets.
    private static func host(of authority: String) -> String {
        var host = Substring(authority.lowercased())
        if host.first == "[" {
            guard let end = host.firstIndex(of: "]") else { return "" }
            return String(host[host.index(after: host.startIndex)..<end])
        }
        if let colon = host.lastIndex(of: ":") { host = host[..<colon] }
        // A name that is written out to the root.
        if host.last == "." { host = host.dropLast() }
        return String(host)
    }
}

/// Whether a request that may change something was caused by a page of another site.
enum CrossSite {
    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")

    /// Browsers say of every request where it comes from (W3C Fetch Metadata, `Sec-Fetch-Site`), and of one that may
    /// change something they always said so (RFC 6454, section 7.3, `Origin`). Programs say neither.
    static func isForged(_ fields: HTTPFields, authority: String?) -> Bool {
        if let name = fetchSite, let site = fields[name] { return site != "same-origin" && site != "none" }
        guard let origin = fields[.origin] else { return false }
        // The scheme is not compared: a proxy that speaks TLS for this server changes it.
        guard let authority, let slashes = origin.firstRange(of: "://") else { return true }
        return origin[slashes.upperBound...].lowercased() != authority.lowercased()
    }

    /// Whether a browser says something of itself, so that the request must be looked at.
    static func isFromBrowser(_ fields: HTTPFields) -> Bool {
        fields[.origin] != nil || fetchSite.map { fields[$0] != nil } ?? false
    }
}
