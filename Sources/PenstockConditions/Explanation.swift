internal import PenstockJSON
internal import PenstockPluginKit

/// Says in words why a message was dropped. Made only then, so it may take its time.
struct Explanation {
    let source: MessageFields

    /// One sentence on the clause that decided.
    func sentence(_ condition: Condition) -> String {
        truth(condition) == .undecidable
            ? "it cannot be decided: " + undecided(condition) : reason(condition)
    }

    /// What is so, for a condition that was decided.
    private func reason(_ condition: Condition) -> String {
        switch condition {
        case .clause(let clause): return fact(clause)
        case .not(let inner): return reason(inner)
        case .all(let parts): return decisive(parts, .no)
        case .any(let parts): return decisive(parts, .yes)
        }
    }

    /// The first part that decides, or all of them where none does alone.
    private func decisive(_ parts: [Condition], _ wanted: Truth) -> String {
        if let part = parts.first(where: { truth($0) == wanted }) { return reason(part) }
        let shown = parts.prefix(4).map(reason).joined(separator: ", and ")
        return parts.count > 4 ? shown + ", and \(parts.count - 4) more" : shown
    }

    /// What is missing, for a condition that was not decided.
    private func undecided(_ condition: Condition) -> String {
        switch condition {
        case .clause(let clause): return obstacle(clause)
        case .not(let inner): return undecided(inner)
        case .all(let parts), .any(let parts):
            return parts.first { truth($0) == .undecidable }.map(undecided) ?? "nothing"
        }
    }

    private func truth(_ condition: Condition) -> Truth {
        (try? condition.evaluate(source)) ?? .undecidable
    }

    private func fact(_ clause: Clause) -> String {
        let (place, value) = (clause.place.name, shown(clause.place))
        let holds = truth(.clause(clause)) == .yes
        switch clause.test {
        case .exists:
            return value == nil
                ? "\(place) is \(isNull(clause.place) ? "null" : "missing")" : "\(place) exists"
        case .equals(let operand, let negated):
            return "\(place) is \(value ?? "null")" + (holds != negated ? "" : ", not \(shown(operand))")
        case .oneOf(let operands):
            let list = operands.prefix(8).map(shown).joined(separator: ", ")
            return "\(place) is \(value ?? "null"), \(holds ? "one" : "none") of \(list)"
        case .order(let order, let operand):
            return
                "\(place) is \(value ?? "null"), \(holds ? "" : "not ")\(order.words) \(shown(operand))"
        case .startsWith(let operand):
            return
                "\(place) is \(value ?? "null"), which \(holds ? "starts" : "does not start") with \(shown(operand))"
        case .matches(let pattern):
            return
                "\(place) is \(value ?? "null"), which \(holds ? "matches" : "does not match") '\(pattern.source)'"
        }
    }

    private func obstacle(_ clause: Clause) -> String {
        if let text = absence(clause.place) { return text }
        for case .place(let place) in clause.operands { if let text = absence(place) { return text } }
        let value = shown(clause.place) ?? "null"
        switch clause.test {
        case .startsWith(let operand):
            return
                "\(clause.place.name) is \(value), and only a string starts with another; here \(shown(operand))"
        case .matches: return "\(clause.place.name) is \(value), and only a string is matched"
        default:
            let others = clause.operands.prefix(3).map(shown).joined(separator: ", ")
            return "\(clause.place.name) is \(value), which cannot be compared with \(others)"
        }
    }

    /// That a field is not there; nil when it is.
    private func absence(_ place: Place) -> String? {
        if place.source == .body && !source.bodyIsJSON {
            return
                "\(place.name) cannot be read, because the body is \(String(source.message.contentType)), not JSON"
        }
        if shown(place) != nil { return nil }
        return "\(place.name) is \(isNull(place) ? "null" : "missing")"
    }

    private func isNull(_ place: Place) -> Bool {
        source.lend(place) { bytes, pointer in JSONScanner.range(of: pointer, in: bytes) != nil }
    }

    /// The value of a field as JSON, at most 80 bytes of it; nil when it is missing or null.
    private func shown(_ place: Place) -> String? {
        source.lend(place) { source, pointer in
            guard let range = JSONScanner.range(of: pointer, in: source) else { return nil }
            guard JSONScanner.kind(source, at: range) != .null else { return nil }
            var bytes: [UInt8] = []
            for index in range.prefix(80) { bytes.append(source[index]) }
            return String(decoding: bytes, as: UTF8.self) + (range.count > 80 ? "…" : "")
        }
    }

    private func shown(_ operand: Operand) -> String {
        switch operand {
        case .place(let place): return (shown(place) ?? "null") + " (\(place.name))"
        case .literal(let literal):
            let text = String(decoding: literal.content, as: UTF8.self)
            return literal.kind == .string ? JSONValue.string(text).text : text
        }
    }
}

extension Clause {
    /// Everything its field is compared with.
    var operands: [Operand] {
        switch test {
        case .equals(let operand, _), .order(_, let operand), .startsWith(let operand): [operand]
        case .oneOf(let operands): operands
        case .exists, .matches: []
        }
    }
}

extension Order {
    var words: String {
        switch self {
        case .less: "less than"
        case .lessOrEqual: "less than or equal to"
        case .greater: "greater than"
        case .greaterOrEqual: "greater than or equal to"
        }
    }
}
