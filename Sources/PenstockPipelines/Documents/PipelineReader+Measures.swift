internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// `rate`, `order_by` and `dedupe`.
extension PipelineReader {
    static let orderKeys = ["key", "when_dead"]
    static let dedupeKeys = ["by", "window"]

    // MARK: rate

    mutating func readRate(_ node: YAMLNode) {
        guard let rate = node.stringValue.flatMap(RateLimit.init(text:)) else {
            complaints.add(
                at: node.position,
                "expected a rate, found \(Self.found(node))",
                expected: "a whole number above zero per s, m, h or d, such as 50/s or 200/h"
            )
            return
        }
        document.rate = rate
    }

    // MARK: order_by

    mutating func readOrder(_ node: YAMLNode) {
        let expected = "a mapping such as { key: /data/username, when_dead: hold }"
        guard let members = node.mapping else {
            complaints.add(at: node.position, "expected \(expected), found \(Self.found(node))", expected: expected)
            return
        }
        var rule: OrderRule?
        var whenDead = WhenDead.hold
        for (key, value) in members {
            switch key.scalar?.text {
            case "key": rule = pointer(value).map { OrderRule(key: $0) }
            case "when_dead":
                if let choice = value.stringValue.flatMap(WhenDead.init) {
                    whenDead = choice
                } else {
                    complaints.add(
                        at: value.position,
                        "expected hold or continue, found \(Self.found(value))",
                        expected: "hold, so that those behind a dead delivery wait for a person, or continue"
                    )
                }
            default: unknown(key, among: Self.orderKeys, of: "'order_by'")
            }
        }
        if node["key"] == nil {
            complaints.add(at: node.position, "this 'order_by' has no 'key'", expected: expected)
        }
        rule?.whenDead = whenDead
        document.order = rule
    }

    // MARK: dedupe

    mutating func readDedupe(_ node: YAMLNode) {
        if case .bool(false) = node.scalar?.value {
            document.dedupe = .off
            return
        }
        let expected = "a mapping such as { by: [/data/username, /data/date], window: 24h }, or false"
        guard let members = node.mapping else {
            complaints.add(at: node.position, "expected \(expected), found \(Self.found(node))", expected: expected)
            return
        }
        var by: [JSONPointer]?
        var window: Duration?
        for (key, value) in members {
            switch key.scalar?.text {
            case "by": by = pointers(value)
            case "window": window = duration(value)
            default: unknown(key, among: Self.dedupeKeys, of: "'dedupe'")
            }
        }
        for name in Self.dedupeKeys where node[name] == nil {
            complaints.add(at: node.position, "this 'dedupe' has no '\(name)'", expected: expected)
        }
        if let by, let window { document.dedupe = .rule(DedupeRule(by: by, window: window)) }
    }

    private mutating func pointers(_ node: YAMLNode) -> [JSONPointer]? {
        guard let elements = node.sequence, !elements.isEmpty else {
            complaints.add(
                at: node.position,
                "expected a list of pointers, found \(node.sequence == nil ? Self.found(node) : "an empty one")",
                expected: "pointers into the event, such as [/data/username, /data/date]"
            )
            return nil
        }
        let read = elements.compactMap { pointer($0) }
        return read.count == elements.count ? read : nil
    }

    /// A pointer into the event, which is all that intake sees.
    private mutating func pointer(_ node: YAMLNode) -> JSONPointer? {
        guard let text = node.stringValue else {
            complaints.add(
                at: node.position,
                "expected a pointer, found \(Self.found(node))",
                expected: "a pointer into the event, such as /data/username"
            )
            return nil
        }
        guard let pointer = try? JSONPointer(text), let place = pointer.tokens.first else {
            complaints.add(
                at: node.position,
                "'\(text.shortened)' is no pointer",
                expected: "a pointer into the event, such as /data/username",
                suggestion: pointerProbablyMeant(by: text)
            )
            return nil
        }
        // An extension attribute is lower case letters and digits (CloudEvents 1.0, section 3.1.1).
        let isAttribute =
            pointer.tokens.count == 1
            && place.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
        guard place == "data" || isAttribute else {
            complaints.add(
                at: node.position,
                "'\(text.shortened)' is no place in an event",
                expected: "/data/… or an attribute, such as /subject",
                suggestion: place == "data" ? nil : "/data\(text)"
            )
            return nil
        }
        document.eventFields.append((pointer, node))
        return pointer
    }
}
