internal import CCurl
internal import Glibc
internal import PenstockPluginKit

/// A mail server and how to speak to it. Stages with the same options share sessions.
struct RelayOptions: Hashable, Sendable {
    enum Encryption: Sendable { case fromTheStart, startTLS, none }

    var host: String
    var port: String
    var encryption: Encryption
    var username: String?
    var password: String?
    var certificateAuthorities: String?
    var hello: String
    var timeout: Microseconds

    /// How long it may take until the server is ready for a mail: connection, TLS, EHLO and login.
    static let connectTimeout = Microseconds(15_000_000)

    /// Host and port, as people write them.
    var name: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    /// The URL, without what libcurl alone wants in it.
    var url: String { (encryption == .fromTheStart ? "smtps://" : "smtp://") + name }

    /// Checks a configuration; all problems are reported.
    init(_ configuration: SMTPConfiguration, _ setup: Setup) throws {
        var areProblems = false
        func complain(_ pointer: String, _ text: String) {
            areProblems = true
            setup.problem(ConfigurationProblem(at: pointer, text))
        }
        let parts = RelayURL(configuration.url)
        if parts == nil {
            complain("/url", "write smtps://host or smtp://host, with a port if it is not the usual one")
        }
        host = parts?.host ?? ""
        encryption =
            configuration.encryption == .none ? .none : parts?.scheme == "smtps" ? .fromTheStart : .startTLS
        if configuration.encryption == .none && parts?.scheme == "smtps" {
            complain("/tls", "smtps:// is encrypted from the start; write smtp:// for plain text")
            encryption = .fromTheStart
        }
        port = parts?.port ?? (encryption == .fromTheStart ? "465" : encryption == .startTLS ? "587" : "25")
        let isLoopback = host == "localhost" || host == "::1" || host.hasPrefix("127.")
        if encryption == .none && !isLoopback {
            if configuration.username != nil {
                complain("/tls", "a password is never sent in plain text to another machine; remove tls: none")
            } else {
                setup.warn(at: "/tls", "mails go to \(host) in plain text, for anyone on the way to read and change")
            }
        }
        if (configuration.username == nil) != (configuration.password == nil) {
            complain("/username", "username and password belong together")
        }
        if let file = configuration.certificateAuthorities, unsafe access(file, R_OK) != 0 {
            complain("/ca_file", "\(file) cannot be read: \(unsafe String(cString: strerror(errno)))")
        }
        if configuration.timeout.value == 0 { complain("/timeout", "a timeout of nothing lets nothing pass") }
        username = configuration.username
        password = configuration.password
        certificateAuthorities = configuration.certificateAuthorities
        hello = configuration.hello ?? RelayOptions.hostName()
        timeout = configuration.timeout
        if areProblems { throw ProblemsReported() }
    }

    /// This machine's name, when it is fit for EHLO.
    private static func hostName() -> String {
        let name = unsafe String(unsafeUninitializedCapacity: 256) { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) { buffer in
                guard let start = buffer.baseAddress, unsafe gethostname(start, buffer.count - 1) == 0 else { return 0 }
                unsafe buffer[buffer.count - 1] = 0
                return unsafe strlen(start)
            }
        }
        let isFit = name.utf8.allSatisfy {
            ($0 >= 0x30 && $0 <= 0x39) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || $0 == 0x2D || $0 == 0x2E
        }
        return isFit && !name.isEmpty ? name : "localhost"
    }
}

/// The parts of a relay's URL, read by libcurl's own parser.
private struct RelayURL {
    var scheme: String
    var host: String
    var port: String?

    init?(_ text: String) {
        guard text.hasPrefix("smtp://") || text.hasPrefix("smtps://"), let handle = unsafe curl_url() else {
            return nil
        }
        defer { unsafe curl_url_cleanup(handle) }
        guard unsafe curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK else { return nil }
        func part(_ what: CURLUPart) -> String? {
            var value: UnsafeMutablePointer<CChar>?
            guard unsafe curl_url_get(handle, what, &value, 0) == CURLUE_OK, let value = unsafe value else {
                return nil
            }
            defer { unsafe curl_free(value) }
            return unsafe String(cString: value)
        }
        guard let scheme = part(CURLUPART_SCHEME), let host = part(CURLUPART_HOST), !host.isEmpty,
            part(CURLUPART_USER) == nil, part(CURLUPART_QUERY) == nil, part(CURLUPART_PATH).map({ $0 == "/" }) ?? true
        else { return nil }
        self.scheme = scheme
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        port = part(CURLUPART_PORT)
    }
}
