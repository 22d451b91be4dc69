internal import PenstockJSON

/// Writes shapes as JSON Schema, and keeps the named ones apart.
struct ShapeWriter {
    /// Where the named ones will stand, as a reference begins.
    let place: String
    /// Whether objects of answers admit what is described and nothing else: so tests find what nobody described.
    /// Readers get the open form, because an answer may get more members later.
    let isStrict: Bool
    /// The named ones that were met so far.
    private(set) var named = JSONObject()

    init(place: String, isStrict: Bool = false) {
        self.place = place
        self.isStrict = isStrict
    }

    mutating func schema(_ shape: Shape) -> JSONValue { .object(members(shape)) }

    private mutating func members(_ shape: Shape) -> JSONObject {
        switch shape {
        case .plain(let schema): return schema
        case .object(let members, let others): return object(members, others)
        case .list(let element, let bounds):
            return JSONObject([(key: "type", value: "array"), (key: "items", value: schema(element))] + Array(bounds))
        case .map(let value): return ["type": "object", "additionalProperties": schema(value)]
        case .either(let shapes): return ["anyOf": .array(shapes.map { schema($0) })]
        case .named(let name, let shape):
            if named[name] == nil {
                // Taken before its parts are written: a shape may hold itself.
                named[name] = .null
                named[name] = schema(shape)
            }
            return ["$ref": .string(place + name)]
        case .refined(let shape, let keywords):
            var schema = members(shape)
            for (key, value) in keywords { schema[key] = value }
            return schema
        }
    }

    private mutating func object(_ members: [Shape.Member], _ others: Shape.Others) -> JSONObject {
        var schema: JSONObject = ["type": "object"]
        let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        schema["properties"] = .object(
            JSONObject(members.map { (key: $0.name, value: self.schema($0.shape.described($0.description))) })
        )
        switch others {
        case .later: if isStrict { schema["additionalProperties"] = false }
        case .refused: schema["additionalProperties"] = false
        case .allowed(let shape): schema["additionalProperties"] = self.schema(shape)
        }
        return schema
    }
}

extension Shape {
    /// The shape as a JSON Schema of its own.
    var schema: JSONValue { schema(isStrict: false) }

    /// The same to check real answers against.
    var strictSchema: JSONValue { schema(isStrict: true) }

    private func schema(isStrict: Bool) -> JSONValue {
        var writer = ShapeWriter(place: "#/$defs/", isStrict: isStrict)
        var schema = writer.schema(self).objectValue ?? [:]
        if !writer.named.isEmpty { schema["$defs"] = .object(writer.named) }
        return .object(schema)
    }
}
