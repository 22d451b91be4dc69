internal import Glibc
internal import PenstockPluginKit
internal import PenstockTemplates

/// A configuration that has been found good, in the form that requests are made from. All problems are reported.
struct CheckedConfiguration {
    var url: MustacheTemplate
    var headers: [(name: String, value: MustacheTemplate)] = []
    var options: EndpointOptions

    init(_ configuration: HTTPConfiguration, _ setup: Setup) throws {
        var complaints = Complaints(setup: setup)
        let url = complaints.template(configuration.url, place: .url, at: "/url")
        if let url { complaints.check(url: url, configuration) }
        for (name, text) in configuration.headers.sorted(by: { $0.key < $1.key }) {
            let pointer = "/headers/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
            complaints.check(header: name, at: pointer, configuration)
            let template = complaints.template(text, place: .header, at: pointer)
            if let template { headers.append((name, template)) }
            if text.utf8.contains(where: HeaderRules.endsLine) {
                complaints.add(pointer, "a header cannot hold a line break")
            }
        }
        complaints.check(files: configuration)
        if configuration.timeout.value == 0 { complaints.add("/timeout", "a timeout of nothing lets nothing pass") }
        if configuration.connectTimeout.value == 0 {
            complaints.add("/connect_timeout", "a timeout of nothing lets nothing pass")
        }
        let proxy = complaints.proxy(configuration.proxy)
        let handshake = complaints.handshake(configuration.handshake, isFixed: url?.isConstant ?? true)
        let fixed = complaints.fixedHeaders(configuration.authentication)
        guard !complaints.areAny, let url else { throw ProblemsReported() }
        self.url = url
        options = EndpointOptions(
            method: configuration.method,
            timeout: configuration.timeout,
            connectTimeout: configuration.connectTimeout,
            certificateAuthorities: configuration.certificateAuthorities,
            clientCertificate: configuration.clientCertificate,
            clientKey: configuration.clientKey,
            fixedHeaders: fixed,
            checksEveryRequest: !url.isConstant,
            hostIsRendered: !url.isConstant && !TargetURL.namesHost(configuration.url),
            proxy: proxy,
            handshake: handshake
        )
    }
}

/// What is wrong with a configuration, reported as it is found.
private struct Complaints {
    let setup: Setup
    private(set) var areAny = false

    init(setup: Setup) {
        self.setup = setup
    }

    mutating func add(_ pointer: String, offset: Int? = nil, _ text: String) {
        areAny = true
        setup.problem(ConfigurationProblem(at: pointer, offset: offset, text))
    }

    mutating func template(_ text: String, place: Place, at pointer: String) -> MustacheTemplate? {
        do throws(TemplateError) {
            let template = try MustacheTemplate(text, place: place)
            for field in template.reads {
                setup.reads(
                    field.pointer,
                    at: pointer,
                    offset: field.offset,
                    ofEvent: field.ofEvent,
                    isOptional: field.isOptional
                )
            }
            return template
        } catch {
            add(pointer, offset: error.offset, error.message)
            return nil
        }
    }

    mutating func check(url: MustacheTemplate, _ configuration: HTTPConfiguration) {
        guard url.isConstant else {
            let text = configuration.url
            guard text.hasPrefix("http://") || text.hasPrefix("https://") || text.hasPrefix("{{") else {
                return add("/url", "the URL must begin with http:// or https://")
            }
            return
        }
        guard let target = TargetURL(configuration.url) else {
            return add("/url", "this is no URL; write one such as https://hr.example.com/hooks")
        }
        if let refusal = target.refusal { return add("/url", refusal) }
        if target.scheme == "http" && !target.isLoopback && configuration.authentication != nil {
            setup.warn(at: "/auth", "the credentials go to \(target.host) in plain text; use https")
        }
    }

    mutating func check(header name: String, at pointer: String, _ configuration: HTTPConfiguration) {
        if let refusal = HeaderRules.refusal(ofName: name) { add(pointer, refusal) }
        if name.lowercased() == "authorization" && configuration.authentication != nil {
            add(pointer, "auth writes this header already; leave one of the two out")
        }
    }

    mutating func check(files configuration: HTTPConfiguration) {
        let files = [
            ("/ca_file", configuration.certificateAuthorities),
            ("/client_certificate", configuration.clientCertificate),
            ("/client_key", configuration.clientKey),
        ]
        for case (let pointer, let path?) in files where unsafe access(path, R_OK) != 0 {
            add(pointer, "\(path) cannot be read: \(unsafe String(cString: strerror(errno)))")
        }
        if configuration.clientKey != nil && configuration.clientCertificate == nil {
            add("/client_key", "a key is of no use without client_certificate")
        }
    }

    mutating func proxy(_ text: String?) -> TargetURL? {
        guard let text else { return nil }
        guard let proxy = TargetURL(text), proxy.scheme == "http", proxy.hasNoPath else {
            add("/proxy", "write http://, the proxy's name and its port, such as http://proxy.example.com:3128")
            return nil
        }
        if proxy.hasCredentials { add("/proxy", "a proxy that wants a login cannot be used") }
        return proxy
    }

    mutating func handshake(_ given: HTTPConfiguration.Handshake?, isFixed: Bool) -> HandshakeOptions? {
        guard let given else { return nil }
        if !isFixed {
            add(
                "/handshake",
                "one receiver is asked, once for all deliveries; this url holds fields, and each could be another"
            )
        }
        let every = given.every ?? Microseconds(86_400_000_000)
        if every.value == 0 { add("/handshake/every", "consent that holds for nothing lets nothing pass") }
        if !given.origin.utf8.allSatisfy({ HeaderRules.isTokenByte($0) || $0 == UInt8(ascii: ":") })
            || given.origin.isEmpty
        {
            add("/handshake/origin", "write a name of DNS, such as penstock.example.com")
        }
        if let rate = given.rate, rate < 1 { add("/handshake/rate", "expected a number of requests a minute from 1") }
        return HandshakeOptions(origin: given.origin, every: every, rate: given.rate)
    }

    /// The lines that `auth` adds to every request.
    mutating func fixedHeaders(_ authentication: HTTPConfiguration.Authentication?) -> [String] {
        // Without this, a long body would wait a second for an interim answer that few receivers send.
        var lines = ["Expect:"]
        guard let authentication else { return lines }
        if authentication.basic != nil && authentication.bearer != nil {
            add("/auth", "write basic or bearer, not both")
        } else if let basic = authentication.basic {
            if basic.username.contains(":") {
                add("/auth/basic/username", "a name with a colon in it cannot be told from the password (RFC 7617)")
            }
            lines.append("authorization: Basic " + base64("\(basic.username):\(basic.password)"))
        } else if let bearer = authentication.bearer {
            if !bearer.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
                add("/auth/bearer", "a token holds no spaces, line breaks or characters beyond ASCII")
            }
            lines.append("authorization: Bearer \(bearer)")
        } else {
            add("/auth", "write basic or bearer")
        }
        return lines
    }
}
