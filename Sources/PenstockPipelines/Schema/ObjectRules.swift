internal import PenstockJSON

/// What is demanded of objects.
final class ObjectRules: Sendable {
    /// A key that the schema names.
    struct Property: Sendable {
        let name: String
        let isASCII: Bool
        /// The schema of the member; nil for a key that is only required.
        var schema: SchemaRules.ID?
        var isRequired = false

        init(_ name: String) {
            self.name = name
            isASCII = name.utf8.allSatisfy { $0 < 0x80 }
        }

        /// Whether a key is this name, code point for code point; `==` alone also takes other spellings of one letter.
        @inline(__always) func isNamed(_ key: String) -> Bool {
            // Only texts beyond ASCII can be of one length, equal for `==`, and yet different.
            name.utf8.count == key.utf8.count && name == key && (isASCII || name.utf8.elementsEqual(key.utf8))
        }
    }

    let properties: [Property]
    let requiredCount: Int
    let patterns: [(pattern: SchemaPattern, schema: SchemaRules.ID)]
    let additional: SchemaRules.ID?
    let names: SchemaRules.ID?
    let minProperties, maxProperties: Int?
    let dependentRequired: [(key: String, needs: [String])]
    let dependentSchemas: [(key: String, schema: SchemaRules.ID)]

    init(
        properties: [Property],
        patterns: [(pattern: SchemaPattern, schema: SchemaRules.ID)],
        additional: SchemaRules.ID?,
        names: SchemaRules.ID?,
        minProperties: Int?,
        maxProperties: Int?,
        dependentRequired: [(key: String, needs: [String])],
        dependentSchemas: [(key: String, schema: SchemaRules.ID)]
    ) {
        self.properties = properties
        requiredCount = properties.count(where: \.isRequired)
        self.patterns = patterns
        self.additional = additional
        self.names = names
        self.minProperties = minProperties
        self.maxProperties = maxProperties
        self.dependentRequired = dependentRequired
        self.dependentSchemas = dependentSchemas
    }

    /// The place of a key among the properties, searched from `start` on and then from the beginning.
    ///
    /// Members mostly come in the order in which the schema names them, so the first look mostly hits.
    @inline(__always) func index(of key: String, from start: Int) -> Int? {
        for index in start..<properties.count where properties[index].isNamed(key) { return index }
        for index in 0..<min(start, properties.count) where properties[index].isNamed(key) { return index }
        return nil
    }

    /// The keys that have a schema of their own.
    var knownNames: [String] { properties.filter { $0.schema != nil }.map(\.name) }

    /// All the schemas that apply to the member of a key.
    func schemas(for key: String) -> [SchemaRules.ID] {
        var found: [SchemaRules.ID] = []
        if let index = index(of: key, from: 0), let schema = properties[index].schema { found.append(schema) }
        for (pattern, schema) in patterns where pattern.matches(key) { found.append(schema) }
        if found.isEmpty, let additional { found.append(additional) }
        return found
    }
}
