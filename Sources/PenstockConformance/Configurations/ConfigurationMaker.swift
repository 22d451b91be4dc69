internal import PenstockJSON

/// Makes values by a schema, by chance. What comes out mostly satisfies it; the caller checks.
///
/// Reads the schema's document and not its compiled form: it wants to know what a person would write, `examples`
/// included, and need not be exact.
struct ConfigurationMaker {
    private let schema: JSONValue
    private var chance: Chance
    /// Deeper than this only what is required is made, so that a schema that refers to itself comes to an end.
    private static let depth = 4

    init(_ schema: JSONValue, _ chance: Chance) {
        self.schema = schema
        self.chance = chance
    }

    mutating func next() -> JSONValue { value(of: schema, 0) }

    private mutating func value(of schema: JSONValue, _ depth: Int) -> JSONValue {
        if schema.boolValue != nil { return scalar() }
        if let constant = schema["const"] { return constant }
        if let choices = schema["enum"]?.arrayValue, let one = chance.pick(choices) { return one }
        if let examples = schema["examples"]?.arrayValue, let one = chance.pick(examples), chance.once(in: 2) {
            return one
        }
        let merged = merged(schema)
        let kinds =
            merged["type"]?.arrayValue?.compactMap(\.stringValue) ?? [merged["type"]?.stringValue ?? guess(merged)]
        switch chance.pick(kinds) ?? "string" {
        case "object": return .object(object(merged, depth))
        case "array": return .array(array(merged, depth))
        case "integer": return number(merged, whole: true)
        case "number": return number(merged, whole: chance.once(in: 2))
        case "boolean": return .bool(chance.once(in: 2))
        case "null": return .null
        default: return .string(string(merged))
        }
    }

    /// The schema with what it refers to, with all of `allOf`, and with one of its alternatives.
    private mutating func merged(_ schema: JSONValue) -> JSONValue {
        guard var members = schema.objectValue else { return schema }
        var others: [JSONValue] = members["allOf"]?.arrayValue ?? []
        for alternatives in ["oneOf", "anyOf"] {
            if let one = members[alternatives]?.arrayValue.flatMap({ chance.pick($0) }) { others.append(one) }
        }
        if let target = members["$ref"]?.stringValue, let pointer = try? JSONPointer(String(target.dropFirst())),
            let referred = self.schema[pointer]
        {
            others.append(referred)
        }
        for keyword in ["allOf", "oneOf", "anyOf", "$ref"] { members.remove(keyword) }
        for other in others {
            for (key, value) in merged(other).objectValue ?? JSONObject() {
                switch (key, members[key]) {
                case ("required", .array(let mine)?): members[key] = .array(mine + (value.arrayValue ?? []))
                case ("properties", .object(let mine)?):
                    members[key] = .object(JSONObject(Array(mine) + Array(value.objectValue ?? JSONObject())))
                default: members[key] = value
                }
            }
        }
        return .object(members)
    }

    private func guess(_ schema: JSONValue) -> String {
        if schema["properties"] != nil || schema["required"] != nil { return "object" }
        return schema["items"] != nil ? "array" : "string"
    }

    private mutating func object(_ schema: JSONValue, _ depth: Int) -> JSONObject {
        var members = JSONObject()
        let required = schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let properties = schema["properties"]?.objectValue ?? JSONObject()
        let least = Int(schema["minProperties"]?.numberValue?.int64 ?? 0)
        // Mostly few keys: what needs one comparison, not ten, then has a chance.
        let share = 2 + Int(chance.next() % 6)
        for (name, property) in properties {
            guard required.contains(name) || (depth < Self.depth && chance.once(in: share)) else { continue }
            members[name] = value(of: property, depth + 1)
        }
        while members.count < least, let (name, property) = chance.pick(Array(properties)) {
            members[name] = value(of: property, depth + 1)
        }
        for name in required where members[name] == nil { members[name] = scalar() }
        if let open = schema["additionalProperties"], open.boolValue != false, depth < Self.depth {
            for _ in 0..<(chance.next() % 3) {
                members[Self.names[Int(chance.next() % 4)]] = value(of: open, depth + 1)
            }
        }
        return members
    }

    private mutating func array(_ schema: JSONValue, _ depth: Int) -> [JSONValue] {
        let least = Int(schema["minItems"]?.numberValue?.int64 ?? 0)
        let most = min(Int(schema["maxItems"]?.numberValue?.int64 ?? 4), least + 4)
        let count = depth < Self.depth ? Int.random(in: least...max(least, most), using: &chance) : least
        return (0..<count).map { _ in value(of: schema["items"] ?? true, depth + 1) }
    }

    private mutating func number(_ schema: JSONValue, whole: Bool) -> JSONValue {
        let low = schema["minimum"]?.numberValue?.int64 ?? -1000
        let high = max(low, schema["maximum"]?.numberValue?.int64 ?? low + 100_000)
        let number = Int64.random(in: low...high, using: &chance)
        return whole ? .number(JSONNumber(number)) : JSONValue(floatLiteral: Double(number) + 0.25)
    }

    private mutating func string(_ schema: JSONValue) -> String {
        if let examples = schema["examples"]?.arrayValue?.compactMap(\.stringValue), !examples.isEmpty,
            !chance.once(in: 4)
        {
            return chance.pick(examples) ?? ""
        }
        if schema["x-penstock-duration"] == true { return chance.pick(Self.durations) ?? "1s" }
        if schema["x-penstock-file"] == true { return chance.pick(Self.files) ?? "" }
        if schema["pattern"] != nil, let one = chance.pick(Self.patterned) { return one }
        return chance.pick(Self.texts) ?? ""
    }

    private mutating func scalar() -> JSONValue { .string(chance.pick(Self.texts) ?? "") }

    private static let names = ["X-One", "x-two", "three", "Content-Type"]
    private static let durations = ["15s", "200ms", "1m", "2h", "1s"]
    private static let files = ["sample", "sample.csv", "sample.ndjson", "bodies/sample.txt", "missing/sample"]
    private static let patterned = [
        "/", "/data/score", "/a~1b/0", "http://127.0.0.1:9", "smtp://127.0.0.1:9", "a", "0",
    ]
    private static let texts = [
        "", "a", "/data/score", ".data.score", "{{data.score}}", "{{", "{{#a}}{{/b}}", "http://127.0.0.1:9/", "[", "(a",
        "\u{0}", "\u{FEFF}ü€𐀀", "\r\n", "%00%", "$event", "application/json", "learner1@example.com", "100", "-1e308",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", String(repeating: "long ", count: 2_000), "\\", "\"", "~2", "{body}",
    ]
}
