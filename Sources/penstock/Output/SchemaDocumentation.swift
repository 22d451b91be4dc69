internal import PenstockJSON

/// The documentation of an object, made of its JSON Schema: each member with its type, what it may be, what it is
/// without it, and what it means.
struct SchemaDocumentation {
    /// One member, as it is told of.
    struct Member {
        var name: String
        /// How many members it lies within.
        var depth: Int
        /// Its type, whether it is required, its default, and the like.
        var notes: [String]
        var description: String
        var examples: [String]
    }

    private let schema: JSONValue
    private let root: JSONValue
    /// The references that led here.
    private let path: [String]

    init(_ schema: JSONValue) { self.init(schema, in: schema, path: ["#"]) }

    private init(_ schema: JSONValue, in root: JSONValue, path: [String]) {
        self.schema = schema
        self.root = root
        self.path = path
    }

    /// How deep members of members are told of; deeper ones are for the schema itself.
    private static let deepest = 4

    /// Every member, each followed by those within it.
    var members: [Member] { members(depth: 0) }

    private func members(depth: Int) -> [Member] {
        let reference = schema["$ref"]?.stringValue
        // What lies within itself is told of once.
        if let reference, path.contains(reference) { return [] }
        let path = path + (reference.map { [$0] } ?? [])
        let schema = resolved(schema)
        let required = Set(schema.elements("required").compactMap(\.stringValue))
        return (schema["properties"]?.objectValue ?? [:]).flatMap { name, member in
            SchemaDocumentation(member, in: root, path: path)
                .member(name, isRequired: required.contains(name), depth: depth)
        }
    }

    private func member(_ name: String, isRequired: Bool, depth: Int) -> [Member] {
        let schema = resolved(schema)
        var notes = [kind(schema)]
        notes += isRequired ? ["required"] : []
        notes += schema["default"].map { ["default \($0.text)"] } ?? []
        notes += schema["x-penstock-secret"]?.boolValue == true ? ["secret"] : []
        notes += schema["x-penstock-template"].map { ["template for \($0.shown ?? "")"] } ?? []
        notes += schema["deprecated"]?.boolValue == true ? ["deprecated"] : []
        let member = Member(
            name: name,
            depth: depth,
            notes: notes,
            description: schema["description"]?.stringValue ?? "",
            examples: schema.elements("examples").prefix(3).map(\.text)
        )
        guard depth < Self.deepest else { return [member] }
        return [member]
            + [self.schema, schema["items"] ?? .null].flatMap {
                SchemaDocumentation($0, in: root, path: path).members(depth: depth + 1)
            }
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
