package import PenstockJSON

/// What a schema says about a place, without looking at a value.
package enum SchemaPlace: Sendable, Equatable {
    /// It describes the place.
    case known
    /// It leaves open what is there.
    case open
    /// It names the members of `holder`, and `name` is none of them.
    case unknown(name: String, holder: JSONPointer, names: [String])
}

extension JSONSchema {
    /// Looks a place up in the schema, along every alternative.
    ///
    /// A name that an object does not list is unknown even where the schema would let it pass, because whoever refers
    /// to it has most likely misspelt one that is listed.
    package func place(_ pointer: JSONPointer) -> SchemaPlace {
        var schemas = withAlternatives([0])
        for (level, token) in pointer.tokens.enumerated() {
            var next: [SchemaRules.ID] = []
            var names: [String] = []
            for id in schemas {
                let rules = nodes[id].rules
                if let object = rules.object {
                    next += object.schemas(for: token).filter { nodes[$0].rules.admitsAnything }
                    names += object.knownNames.filter { !names.contains($0) }
                }
                if let array = rules.array, let index = JSONPointer.index(token), let schema = array.schema(at: index) {
                    next.append(schema)
                }
            }
            guard !next.isEmpty else {
                let isScalar = schemas.allSatisfy { nodes[$0].rules.types.isDisjoint(with: [.object, .array]) }
                guard !names.isEmpty || isScalar else { return .open }
                let holder = JSONPointer(tokens: Array(pointer.tokens[..<level]))
                return .unknown(name: token, holder: holder, names: names)
            }
            schemas = withAlternatives(next)
        }
        return .known
    }

    /// The schemas and all that may apply to the same value.
    private func withAlternatives(_ ids: [SchemaRules.ID]) -> [SchemaRules.ID] {
        var found: [SchemaRules.ID] = []
        var waiting = ids
        while let id = waiting.popLast() {
            guard !found.contains(id) else { continue }
            found.append(id)
            waiting += nodes[id].rules.sameValueSchemas
        }
        return found
    }
}
