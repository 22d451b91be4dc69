internal import PenstockCore
internal import PenstockPlugins
internal import PenstockYAML

/// Values of settings, and the complaints about those that are wrong.
extension SettingsReader {
    typealias Key = (name: String, position: SourcePosition)

    mutating func members(_ node: YAMLNode, expected: String) -> [(key: Key, value: YAMLNode)] {
        guard let members = node.mapping else {
            complaints.add(at: node.position, "expected a mapping, found \(node.found)", expected: expected)
            return []
        }
        return members.map { (($0.key.scalar?.text ?? "", $0.key.position), $0.value) }
    }

    mutating func elements(_ node: YAMLNode, expected: String) -> [YAMLNode] {
        guard let elements = node.sequence else {
            complaints.add(at: node.position, "expected a list, found \(node.found)", expected: expected)
            return []
        }
        return elements
    }

    mutating func text(_ node: YAMLNode, expected: String) -> String? {
        if let text = node.stringValue { return text }
        complaints.add(at: node.position, "expected \(expected), found \(node.found)")
        return nil
    }

    mutating func unknown(_ key: Key, among keys: [String], of what: String) {
        let near = nearest(key.name, in: keys)
        complaints.add(
            at: key.position,
            "\(what) has no key '\(key.name)'",
            expected: near == nil ? choice(keys) : nil,
            suggestion: near
        )
    }

    mutating func address(_ text: String, at position: SourcePosition) -> ListenAddress? {
        if let address = ListenAddress(text) { return address }
        complaints.add(
            at: position,
            "'\(text.shortened)' is no address with a port",
            expected: "an address such as 127.0.0.1:8080 or [::1]:8080"
        )
        return nil
    }

    mutating func setData(_ text: String, at position: SourcePosition) {
        guard !text.isEmpty else {
            complaints.add(
                at: position,
                "the data directory has no name",
                expected: "a directory such as penstock-data"
            )
            return
        }
        settings.dataDirectory = text
    }

    mutating func allow(_ text: String, at position: SourcePosition) {
        guard !settings.egress.add(text) else { return }
        complaints.add(
            at: position,
            "'\(text.shortened)' is neither a network nor the name of a host",
            expected: EgressAllowList.expected
        )
    }
}

extension EgressAllowList {
    /// What an `egress` may hold.
    static let keys = ["allow"]

    /// What stands in a list, for messages.
    static var expected: String { "a network such as 10.20.0.0/16, or a name such as hr.internal or *.internal" }
}
