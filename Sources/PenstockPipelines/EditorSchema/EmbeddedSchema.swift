internal import PenstockJSON

/// A plugin's schema as a part of a larger one: what leads to its own parts leads to where they stand now, a reference
/// such as `${env:NAME}` may stand where a text is wanted, and durations are told as such.
struct EmbeddedSchema {
    private let name: String
    /// What the plugin calls its schema, before which its references may stand.
    private let base: String
    private(set) var schema: JSONValue = true

    /// - Parameter name: Where it stands among the definitions of the larger schema; no character of it needs an escape in
    ///   a pointer or a fragment.
    init(_ schema: JSONValue, as name: String) {
        self.name = name
        base = schema["$id"]?.stringValue.map { String($0.prefix { $0 != "#" }) } ?? ""
        self.schema = relocated(schema, isText: true)
    }

    /// Keywords whose value is a schema, a list of schemas, or schemas by name, as JSON Schema 2020-12 has them.
    private static let single: Set<String> = [
        "items", "additionalProperties", "contains", "not", "if", "then", "else", "propertyNames",
    ]
    private static let lists: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems"]
    private static let named: Set<String> = ["properties", "patternProperties", "$defs", "dependentSchemas"]
    /// Where a schema says what must not be or what is asked first, a wider one would say something else.
    private static let exact: Set<String> = ["not", "if", "contains", "propertyNames"]
    /// What a text must be like.
    private static let constraints = ["pattern", "enum", "const", "format", "minLength", "maxLength"]

    /// - Parameter isText: Whether a text that the schema asks for may come by reference.
    private func relocated(_ schema: JSONValue, isText: Bool) -> JSONValue {
        guard case .object(let members) = schema else { return schema }
        var moved = JSONObject()
        for (keyword, value) in members where keyword != "$schema" && keyword != "$id" {
            let isText = isText && !Self.exact.contains(keyword)
            if Self.single.contains(keyword) {
                moved[keyword] = relocated(value, isText: isText)
            } else if Self.lists.contains(keyword) {
                moved[keyword] = .array((value.arrayValue ?? []).map { relocated($0, isText: isText) })
            } else if Self.named.contains(keyword) {
                let schemas = (value.objectValue ?? [:]).map {
                    (key: $0.key, value: relocated($0.value, isText: isText))
                }
                moved[keyword] = .object(JSONObject(schemas))
            } else {
                moved[keyword] = relocated(keyword, value)
            }
        }
        if moved["x-penstock-duration"] == true, moved["$ref"] == nil { moved["$ref"] = "#/$defs/duration" }
        guard isText else { return .object(moved) }
        if let alternatives = members["oneOf"]?.arrayValue { admitSeveral(of: alternatives, in: &moved) }
        return .object(widened(moved))
    }

    private func relocated(_ keyword: String, _ value: JSONValue) -> JSONValue {
        guard let text = value.stringValue else { return value }
        switch keyword {
        case "$anchor", "$dynamicAnchor": return .string("\(name).\(text)")
        case "$ref":
            let fragment = !base.isEmpty && text.hasPrefix(base) ? String(text.dropFirst(base.count)) : text
            if fragment.isEmpty || fragment == "#" { return .string("#/$defs/\(name)") }
            guard fragment.hasPrefix("#") else { return value }
            let place = fragment.dropFirst()
            return .string(place.hasPrefix("/") ? "#/$defs/\(name)\(place)" : "#\(name).\(place)")
        default: return value
        }
    }

    /// Admits a reference where a text must be like something that no reference is like. What describes the place
    /// stays in front, where an editor looks for it.
    private func widened(_ schema: JSONObject) -> JSONObject {
        guard isConstrained(schema), admitsText(schema) else { return schema }
        var (inner, outer) = (JSONObject(), JSONObject())
        for (key, value) in schema {
            let isOfValue = Self.constraints.contains(key) || key == "type" || key == "$ref"
            if isOfValue { inner[key] = value } else { outer[key] = value }
        }
        let choice: JSONValue = ["anyOf": [.object(inner), ["$ref": "#/$defs/reference"]]]
        if outer["anyOf"] == nil {
            outer["anyOf"] = choice["anyOf"]
        } else {
            outer["allOf"] = .array((outer["allOf"]?.arrayValue ?? []) + [choice])
        }
        return outer
    }

    /// Lets a value satisfy several alternatives for a text, as a reference does once each of them admits it.
    private func admitSeveral(of alternatives: [JSONValue], in schema: inout JSONObject) {
        guard alternatives.count(where: { $0.objectValue.map(admitsText) ?? true }) > 1, let moved = schema["oneOf"]
        else { return }
        schema["oneOf"] = nil
        schema["allOf"] = .array((schema["allOf"]?.arrayValue ?? []) + [["anyOf": moved]])
    }

    private func isConstrained(_ schema: JSONObject) -> Bool {
        // The shortest reference, ${env:N}, has eight characters.
        (schema["minLength"]?.numberValue?.int64 ?? 0) > 8 || schema["x-penstock-duration"] == true
            || Self.constraints.contains { $0 != "minLength" && schema[$0] != nil }
    }

    private func admitsText(_ schema: JSONObject) -> Bool {
        if let type = schema["type"]?.stringValue { return type == "string" }
        if let types = schema["type"]?.arrayValue { return types.contains("string") }
        let values = (schema["enum"]?.arrayValue ?? []) + [schema["const"]].compactMap(\.self)
        return values.contains { $0.stringValue != nil } || schema["pattern"] != nil
    }
}
