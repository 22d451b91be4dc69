internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// `directory`.
extension EventTypeReader {
    static let directoryKeys = ["key", "as"]

    /// The rule, and its pointers to be checked against the schema; nothing where there is no `directory`.
    mutating func readDirectory() -> (rule: DirectoryRule?, places: [Place]) {
        guard let value = node["directory"] else { return (nil, []) }
        guard let members = value.mapping else {
            wrong(value, expected: "a mapping such as { key: /data/username }")
            return (nil, [])
        }
        for (name, _) in members where !Self.directoryKeys.contains(name.scalar?.text ?? "") {
            complaints.add(
                at: name.position,
                "'directory' has no key '\(name.scalar?.text ?? "")'",
                expected: "key, and as",
                suggestion: nearest(name.scalar?.text ?? "", in: Self.directoryKeys)
            )
        }
        let name = readDirectoryName(value["as"])
        guard let node = value["key"] else {
            complaints.add(at: value.position, "this 'directory' has no 'key'", expected: "key: /data/username")
            return (nil, [])
        }
        guard let place = readPointer(node), let name else { return (nil, []) }
        guard place.pointer.tokens.first == "data", place.pointer.tokens.count > 1 else {
            complaints.add(
                at: node.position,
                "a row is found by a field of the data, and \(place.pointer) is none",
                expected: "a pointer such as /data/username"
            )
            return (nil, [])
        }
        return (DirectoryRule(key: place.pointer, name: name), [place])
    }

    private mutating func readDirectoryName(_ node: YAMLNode?) -> String? {
        guard let node else { return DirectoryRule.standardName }
        if let text = node.stringValue, DirectoryRule.isName(text) { return text }
        complaints.add(
            at: node.position,
            "this cannot be the name of a directory",
            expected: "small letters, digits and hyphens, such as people"
        )
        return nil
    }
}
