internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins
internal import PenstockYAML

/// Takes settings from their sources, the weakest first, and notes all that is wrong with them.
struct SettingsReader {
    var settings = Settings()
    var complaints = Complaints(SourceLines([]), file: "")
    /// Where the addresses that count were given.
    var adminPosition = SourcePosition(file: "penstock.yaml")
    var publicPosition = SourcePosition(file: "penstock.yaml")

    static let keys = [
        "listen", "tls", "authentication", "data", "plugins", "egress", "retention", "disk_reserve", "defaults",
    ]
    static let listenKeys = ["admin", "public", "hosts"]
    static let tlsKeys = ["certificate", "key", "listeners"]

    /// The settings, after the checks that concern what counts in the end.
    mutating func finished() -> (settings: Settings, diagnostics: [Diagnostic]) {
        checkListeners()
        return (settings, complaints.diagnostics)
    }

    // MARK: Flags and environment

    mutating func read(_ flags: Settings.Flags) {
        if let text = flags.listen { setAdmin(text, at: SourcePosition(file: "--listen")) }
        if let text = flags.listenPublic { setPublic(text, at: SourcePosition(file: "--listen-public")) }
        if let text = flags.data { setData(text, at: SourcePosition(file: "--data")) }
        settings.pluginDirectories = flags.plugins + settings.pluginDirectories
    }

    /// A variable that is empty counts as one that is not set.
    mutating func read(_ environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let text = value("PENSTOCK_LISTEN") { setAdmin(text, at: SourcePosition(file: "PENSTOCK_LISTEN")) }
        if let text = value("PENSTOCK_LISTEN_PUBLIC") {
            setPublic(text, at: SourcePosition(file: "PENSTOCK_LISTEN_PUBLIC"))
        }
        if let text = value("PENSTOCK_DATA") { setData(text, at: SourcePosition(file: "PENSTOCK_DATA")) }
        if let text = value("PENSTOCK_DISK_RESERVE") {
            setReserve(text, at: SourcePosition(file: "PENSTOCK_DISK_RESERVE"))
        }
        if let text = value("PENSTOCK_PLUGIN_PATH") {
            settings.pluginDirectories = text.split(separator: ":").map(String.init) + settings.pluginDirectories
        }
        if let text = value("PENSTOCK_EGRESS_ALLOW") {
            settings.egress = EgressAllowList()
            for part in text.split(separator: ",") {
                let name = part.drop { $0 == " " }
                allow(String(name.prefix { $0 != " " }), at: SourcePosition(file: "PENSTOCK_EGRESS_ALLOW"))
            }
        }
    }

    // MARK: File

    mutating func read(_ name: String, _ bytes: [UInt8]) {
        adminPosition = SourcePosition(file: name)
        publicPosition = adminPosition
        let (documents, problems) = parseYAML(bytes, file: name)
        complaints = Complaints(SourceLines(bytes), file: name)
        complaints.add(problems)
        for extra in documents.dropFirst() {
            complaints.add(at: extra.position, "there is one document too many", expected: "all settings in one")
        }
        guard let document = documents.first, !document.isNull else { return }
        let folder = name.lastIndex(of: "/").map { String(name[..<$0]) } ?? "."
        for (key, value) in members(document, expected: "a mapping such as data: penstock-data") {
            switch key.name {
            case "listen": readListen(value)
            case "tls": readTLS(value, in: folder)
            case "authentication": readAuthentication(value)
            case "data":
                if let text = text(value, expected: "a directory") { setData(text, at: value.position) }
            case "plugins": readPlugins(value, in: folder)
            case "egress": readEgress(value)
            case "retention": readRetention(value)
            case "disk_reserve": readReserve(value)
            case "defaults": readDefaults(value)
            default: unknown(key, among: Self.keys, of: "penstock.yaml")
            }
        }
    }

    private mutating func readEgress(_ node: YAMLNode) {
        for (key, value) in members(node, expected: "{ allow: [10.20.0.0/16, hr.internal] }") {
            guard key.name == "allow" else {
                unknown(key, among: EgressAllowList.keys, of: "egress")
                continue
            }
            for element in elements(value, expected: "a list such as [10.20.0.0/16, hr.internal]") {
                guard let text = text(element, expected: "a network or a host") else { continue }
                allow(text, at: element.position)
            }
        }
    }

    private mutating func readDefaults(_ node: YAMLNode) {
        let expected = "{ smtp: { url: \"smtps://mail.example.com\" } }"
        for (key, value) in members(node, expected: expected) {
            guard value.mapping != nil else {
                complaints.add(
                    at: value.position,
                    "expected a mapping, as under 'with' of a stage, found \(value.found)"
                )
                continue
            }
            settings.defaults[key.name] = value.json()
        }
    }
}
