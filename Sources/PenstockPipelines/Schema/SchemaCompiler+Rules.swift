internal import PenstockJSON

extension SchemaCompiler {
    /// Compiles the keywords of one schema.
    mutating func rules(_ reader: inout KeywordReader, id: ID) throws(SchemaError) -> SchemaRules {
        var rules = SchemaRules()
        rules.types = try reader.types()
        rules.enumeration = try reader.array("enum")
        rules.constant = reader.keywords["const"]
        rules.defaultValue = reader.keywords["default"]
        rules.title = try reader.string("title")
        rules.number = try numberRules(reader)
        rules.string = try stringRules(reader)
        rules.array = try arrayRules(reader)
        rules.object = try objectRules(reader)
        rules.combination = try combination(reader)
        for (key, value) in reader.keywords where key.hasPrefix("x-") { rules.extensions[key] = value }
        rules.isSecret = rules.extensions["x-penstock-secret"] == true
        rules.reference = try reader.string("$ref")
        if rules.reference != nil { postpone(id) }
        for name in ["$anchor", "$dynamicAnchor"] {
            guard let anchor = try reader.string(name) else { continue }
            guard anchors.updateValue(id, forKey: anchor) == nil else {
                throw reader.error(name, "the anchor '\(anchor)' stands twice in this schema")
            }
        }
        // Compiled although perhaps nothing refers to them, so that their faults are found.
        _ = try schemas("$defs", reader)
        return rules
    }

    private func numberRules(_ reader: KeywordReader) throws(SchemaError) -> NumberRules? {
        guard reader.hasAny("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf") else {
            return nil
        }
        var divisor: Divisor?
        if let number = try reader.number("multipleOf") {
            guard let exact = Divisor(number) else {
                throw reader.error(
                    "multipleOf",
                    "expected a number above 0 with at most 36 digits, found \(number.text)"
                )
            }
            divisor = exact
        }
        return NumberRules(
            minimum: try reader.number("minimum"),
            exclusiveMinimum: try reader.number("exclusiveMinimum"),
            maximum: try reader.number("maximum"),
            exclusiveMaximum: try reader.number("exclusiveMaximum"),
            divisor: divisor
        )
    }

    private func stringRules(_ reader: KeywordReader) throws(SchemaError) -> StringRules? {
        guard reader.hasAny("minLength", "maxLength", "pattern", "format") else { return nil }
        let format = try reader.string("format").flatMap(SchemaFormat.init(rawValue:))
        return StringRules(
            minLength: try reader.count("minLength"),
            maxLength: try reader.count("maxLength"),
            pattern: try reader.string("pattern").map { text throws(SchemaError) in
                try reader.pattern(text, at: reader.pointer.appending("pattern"))
            },
            format: format.flatMap { formats.contains($0) ? $0 : nil }
        )
    }

    private mutating func arrayRules(_ reader: KeywordReader) throws(SchemaError) -> ArrayRules? {
        guard reader.hasAny("prefixItems", "items", "contains", "minItems", "maxItems", "uniqueItems") else {
            return nil
        }
        if case .array = reader.keywords["items"] {
            throw reader.error("items", "expected one schema; a list of schemas by position is 'prefixItems'")
        }
        let contains = try schema("contains", reader)
        return ArrayRules(
            prefix: try list("prefixItems", reader),
            items: try schema("items", reader),
            contains: contains,
            minContains: try reader.count("minContains") ?? 1,
            maxContains: try reader.count("maxContains"),
            minItems: try reader.count("minItems"),
            maxItems: try reader.count("maxItems"),
            unique: try reader.bool("uniqueItems") ?? false
        )
    }

    private mutating func objectRules(_ reader: KeywordReader) throws(SchemaError) -> ObjectRules? {
        guard
            reader.hasAny(
                "properties",
                "required",
                "patternProperties",
                "additionalProperties",
                "propertyNames",
                "minProperties",
                "maxProperties",
                "dependentRequired",
                "dependentSchemas"
            )
        else { return nil }
        var properties: [ObjectRules.Property] = []
        for (name, schema) in try schemas("properties", reader) {
            var property = ObjectRules.Property(name)
            property.schema = schema
            properties.append(property)
        }
        for name in try reader.names("required") ?? [] {
            if let index = properties.firstIndex(where: { $0.isNamed(name) }) {
                properties[index].isRequired = true
            } else {
                var property = ObjectRules.Property(name)
                property.isRequired = true
                properties.append(property)
            }
        }
        var patterns: [(pattern: SchemaPattern, schema: ID)] = []
        for (text, schema) in try schemas("patternProperties", reader) {
            let pointer = reader.pointer.appending("patternProperties").appending(text)
            patterns.append((try reader.pattern(text, at: pointer), schema))
        }
        var dependentRequired: [(key: String, needs: [String])] = []
        if let object = try reader.object("dependentRequired") {
            let inner = KeywordReader(keywords: object, pointer: reader.pointer.appending("dependentRequired"))
            for key in object.keys { dependentRequired.append((key, try inner.names(key) ?? [])) }
        }
        return ObjectRules(
            properties: properties,
            patterns: patterns,
            additional: try schema("additionalProperties", reader),
            names: try schema("propertyNames", reader),
            minProperties: try reader.count("minProperties"),
            maxProperties: try reader.count("maxProperties"),
            dependentRequired: dependentRequired,
            dependentSchemas: try schemas("dependentSchemas", reader).map { (key: $0.name, schema: $0.schema) }
        )
    }

    private mutating func combination(_ reader: KeywordReader) throws(SchemaError) -> Combination? {
        guard reader.hasAny("allOf", "anyOf", "oneOf", "not", "if", "then", "else") else { return nil }
        return Combination(
            reference: nil,
            all: try list("allOf", reader),
            any: try list("anyOf", reader),
            one: try list("oneOf", reader),
            not: try schema("not", reader),
            condition: try schema("if", reader),
            then: try schema("then", reader),
            otherwise: try schema("else", reader)
        )
    }

    // MARK: Subschemas

    private mutating func schema(_ keyword: String, _ reader: KeywordReader) throws(SchemaError) -> ID? {
        guard let value = reader.keywords[keyword] else { return nil }
        return try node(value, at: reader.pointer.appending(keyword))
    }

    private mutating func list(_ keyword: String, _ reader: KeywordReader) throws(SchemaError) -> [ID] {
        guard let values = try reader.array(keyword) else { return [] }
        guard !values.isEmpty else { throw reader.error(keyword, "expected at least one schema") }
        var ids: [ID] = []
        for (index, value) in values.enumerated() {
            ids.append(try node(value, at: reader.pointer.appending(keyword).appending(index)))
        }
        return ids
    }

    private mutating func schemas(
        _ keyword: String,
        _ reader: KeywordReader
    ) throws(SchemaError) -> [(name: String, schema: ID)] {
        guard let members = try reader.object(keyword) else { return [] }
        var found: [(name: String, schema: ID)] = []
        for (name, value) in members {
            found.append((name, try node(value, at: reader.pointer.appending(keyword).appending(name))))
        }
        return found
    }
}
