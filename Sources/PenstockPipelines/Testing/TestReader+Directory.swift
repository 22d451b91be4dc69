internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// `directory`: what events have told before the test begins.
extension TestReader {
    private static let form = "[{ username: learner1, email: … }], or { people: […] } by names"

    /// Rows by the names of directories and by their keys, as the events would have told them.
    mutating func directories(_ node: YAMLNode) -> [String: [String: [UInt8]]] {
        if node.sequence != nil {
            return [DirectoryRule.standardName: rows(node, of: DirectoryRule.standardName)]
        }
        guard let members = node.mapping else {
            wrong(node, "rows such as \(Self.form)")
            return [:]
        }
        var directories: [String: [String: [UInt8]]] = [:]
        for (key, value) in members {
            let name = key.scalar?.text ?? ""
            directories[name] = rows(value, of: name, named: key)
        }
        return directories
    }

    /// The rows, each found by what the event types that feed the directory take for its key.
    private mutating func rows(_ node: YAMLNode, of name: String, named: YAMLNode? = nil) -> [String: [UInt8]] {
        let rules = catalog.names.compactMap { catalog[type: $0]?.directory }
        let feeding = rules.filter { $0.name == name }
        guard !feeding.isEmpty else {
            complaints.add(
                at: (named ?? node).position,
                "no event type feeds a directory '\(name)'",
                expected: "`directory: { key: /data/username }` in an event type of the catalog",
                suggestion: nearest(name, in: rules.map(\.name))
            )
            return [:]
        }
        guard let elements = node.sequence else {
            wrong(node, "a list of rows")
            return [:]
        }
        var rows: [String: [UInt8]] = [:]
        for element in elements {
            let json = element.json()
            let bytes = json.serialized()
            guard json.objectValue != nil, let key = feeding.lazy.compactMap({ $0.key(in: bytes.span) }).first else {
                let places = orList(feeding.map { "\($0.key)" })
                complaints.add(
                    at: element.position,
                    "nobody would find this row",
                    expected: "the data of an event, with a text or a number at \(places)"
                )
                continue
            }
            rows[key] = bytes
        }
        return rows
    }
}
