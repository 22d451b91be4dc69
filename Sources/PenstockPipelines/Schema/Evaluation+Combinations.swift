internal import PenstockJSON

extension Evaluation {
    mutating func check(_ value: JSONValue, _ combination: Combination) -> Bool {
        var valid = true
        if let reference = combination.reference { valid = check(value, reference) }
        for schema in combination.all where valid || Kept.areKept { valid = check(value, schema) && valid }
        if !valid, !Kept.areKept { return false }
        if !combination.any.isEmpty, !combination.any.contains(where: { holds(value, $0) }) {
            valid = refuse(value, none: combination.any)
        }
        if !combination.one.isEmpty {
            let matching = combination.one.filter { holds(value, $0) }
            if matching.isEmpty { valid = refuse(value, none: combination.one) }
            if matching.count > 1 { valid = fail { $0.tooMany(matching, of: combination.one) } }
        }
        if let not = combination.not, holds(value, not) { valid = fail { $0.forbidden(not, value) } }
        if let condition = combination.condition {
            let branch = holds(value, condition) ? combination.then : combination.otherwise
            if let branch { valid = check(value, branch) && valid }
        }
        return valid
    }

    /// The violations of a value at the place where this evaluation is.
    func violations(of value: JSONValue, _ schema: ID) -> [SchemaViolation] {
        var evaluation = Evaluation<CollectedFindings>(nodes: nodes, findings: findings.elsewhere)
        _ = evaluation.check(value, schema)
        return evaluation.findings.violations
    }

    // MARK: None of several

    /// Complains that no alternative holds, in the words of the one that came nearest.
    private mutating func refuse(_ value: JSONValue, none schemas: [ID]) -> Bool {
        guard Kept.areKept else { return false }
        let attempts = schemas.map { violations(of: value, $0) }
        if let joined = joined(attempts, value) {
            findings.add([joined])
        } else {
            let weights = attempts.map { weight($0, at: findings.pointer) }
            findings.add(attempts[weights.indices.min { weights[$0] < weights[$1] } ?? 0])
        }
        return false
    }

    /// One violation for alternatives that each ask for one other thing of the same kind at this very place.
    private func joined(_ attempts: [[SchemaViolation]], _ value: JSONValue) -> SchemaViolation? {
        guard var result = attempts.first?.first,
            attempts.allSatisfy({ $0.count == 1 && $0[0].pointer == findings.pointer && $0[0].wanted != nil })
        else { return nil }
        let kinds = Set(attempts.map { $0[0].kind })
        var wanted: [String] = []
        for attempt in attempts {
            if let word = attempt[0].wanted, !wanted.contains(word) { wanted.append(word) }
        }
        if kinds == [.missingKey] {
            result.message = "one of the keys \(orList(wanted.map { "'\($0)'" })) must be there"
        } else if kinds.isSubset(of: [.type, .value]) {
            result.message = "expected \(orList(wanted)), found \(found(value))"
            if kinds == [.type] { result.kind = .type }
        } else {
            return nil
        }
        result.wanted = orList(wanted)
        result.suggestion = attempts.compactMap { $0[0].suggestion }.first
        return result
    }

    /// How far a value is from satisfying an alternative: the wrong type at this very place is furthest, then a word
    /// that tells alternatives apart, then keys.
    private func weight(_ violations: [SchemaViolation], at pointer: JSONPointer) -> Int {
        violations.reduce(0) { sum, violation in
            switch violation.kind {
            case .type where violation.pointer == pointer: sum + 10_000
            case .value: sum + 100
            case .unknownKey: sum + (violation.suggestion == nil ? 10 : 8)
            case .missingKey: sum + 5
            case .type, .other: sum + 3
            }
        }
    }

    // MARK: More than wanted

    private func tooMany(_ matching: [ID], of all: [ID]) -> Complaint {
        let keys = matching.map { nodes[$0].requiredNames }
        if keys.allSatisfy({ $0.count == 1 }) {
            return Complaint(
                "only one of the keys \(orList(keys.map { "'\($0[0])'" })) can be there",
                kind: .unknownKey
            )
        }
        let names = matching.map { id in nodes[id].rules.title ?? "form \((all.firstIndex(of: id) ?? 0) + 1)" }
        return Complaint("is \(andList(names)) at once; exactly one of the \(all.count) forms must hold")
    }

    private func forbidden(_ schema: ID, _ value: JSONValue) -> Complaint {
        let node = nodes[schema]
        let keys = node.requiredNames
        switch keys.count {
        case 0: break
        case 1: return Complaint("the key '\(keys[0])' is not allowed here", kind: .unknownKey)
        default: return Complaint("\(andList(keys.map { "'\($0)'" })) cannot be there together", kind: .unknownKey)
        }
        if node.rules.constant != nil || node.rules.enumeration != nil || node.rules.types != .all {
            return Complaint(wanted: "anything that \(node.demand.replacingFirstIs)", found: found(value), kind: .value)
        }
        return Complaint("\(found(value)) is not allowed here", kind: .value)
    }
}

extension SchemaNode {
    /// The keys that the schema requires.
    var requiredNames: [String] { rules.object?.properties.filter(\.isRequired).map(\.name) ?? [] }
}

extension String {
    /// "is x" as "is not x".
    fileprivate var replacingFirstIs: String { hasPrefix("is ") ? "is not " + dropFirst(3) : self }
}
