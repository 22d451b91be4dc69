package import PenstockJSON

extension JSONSchema {
    /// The value with every missing member for which its schema has a `default`.
    ///
    /// Of alternatives, only those that the value satisfies as it is written count.
    package func fillingDefaults(_ value: JSONValue) -> JSONValue { filled(value, 0) }

    private func filled(_ value: JSONValue, _ id: SchemaRules.ID) -> JSONValue {
        var result = value
        let rules = nodes[id].rules
        switch value {
        case .object(var members):
            guard let object = rules.object else { break }
            for property in object.properties {
                guard let schema = property.schema, members[property.name] == nil else { continue }
                members[property.name] = defaultValue(of: schema)
            }
            for (key, member) in members {
                for schema in object.schemas(for: key) { members[key] = filled(members[key] ?? member, schema) }
            }
            result = .object(members)
        case .array(let elements):
            guard let array = rules.array else { break }
            result = .array(
                elements.enumerated().map { index, element in
                    array.schema(at: index).map { filled(element, $0) } ?? element
                }
            )
        default: break
        }
        for schema in applied(id, to: value, orElseAll: false) { result = filled(result, schema) }
        return result
    }

    private func defaultValue(of id: SchemaRules.ID) -> JSONValue? {
        let rules = nodes[id].rules
        return rules.defaultValue ?? rules.combination?.reference.flatMap { defaultValue(of: $0) }
    }

    /// The schemas that apply to the same value as this one, and that the value satisfies where there is a choice.
    /// - Parameter orElseAll: when no alternative holds, whether all of them are taken.
    private func applied(_ id: SchemaRules.ID, to value: JSONValue, orElseAll: Bool) -> [SchemaRules.ID] {
        let rules = nodes[id].rules
        var schemas: [SchemaRules.ID] = []
        for (key, schema) in rules.object?.dependentSchemas ?? [] where value[key] != nil { schemas.append(schema) }
        guard let combination = rules.combination else { return schemas }
        let evaluation = Evaluation<NoFindings>(nodes: nodes, findings: NoFindings())
        func held(_ alternatives: [SchemaRules.ID]) -> [SchemaRules.ID] {
            let held = alternatives.filter { evaluation.holds(value, $0) }
            return held.isEmpty && orElseAll ? alternatives : held
        }
        if let reference = combination.reference { schemas.append(reference) }
        schemas += combination.all
        schemas += held(combination.any)
        schemas += held(combination.one)
        if let condition = combination.condition {
            let holds = evaluation.holds(value, condition)
            if holds { schemas.append(condition) }
            if let branch = holds ? combination.then : combination.otherwise { schemas.append(branch) }
        }
        return schemas
    }

    // MARK: Annotations

    /// The places in a value whose schema has a keyword that begins with `x-`, and what that keyword says there.
    ///
    /// Of alternatives, those count that the value satisfies, and all of them when it satisfies none: a secret in a
    /// configuration that is wrong elsewhere is still known as one.
    package func places(of keyword: String, in value: JSONValue) -> [(pointer: JSONPointer, value: JSONValue)] {
        guard nodes.contains(where: { $0.rules.extensions[keyword] != nil }) else { return [] }
        var found: [(pointer: JSONPointer, value: JSONValue)] = []
        var seen: Set<JSONPointer> = []
        walk(value, 0, at: .root) { pointer, rules in
            guard let says = rules.extensions[keyword], seen.insert(pointer).inserted else { return }
            found.append((pointer, says))
        }
        return found
    }

    private func walk(
        _ value: JSONValue,
        _ id: SchemaRules.ID,
        at pointer: JSONPointer,
        visit: (JSONPointer, borrowing SchemaRules) -> Void
    ) {
        let rules = nodes[id].rules
        visit(pointer, rules)
        switch value {
        case .object(let members):
            guard let object = rules.object else { break }
            for (key, member) in members {
                for schema in object.schemas(for: key) {
                    walk(member, schema, at: pointer.appending(key), visit: visit)
                }
            }
        case .array(let elements):
            guard let array = rules.array else { break }
            for (index, element) in elements.enumerated() {
                guard let schema = array.schema(at: index) else { break }
                walk(element, schema, at: pointer.appending(index), visit: visit)
            }
        default: break
        }
        for schema in applied(id, to: value, orElseAll: true) { walk(value, schema, at: pointer, visit: visit) }
    }
}
