internal import PenstockCore
internal import PenstockYAML

/// `listen`, `tls` and `authentication` of `penstock.yaml`: where the server is found, and who may come.
extension SettingsReader {
    mutating func readListen(_ node: YAMLNode) {
        for (key, value) in members(node, expected: "{ admin: 127.0.0.1:8080 }") {
            switch key.name {
            case "admin":
                if let text = text(value, expected: "an address such as 127.0.0.1:8080") {
                    setAdmin(text, at: value.position)
                }
            case "public":
                if let text = text(value, expected: "an address such as 0.0.0.0:8443") {
                    setPublic(text, at: value.position)
                }
            case "hosts": settings.listen.hosts = hosts(value)
            default: unknown(key, among: Self.listenKeys, of: "listen")
            }
        }
    }

    mutating func setAdmin(_ text: String, at position: SourcePosition) {
        guard let address = address(text, at: position) else { return }
        settings.listen.admin = address
        adminPosition = position
    }

    mutating func setPublic(_ text: String, at position: SourcePosition) {
        guard let address = address(text, at: position) else { return }
        settings.listen.public = address
        publicPosition = position
    }

    private mutating func hosts(_ node: YAMLNode) -> [String] {
        elements(node, expected: "a list of names such as [penstock.example.com]").compactMap { element in
            guard let name = text(element, expected: "a name such as penstock.example.com") else { return nil }
            // An address to listen on has the rules of a name too.
            if ListenAddress("\(name):1")?.host == name { return name }
            complaints.add(
                at: element.position,
                "'\(name.shortened)' is no name of a host",
                expected: "a name without scheme, port and path, such as penstock.example.com"
            )
            return nil
        }
    }

    // MARK: - TLS

    mutating func readTLS(_ node: YAMLNode, in folder: String) {
        let expected = "{ certificate: tls/server.pem, key: tls/server.key }"
        var (certificate, key): (String?, String?)
        var listeners = Set(Settings.Listener.allCases)
        let members = members(node, expected: expected)
        for (name, value) in members {
            switch name.name {
            case "certificate": certificate = file(value, in: folder)
            case "key": key = file(value, in: folder)
            case "listeners": listeners = self.listeners(value)
            default: unknown(name, among: Self.tlsKeys, of: "tls")
            }
        }
        for name in ["certificate", "key"]
        where node.mapping != nil && !members.contains(where: { $0.key.name == name }) {
            complaints.add(at: node.position, "tls has no '\(name)'", expected: expected)
        }
        guard let certificate, let key else { return }
        settings.tls = Settings.TLS(certificate: certificate, key: key, listeners: listeners)
    }

    private mutating func file(_ node: YAMLNode, in folder: String) -> String? {
        guard let text = text(node, expected: "the path of a file in PEM form"), !text.isEmpty else { return nil }
        return absolutePath(text, in: folder)
    }

    private mutating func listeners(_ node: YAMLNode) -> Set<Settings.Listener> {
        var listeners: Set<Settings.Listener> = []
        for element in elements(node, expected: "a list such as [public]") {
            if let listener = element.stringValue.flatMap(Settings.Listener.init) {
                listeners.insert(listener)
            } else {
                complaints.add(
                    at: element.position,
                    "expected a listener, found \(element.found)",
                    expected: choice(Settings.Listener.allCases.map(\.rawValue))
                )
            }
        }
        return listeners
    }

    // MARK: - Who may come

    mutating func readAuthentication(_ node: YAMLNode) {
        if let authentication = node.stringValue.flatMap(Authentication.init) {
            settings.authentication = authentication
            return
        }
        complaints.add(
            at: node.position,
            "expected who needs a token, found \(node.found)",
            expected: "automatic (everyone, from the first token on), required (everyone), or loopback-open (nobody on "
                + "this machine)"
        )
    }

    // MARK: - What counts in the end

    mutating func checkListeners() {
        let listen = settings.listen
        if let address = listen.public, address.port != 0, address == listen.admin {
            complaints.add(
                at: publicPosition,
                "\(address) is the address of admin too",
                expected: "another port, so that strangers do not find the API there"
            )
        }
        for (listener, address, position) in [
            (Settings.Listener.admin, listen.admin as ListenAddress?, adminPosition),
            (.public, listen.public, publicPosition),
        ] {
            guard let address, !address.isLoopback, settings.tls?.listeners.contains(listener) != true else { continue }
            complaints.add(
                .warning,
                at: position,
                "\(address) can be reached from other machines, and tokens travel there in the clear",
                expected: "'tls' with a certificate, or a loopback address behind a proxy that speaks TLS"
            )
        }
    }
}
