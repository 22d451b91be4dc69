package import PenstockJSON

/// The documentation of an object, made of its JSON Schema: each member with its type, what it may be, what it is
/// without it, and what it means.
package struct SchemaDocumentation: Sendable {
    /// One member, as it is told of.
    package struct Member: Sendable, Equatable {
        package var name: String
        /// How many members it lies within.
        package var depth: Int
        /// Its type, whether it is required, its default, and the like.
        package var notes: [String]
        package var description: String
        package var examples: [String]
    }

    private let schema: JSONValue
    private let root: JSONValue
    /// The references that led here.
    private let path: [String]

    package init(_ schema: JSONValue) { self.init(schema, in: schema, path: ["#"]) }

    private init(_ schema: JSONValue, in root: JSONValue, path: [String]) {
        self.schema = schema
        self.root = root
        self.path = path
    }

    /// How deep members of members are told of; deeper ones are for the schema itself.
    private static let deepest = 4

    /// Every member, each followed by those within it.
    package var members: [Member] { members(depth: 0) }

    private func members(depth: Int) -> [Member] {
        let reference = schema["$ref"]?.stringValue
        // What lies within itself is told of once.
        if let reference, path.contains(reference) { return [] }
        let path = path + (reference.map { [$0] } ?? [])
        let schema = resolved(schema)
        let required = Set(schema.elements("required").compactMap(\.stringValue))
        return (schema["properties"]?.objectValue ?? [:]).flatMap { name, member in
            SchemaDocumentation(member, in: root, path: path).member(
                name,
                isRequired: required.contains(name),
                needs: schema["dependentRequired"]?.elements(name).compactMap(\.stringValue) ?? [],
                depth: depth
            )
        }
    }

    /// - Parameter needs: The members without which it cannot be.
    private func member(_ name: String, isRequired: Bool, needs: [String], depth: Int) -> [Member] {
        let schema = resolved(schema)
        var notes = [kind(schema)]
        notes += isRequired ? ["required"] : []
        notes += needs.isEmpty ? [] : ["needs \(needs.joined(separator: " and "))"]
        notes += schema["default"].map { ["default \($0.text)"] } ?? []
        notes += schema.limits
        notes += marks(schema)
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
            // Alternatives may be about what else must be there.
            if kinds != ["anything"] { return kinds.joined(separator: " or ") }
        }
        let types = schema["type"]?.arrayValue ?? schema["type"].map { [$0] } ?? []
        let names = types.compactMap(\.stringValue).map { type in
            guard type == "array", let items = schema["items"] else { return type }
            return "list of \(kind(resolved(items)))"
        }
        return names.isEmpty ? "anything" : names.joined(separator: " or ")
    }

    /// What the host does with a value, or with what it is made of: `x-penstock-…` of the schema, of its alternatives and of
    /// its elements. A member has marks of its own.
    private func marks(_ schema: JSONValue) -> [String] {
        var marks: [String] = []
        marks += schema["x-penstock-secret"]?.boolValue == true ? ["secret"] : []
        marks += schema["x-penstock-duration"]?.boolValue == true ? ["duration such as 250ms, 15s, 5m or 2h"] : []
        marks += schema["x-penstock-file"]?.boolValue == true ? ["file"] : []
        marks +=
            schema["x-penstock-template"].map { [$0 == "none" ? "template" : "template for \($0.shown ?? "")"] } ?? []
        let parts =
            ["oneOf", "anyOf", "allOf"].flatMap(schema.elements)
            + ["items", "additionalProperties"].compactMap { schema[$0] }
        for mark in parts.map(resolved).flatMap(self.marks) where !marks.contains(mark) { marks.append(mark) }
        return marks
    }

    private func resolved(_ schema: JSONValue) -> JSONValue { schema.resolvingReference(in: root) }
}

extension JSONValue {
    /// A schema with what its `$ref` leads to within the document; the schema itself where it has none.
    package func resolvingReference(in root: JSONValue) -> JSONValue {
        guard let reference = self["$ref"]?.stringValue, reference.hasPrefix("#"),
            let pointer = try? JSONPointer(String(reference.dropFirst())), let target = root[pointer],
            case .object(var members) = target
        else { return self }
        for (key, value) in objectValue ?? [:] where key != "$ref" { members[key] = value }
        return .object(members)
    }
}
