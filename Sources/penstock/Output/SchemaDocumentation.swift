internal import PenstockJSON

/// The documentation of an object, made of its JSON Schema: each member with its type, what it may be, what it is
/// without it, and what it means.
struct SchemaDocumentation {
    private let schema: JSONValue
    private let root: JSONValue

    init(_ schema: JSONValue) {
        self.schema = schema
        root = schema
    }

    private init(_ schema: JSONValue, in root: JSONValue) {
        self.schema = schema
        self.root = root
    }

    /// How deep members of members are told of; deeper ones are for the schema itself.
    private static let depth = 4

    func rendered(for terminal: Terminal) -> String {
        let text = members(terminal, indentation: 2, depth: 0)
        return text.isEmpty ? "  anything\n" : text
    }

    private func members(_ terminal: Terminal, indentation: Int, depth: Int) -> String {
        let schema = resolved(schema)
        let required = Set(schema.elements("required").compactMap(\.stringValue))
        let lines = (schema["properties"]?.objectValue ?? [:]).map { name, member in
            SchemaDocumentation(member, in: root)
                .member(name, isRequired: required.contains(name), terminal, indentation: indentation, depth: depth)
        }
        return lines.joined()
    }

    private func member(
        _ name: String,
        isRequired: Bool,
        _ terminal: Terminal,
        indentation: Int,
        depth: Int
    ) -> String {
        let schema = resolved(schema)
        var notes = [kind(schema)]
        notes += isRequired ? ["required"] : []
        notes += schema["default"].map { ["default \($0.text)"] } ?? []
        notes += schema["x-penstock-secret"]?.boolValue == true ? ["secret"] : []
        notes += schema["x-penstock-template"].map { ["template for \($0.shown ?? "")"] } ?? []
        notes += schema["deprecated"]?.boolValue == true ? ["deprecated"] : []
        let margin = String(repeating: " ", count: indentation)
        var text = "\(margin)\(terminal.styled(name.printable, .bold))"
        text += terminal.styled("  \(notes.joined(separator: ", ").printable)", .dim) + "\n"
        for paragraph in (schema["description"]?.stringValue ?? "").split(separator: "\n") {
            let width = max((terminal.columns ?? 100) - indentation - 4, 40)
            for line in String(paragraph).printable.wrapped(to: min(width, 100)) { text += "\(margin)    \(line)\n" }
        }
        for example in schema.elements("examples").prefix(3) {
            text += "\(margin)    \(terminal.styled("for example", .dim)) \(example.text.printable)\n"
        }
        guard depth < Self.depth else { return text }
        for inner in [schema, schema["items"] ?? .null] {
            text += SchemaDocumentation(inner, in: root)
                .members(terminal, indentation: indentation + 4, depth: depth + 1)
        }
        return text
    }

    /// What a value may be, in a few words.
    private func kind(_ schema: JSONValue) -> String {
        if let allowed = schema["enum"]?.arrayValue { return allowed.map(\.text).joined(separator: " or ") }
        if let constant = schema["const"] { return constant.text }
        for name in ["oneOf", "anyOf"] where schema[name] != nil {
            var kinds: [String] = []
            for kind in schema.elements(name).map({ self.kind(resolved($0)) }) where !kinds.contains(kind) {
                kinds.append(kind)
            }
            return kinds.joined(separator: " or ")
        }
        let types = schema["type"]?.arrayValue ?? schema["type"].map { [$0] } ?? []
        let names = types.compactMap(\.stringValue).map { type in
            guard type == "array", let items = schema["items"] else { return type }
            return "list of \(kind(resolved(items)))"
        }
        return names.isEmpty ? "anything" : names.joined(separator: " or ")
    }

    /// What `$ref` leads to within the document; the schema itself where it has none.
    private func resolved(_ schema: JSONValue) -> JSONValue {
        guard let reference = schema["$ref"]?.stringValue, reference.hasPrefix("#"),
            let pointer = try? JSONPointer(String(reference.dropFirst())), let target = root[pointer],
            case .object(var members) = target
        else { return schema }
        for (key, value) in schema.objectValue ?? [:] where key != "$ref" { members[key] = value }
        return .object(members)
    }
}

extension String {
    /// The text in lines of at most so many characters, broken between words.
    func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        for word in split(separator: " ") {
            if let last = lines.last, last.count + word.count < width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
