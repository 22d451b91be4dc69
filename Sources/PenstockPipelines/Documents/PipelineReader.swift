internal import PenstockCore
internal import PenstockPlugins
internal import PenstockJSON
internal import PenstockYAML

/// Reads one YAML document as a pipeline and reports all that is wrong with it.
struct PipelineReader {
    var complaints: Complaints
    var document: PipelineDocument
    private let node: YAMLNode
    /// The event types that are known.
    let knownTypes: [String]

    init(_ node: YAMLNode, knownTypes: [String], complaints: Complaints) {
        self.node = node
        self.knownTypes = knownTypes
        self.complaints = complaints
        document = PipelineDocument(position: node.position)
    }

    static let keys = [
        "name", "description", "on", "subject", "except", "enabled", "stages", "retry", "deadline", "concurrency",
        "outcomes", "rate", "order_by", "dedupe", "egress", "isolation", "tests",
    ]

    mutating func read() {
        guard let members = node.mapping else {
            complaints.add(at: node.position, "this is no pipeline", expected: "a mapping with name, on and stages")
            return
        }
        for (key, value) in members {
            let name = key.scalar?.text ?? ""
            if value.isNull, Self.keys.contains(name) {
                complaints.add(at: key.position, "'\(name)' has no value")
            } else {
                read(name, value, key: key)
            }
        }
        if node["name"] == nil { missing("name", "name: course-completed-mail") }
        if node["on"] == nil { missing("on", "on: course.completed, or a list, or a glob such as course.*") }
        if node["stages"] == nil { missing("stages", "stages: with a list of stages, the last one a transport") }
        document.selector = selector(of: node)
    }

    private mutating func missing(_ key: String, _ expected: String) {
        complaints.add(at: node.position, "this pipeline has no '\(key)'", expected: expected)
    }

    private mutating func read(_ name: String, _ value: YAMLNode, key: YAMLNode) {
        switch name {
        case "name":
            document.name = identifier(value, of: "a pipeline")
            document.namePosition = value.position
        case "description": document.description = text(value)
        case "on", "subject", "except": break  // read together
        case "enabled": document.isEnabled = truth(value) ?? true
        case "stages": readStages(value)
        case "retry": readRetry(value)
        case "deadline": document.retry.deadline = duration(value)
        case "concurrency":
            if let count = integer(value, in: 1...10_000) { document.concurrency = count }
        case "outcomes": readOutcomes(value)
        case "rate": readRate(value)
        case "order_by": readOrder(value)
        case "dedupe": readDedupe(value)
        case "egress": readEgress(value)
        case "isolation": document.isolation = isolation(value)
        case "tests": document.tests = (key, value)
        default: unknown(key, among: Self.keys, of: "a pipeline")
        }
    }

    mutating func unknown(_ key: YAMLNode, among keys: [String], of what: String) {
        let name = key.scalar?.text ?? ""
        let near = nearest(name, in: keys)
        complaints.add(
            at: key.position,
            "\(what) has no key '\(name)'",
            expected: near == nil ? "one of \(keys.joined(separator: ", "))" : nil,
            suggestion: near
        )
    }
}

// MARK: - Values

extension PipelineReader {
    /// Text without references: it is stored and shown, and nothing that was resolved may be (design, invariant 8).
    mutating func text(_ node: YAMLNode, expected: String = "text") -> String? {
        guard let text = node.stringValue else {
            complaints.add(at: node.position, "expected \(expected), found \(Self.found(node))", expected: expected)
            return nil
        }
        // Hardly a text has one, and looking by bytes costs least.
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        for kind in Reference.Kind.allCases where text.contains("${\(kind.rawValue):") {
            complaints.add(
                at: node.position,
                "references are resolved only under 'with'",
                expected: "the value itself, because this part of a pipeline is stored and shown"
            )
            return nil
        }
        return text
    }

    /// A name that can stand in a URL, a file name and a command line as it is.
    mutating func identifier(_ node: YAMLNode, of what: String) -> String? {
        guard let name = text(node, expected: "the name of \(what)") else { return nil }
        let isSound = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isSound, let first = name.first, first.isLetter || first.isNumber, name.utf8.count <= 100 else {
            complaints.add(
                at: node.position,
                "'\(name)' cannot be the name of \(what)",
                expected: "letters, digits, '-', '_' and '.', beginning with a letter or digit, 100 characters at most"
            )
            return nil
        }
        return name
    }

    mutating func truth(_ node: YAMLNode) -> Bool? {
        if case .bool(let truth) = node.scalar?.value { return truth }
        complaints.add(
            at: node.position,
            "expected true or false, found \(Self.found(node))",
            expected: "true or false",
            suggestion: node.stringValue.flatMap { Self.truths[$0.lowercased()] }
        )
        return nil
    }

    /// What says yes and no in YAML 1.1, and is a text here.
    private static let truths = [
        "yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false",
    ]

    mutating func isolation(_ node: YAMLNode) -> PluginIsolation? {
        if let isolation = node.stringValue.flatMap(PluginIsolation.init) { return isolation }
        complaints.add(
            at: node.position,
            "expected where plugins run, found \(Self.found(node))",
            expected: PluginIsolation.expected
        )
        return nil
    }

    mutating func integer(_ node: YAMLNode, in range: ClosedRange<Int>) -> Int? {
        if case .number(let number) = node.scalar?.value, let value = number.int64.map({ Int($0) }),
            range.contains(value)
        {
            return value
        }
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        complaints.add(at: node.position, "expected \(expected), found \(Self.found(node))", expected: expected)
        return nil
    }

    mutating func duration(_ node: YAMLNode) -> Duration? {
        if let duration = node.stringValue.flatMap({ Duration(text: $0) }), duration > .zero { return duration }
        let expected = "a duration above zero, such as 250ms, 5s, 2h or 7d"
        complaints.add(at: node.position, "expected a duration, found \(Self.found(node))", expected: expected)
        return nil
    }

    /// What a node is, for messages.
    static func found(_ node: YAMLNode) -> String {
        switch node.kind {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar(let scalar):
            switch scalar.value {
            case .null: "nothing"
            case .bool, .number, .nonFinite: scalar.text
            case .string(let text): "'\(text.shortened)'"
            }
        }
    }
}

extension PluginIsolation {
    /// The words there are, for messages.
    static var expected: String { "process (a process of its own) or none (the host's)" }
}
