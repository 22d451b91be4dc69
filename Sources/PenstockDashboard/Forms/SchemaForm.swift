package import PenstockJSON
internal import PenstockPipelines

/// A form for data, made of its JSON Schema. Pure.
///
/// A field is named by the pointer to its value: `value:/score` is what stands in it, and `how:/score` whether that counts,
/// or `null` is sent, or nothing. Nothing of the form needs to be remembered between showing and reading it.
package struct SchemaForm: Sendable {
    /// What a value is written in.
    enum Control: Sendable, Equatable {
        case text
        case number
        case date
        case dateTime
        case flag
        /// One of several values, each as JSON.
        case choice([String])
        /// What a form has no better field for: JSON in a box.
        case json
        case group([Field])
    }

    /// One field, or a group of them.
    struct Field: Sendable, Equatable {
        var pointer: JSONPointer
        var name: String
        var description: String?
        var control: Control
        var isRequired: Bool
        /// Whether the schema takes `null` for it, which stands for "never" or "none".
        var isNullable: Bool

        var valueName: String { "value:\(pointer)" }
        var howName: String { "how:\(pointer)" }
    }

    /// Deeper members are edited as JSON.
    private static let deepest = 4

    let fields: [Field]

    /// - Parameter schema: Of the data. One that describes no object gives one field for the whole.
    package init(_ schema: JSONValue?) {
        let schema = schema ?? [:]
        let fields = Self.fields(schema, in: schema, at: [], depth: 0)
        self.fields = fields
    }

    // MARK: - From the schema

    private static func fields(_ schema: JSONValue, in root: JSONValue, at path: [String], depth: Int) -> [Field] {
        let required = Set(schema.elements("required").compactMap(\.stringValue))
        return (schema["properties"]?.objectValue ?? [:]).map { name, member in
            field(member, name, in: root, at: path + [name], isRequired: required.contains(name), depth: depth)
        }
    }

    private static func field(
        _ schema: JSONValue,
        _ name: String,
        in root: JSONValue,
        at path: [String],
        isRequired: Bool,
        depth: Int
    ) -> Field {
        let schema = schema.resolvingReference(in: root)
        let types = (schema["type"]?.arrayValue ?? schema["type"].map { [$0] } ?? []).compactMap(\.stringValue)
        let values = schema["enum"]?.arrayValue ?? schema["const"].map { [$0] }
        var field = Field(
            pointer: JSONPointer(tokens: path),
            name: name,
            description: schema["description"]?.stringValue,
            control: .json,
            isRequired: isRequired,
            isNullable: types.contains("null") || values?.contains(.null) == true
        )
        if let values {
            field.control = .choice(values.filter { !$0.isNull }.map(\.text))
        } else if types.contains("object"), schema["properties"] != nil, depth < deepest {
            field.control = .group(fields(schema, in: root, at: path, depth: depth + 1))
        } else {
            field.control = control(types.filter { $0 != "null" }, format: schema["format"]?.stringValue)
        }
        return field
    }

    private static func control(_ types: [String], format: String?) -> Control {
        switch types {
        case ["string"] where format == "date": .date
        case ["string"] where format == "date-time": .dateTime
        case ["string"]: .text
        case ["number"], ["integer"], ["number", "integer"], ["integer", "number"]: .number
        case ["boolean"]: .flag
        default: .json
        }
    }
}
