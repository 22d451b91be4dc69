internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// Values: the members of `data`, `subject` and `time`.
extension SourceReader {
    static let valueKeys = ["from", "as", "values", "const", "default", "required"]
    private static let form = "{ from: score, as: number }"

    /// - Parameter type: The event's type, whose schema knows which members there are; nil where it is not known.
    mutating func data(_ node: YAMLNode, type: String?) -> [(name: String, value: SourceValue)]? {
        guard let members = node.mapping, !members.isEmpty else {
            wrong(node, "the members of the data such as { username: login, score: \(Self.form) }")
            return nil
        }
        var data: [(name: String, value: SourceValue)] = []
        for (key, member) in members {
            let name = key.scalar?.text ?? ""
            warn(of: name, at: key, type)
            if let value = value(member) { data.append((name, value)) }
        }
        return data.count == members.count ? data : nil
    }

    private mutating func warn(of name: String, at key: YAMLNode, _ type: String?) {
        guard let type = type.flatMap({ context.catalog[type: $0] }),
            let unknown = type.unknownPlace(JSONPointer(tokens: ["data", name]))
        else { return }
        complaints.add(
            .warning,
            at: key.position,
            "\(type.type) has no field '\(name)'",
            expected: unknown.suggestion == nil ? unknown.expected : nil,
            suggestion: unknown.suggestion.map { String($0.dropFirst("/data/".count)) }
        )
    }

    /// A path alone, or a mapping.
    mutating func value(_ node: YAMLNode) -> SourceValue? {
        var value = SourceValue()
        guard node.mapping != nil else {
            guard let path = path(node) else { return nil }
            value.from = [path]
            return value
        }
        guard let members = members(of: node, Self.valueKeys, what: "a value", form: Self.form) else { return nil }
        if let constant = members["const"] {
            value.constant = fixed(constant)
            for other in ["from", "as", "values", "default", "required"] where members[other] != nil {
                complaints.add(
                    at: node.member(other)?.key.position ?? node.position,
                    "'\(other)' says nothing beside 'const'",
                    expected: "{ const: … } alone"
                )
            }
            return value
        }
        guard let from = members["from"] else {
            complaints.add(at: node.position, "this value has no 'from'", expected: "\(Self.form), or { const: … }")
            return nil
        }
        let places = from.sequence ?? [from]
        value.from = places.compactMap { path($0) }
        guard !places.isEmpty else {
            wrong(from, "a field, or a list of them")
            return nil
        }
        if let word = members["as"] { value.conversion = self.word(word, SourceConversion.self) }
        if let values = members["values"] { value.values = self.values(values) }
        if let fallback = members["default"] { value.fallback = fixed(fallback) }
        if let required = members["required"] { value.isRequired = truth(required) ?? false }
        if members["values"] != nil, let word = node.member("as") {
            complaints.add(
                at: word.key.position,
                "'as' says nothing beside 'values', which say what the value is",
                expected: "one of them"
            )
        }
        return value.from.count == places.count ? value : nil
    }

    private mutating func values(_ node: YAMLNode) -> [String: JSONValue]? {
        guard let members = node.mapping, !members.isEmpty else {
            wrong(node, "a mapping such as { \"1\": passed, \"0\": failed }")
            return nil
        }
        var values: [String: JSONValue] = [:]
        for (key, value) in members { values[key.scalar?.text ?? ""] = fixed(value) }
        return values
    }

    /// A value that stands in the file, without references.
    private mutating func fixed(_ node: YAMLNode) -> JSONValue? {
        if node.stringValue != nil { return plain(node).map { .string($0) } }
        return node.json()
    }
}
