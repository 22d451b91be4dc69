internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// Reads one YAML document as a source and reports all that is wrong with it.
struct SourceReader: TreeReader {
    var complaints: Complaints
    var document: SourceDocument
    let context: LoadingContext
    private let node: YAMLNode
    /// The file's name without its ending, which is the name of a source that gives none.
    private let stem: String

    static let keys = [
        "name", "description", "enabled", "methods", "verify", "echo", "zone", "items", "events", "learn", "expect",
    ]
    static let echoKeys = ["query"]
    static let expectKeys = ["every"]
    static let methods = ["POST", "GET", "PUT", "PATCH"]

    init(_ node: YAMLNode, stem: String, context: LoadingContext, complaints: Complaints) {
        self.node = node
        self.stem = stem
        self.context = context
        self.complaints = complaints
        document = SourceDocument(position: node.position)
    }

    mutating func read() {
        guard let members = members(of: node, Self.keys, what: "a source", form: "{ name: …, verify: …, events: … }")
        else { return }
        for (key, value) in node.mapping ?? [] where value.isNull && Self.keys.contains(key.scalar?.text ?? "") {
            complaints.add(at: key.position, "'\(key.scalar?.text ?? "")' has no value")
        }
        func member(_ name: String) -> YAMLNode? { members[name].flatMap { $0.isNull ? nil : $0 } }
        readName(member("name"))
        if let value = member("description") { document.description = plain(value) }
        // First: what it says decides what is to be said of the references.
        if let value = member("enabled") { document.isEnabled = truth(value) ?? true }
        if let value = member("methods") { readMethods(value) }
        if let value = member("zone") { readZone(value) }
        if let value = member("items") { readItems(value) }
        if let value = member("echo") { readEcho(value) }
        if let value = member("learn") { document.learns = truth(value) ?? false }
        if let value = member("expect") { readExpectation(value) }
        if let value = member("verify") {
            document.verification = verification(value)
            if case .none? = document.verification { refuseStrangers(value) }
        } else if members["verify"] == nil {
            complaints.add(
                at: node.position,
                "this source has no 'verify', so anybody could send it events",
                expected: "verify: { header: X-Secret, equals: \"${env:NAME}\" }, or `none` where only loopback listens"
            )
        }
        if let value = member("events") {
            readRules(value)
        } else if members["events"] == nil {
            complaints.add(
                at: node.position,
                "this source has no 'events'",
                expected: "events: [{ type: course.completed, data: { username: login } }]"
            )
        }
    }

    /// Text without references: it is stored and shown, and nothing that was resolved may be (design, invariant 8).
    mutating func plain(_ node: YAMLNode, _ expected: String = "text") -> String? {
        guard let text = text(node, expected) else { return nil }
        guard !Reference.Kind.allCases.contains(where: { text.contains("${\($0.rawValue):") }) else {
            complaints.add(
                at: node.position,
                "references are resolved only below 'verify', and under 'with' of a stage",
                expected: "the value itself, because this part of a source is stored and shown"
            )
            return nil
        }
        return text
    }

    // MARK: Keys

    private mutating func readName(_ value: YAMLNode?) {
        let place = value?.position ?? node.position
        guard let name = value.map({ plain($0, "the name of a source") }) ?? stem else { return }
        document.namePosition = place
        let isSound =
            name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: byte == UInt8(ascii: "-")
                }
            } && !name.isEmpty && !name.hasPrefix("-") && name.utf8.count <= 100
        guard isSound else {
            complaints.add(
                at: place,
                "'\(name.shortened)' cannot be the name of a source, which is part of its path",
                expected: "small letters, digits and '-', beginning with a letter or digit, 100 characters at most"
            )
            return
        }
        document.name = name
        if name != stem {
            complaints.add(
                .warning,
                at: place,
                "the file of the source \(name) has another name",
                expected: "\(name).yaml, so that people find it"
            )
        }
    }

    private mutating func readMethods(_ value: YAMLNode) {
        let elements = value.sequence ?? [value]
        guard !elements.isEmpty else { return wrong(value, "a list of methods such as [POST, GET]") }
        var methods: [String] = []
        for element in elements {
            guard let name = text(element, "a method such as POST") else { continue }
            if Self.methods.contains(name) {
                if !methods.contains(name) { methods.append(name) }
            } else {
                let near = Self.methods.contains(name.uppercased()) ? name.uppercased() : nil
                complaints.add(
                    at: element.position,
                    "a source does not take the method '\(name.shortened)'",
                    expected: choice(Self.methods),
                    suggestion: near ?? nearest(name, in: Self.methods)
                )
            }
        }
        if !methods.isEmpty { document.methods = methods }
    }

    private mutating func readZone(_ value: YAMLNode) {
        guard let name = plain(value, "a time zone such as America/New_York") else { return }
        if let zone = complaints.zone(name, at: value.position) { document.zone = zone }
    }

    private mutating func readItems(_ value: YAMLNode) {
        let elements = value.sequence ?? [value]
        if elements.isEmpty { wrong(value, "a pointer such as /payloads, or a list of them") }
        document.items = elements.compactMap { pointer($0, such: "/payloads") }
    }

    private mutating func readEcho(_ value: YAMLNode) {
        guard let members = members(of: value, Self.echoKeys, what: "'echo'", form: "{ query: echo }") else { return }
        guard let name = members["query"] else {
            complaints.add(at: value.position, "this 'echo' has no 'query'", expected: "{ query: echo }")
            return
        }
        document.echo = plain(name, "the name of a query parameter")
    }

    private mutating func readExpectation(_ value: YAMLNode) {
        guard let members = members(of: value, Self.expectKeys, what: "'expect'", form: "{ every: 1d }") else { return }
        guard let every = members["every"] else {
            complaints.add(at: value.position, "this 'expect' has no 'every'", expected: "{ every: 1d }")
            return
        }
        guard let duration = duration(every, such: "12h or 1d") else { return }
        guard duration >= .seconds(60) else {
            complaints.add(
                at: every.position,
                "silence is noticed after a minute at the soonest",
                expected: "1m or more"
            )
            return
        }
        document.expected = duration
    }

    /// A source that verifies nothing is for this machine alone.
    private mutating func refuseStrangers(_ value: YAMLNode) {
        for address in context.listens where !address.isLoopback {
            complaints.add(
                at: value.position,
                "'verify: none' takes events from anybody, and \(address) can be reached from other machines",
                expected: "a secret, a signature, or addresses under 'verify'; or listening on loopback alone"
            )
            return
        }
    }
}
