internal import PenstockJSON

/// Reads the keywords of one schema, and says where one has a value it cannot have.
struct KeywordReader {
    let keywords: JSONObject
    let pointer: JSONPointer

    func hasAny(_ names: String...) -> Bool { names.contains { keywords[$0] != nil } }

    func error(_ keyword: String, _ message: String) -> SchemaError {
        SchemaError(pointer: pointer.appending(keyword), message: message)
    }

    private func wrong(_ keyword: String, expected: String) -> SchemaError {
        error(keyword, "expected \(expected), found \(keywords[keyword]?.found ?? "nothing")")
    }

    private func read<T>(_ keyword: String, _ expected: String, _ view: (JSONValue) -> T?) throws(SchemaError) -> T? {
        guard let value = keywords[keyword] else { return nil }
        guard let result = view(value) else { throw wrong(keyword, expected: expected) }
        return result
    }

    func string(_ keyword: String) throws(SchemaError) -> String? { try read(keyword, "a string", \.stringValue) }
    func bool(_ keyword: String) throws(SchemaError) -> Bool? { try read(keyword, "true or false", \.boolValue) }
    func number(_ keyword: String) throws(SchemaError) -> JSONNumber? { try read(keyword, "a number", \.numberValue) }
    func array(_ keyword: String) throws(SchemaError) -> [JSONValue]? { try read(keyword, "an array", \.arrayValue) }
    func object(_ keyword: String) throws(SchemaError) -> JSONObject? { try read(keyword, "an object", \.objectValue) }

    /// A count or a length.
    func count(_ keyword: String) throws(SchemaError) -> Int? {
        try read(keyword, "a whole number of at least 0") { value in
            guard let number = value.numberValue, number.isInteger, !number.text.hasPrefix("-") else { return nil }
            return number.int64.map(Int.init) ?? .max
        }
    }

    /// Different names of keys.
    func names(_ keyword: String) throws(SchemaError) -> [String]? {
        try read(keyword, "an array of different strings") { value in
            guard let names = value.arrayValue?.map(\.stringValue), !names.contains(nil) else { return nil }
            let texts = names.compactMap(\.self)
            return Set(texts).count == texts.count ? texts : nil
        }
    }

    func pattern(_ text: String, at pointer: JSONPointer) throws(SchemaError) -> SchemaPattern {
        do {
            return try SchemaPattern(text)
        } catch {
            throw SchemaError(pointer: pointer, message: "'\(text)' is not a regular expression: \(error)")
        }
    }

    func types() throws(SchemaError) -> JSONTypes {
        let names: [String]
        switch keywords["type"] {
        case nil: return .all
        case .string(let name): names = [name]
        default: names = try self.names("type") ?? []
        }
        var types: JSONTypes = []
        for name in names {
            guard let type = JSONTypes.names.first(where: { $0.name == name }) else {
                let known = JSONTypes.names.map(\.name).joined(separator: ", ")
                throw error("type", "'\(name)' is not a type; the types are \(known)")
            }
            types.insert(type.type)
        }
        return types
    }

    /// Refuses what would change the meaning of a schema if it were passed over, as unknown keywords are.
    func refuseUnsupported() throws(SchemaError) {
        let words = [
            ("unevaluatedProperties", "is not supported; name all keys in one schema and use 'additionalProperties'"),
            ("unevaluatedItems", "is not supported; use 'items' beside 'prefixItems'"),
            ("$dynamicRef", "is not supported; use '$ref'"),
            ("$recursiveRef", "is not part of JSON Schema 2020-12; use '$ref'"),
        ]
        for (keyword, sentence) in words where keywords[keyword] != nil {
            throw error(keyword, "'\(keyword)' \(sentence)")
        }
        if pointer != .root, let id = try string("$id"), !id.hasPrefix("#") {
            throw error("$id", "only the whole schema can have an '$id', not a part of it")
        }
        if let dialect = try string("$schema"), !dialect.hasPrefix("https://json-schema.org/draft/2020-12/schema") {
            throw error("$schema", "only JSON Schema 2020-12 is read, not \(dialect)")
        }
    }
}
