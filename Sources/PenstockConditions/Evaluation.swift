internal import PenstockJSON
internal import PenstockPluginKit

extension Condition {
    /// Decides the condition for a message.
    ///
    /// `all` and `any` follow Kleene: one clause that says no decides `all`, one that says yes decides `any`, whatever
    /// cannot be decided beside it.
    func evaluate(_ source: MessageFields) throws(StageFailure) -> Truth {
        switch self {
        case .clause(let clause): return try clause.evaluate(source)
        case .not(let condition): return !(try condition.evaluate(source))
        case .all(let conditions): return try Condition.first(.no, of: conditions, else: .yes, source)
        case .any(let conditions): return try Condition.first(.yes, of: conditions, else: .no, source)
        }
    }

    private static func first(
        _ decisive: Truth,
        of conditions: [Condition],
        else other: Truth,
        _ source: MessageFields
    ) throws(StageFailure) -> Truth {
        var result = other
        for condition in conditions {
            let truth = try condition.evaluate(source)
            if truth == decisive { return decisive }
            if truth == .undecidable { result = .undecidable }
        }
        return result
    }
}

extension Clause {
    /// Decides the clause; see ``Condition/evaluate(_:)``.
    func evaluate(_ source: MessageFields) throws(StageFailure) -> Truth {
        try source.lend(place) { (bytes, pointer) throws(StageFailure) -> Truth in
            let range = JSONScanner.range(of: pointer, in: bytes)
            let kind = range.map { JSONScanner.kind(bytes, at: $0) } ?? .null
            if case .exists(let wanted) = test { return Truth((kind != .null) == wanted) }
            guard let range, kind != .null, let content = Content(bytes, range, kind) else {
                return .undecidable
            }
            switch content {
            case .lent(let range): return try decide(kind, bytes.extracting(range), source)
            case .decoded(let text): return try decide(kind, text.span, source)
            }
        }
    }

    private func decide(
        _ kind: JSONScanner.Kind,
        _ value: Span<UInt8>,
        _ source: MessageFields
    ) throws(StageFailure) -> Truth {
        switch test {
        case .exists(let wanted): return Truth(wanted)
        case .equals(let operand, let negated):
            let truth = operand.resolve(source) { Comparison.equal(kind, value, $0, $1) }
            return negated ? !truth : truth
        case .order(let order, let operand):
            return operand.resolve(source) { Comparison.order(order, kind, value, $0, $1) }
        case .startsWith(let operand):
            return operand.resolve(source) { Comparison.startsWith(kind, value, $0, $1) }
        case .oneOf(let operands): return isOne(of: operands, kind, value, source)
        case .matches(let pattern):
            guard kind == .string else { return .undecidable }
            guard let isFound = pattern.isFound(in: value) else {
                throw .permanent(
                    "pattern-limit",
                    "\(place.name) was not matched with '\(pattern.source)': its \(value.count) bytes exceed "
                        + "\(Pattern.longestText), or the pattern needs too many steps for them"
                )
            }
            return Truth(isFound)
        }
    }

    private func isOne(
        of operands: [Operand],
        _ kind: JSONScanner.Kind,
        _ value: Span<UInt8>,
        _ source: MessageFields
    ) -> Truth {
        var result = Truth.no
        for operand in operands {
            switch operand.resolve(source, { Comparison.equal(kind, value, $0, $1) }) {
            case .yes: return .yes
            case .undecidable: result = .undecidable
            case .no: break
            }
        }
        return result
    }
}

extension Operand {
    /// Lends kind and bytes of the operand; what is missing or null cannot be decided.
    func resolve(_ source: MessageFields, _ compare: (JSONScanner.Kind, Span<UInt8>) -> Truth) -> Truth {
        switch self {
        case .literal(let literal): return compare(literal.kind, literal.content.span)
        case .place(let place):
            return source.lend(place) { bytes, pointer in
                guard let range = JSONScanner.range(of: pointer, in: bytes) else { return .undecidable }
                let kind = JSONScanner.kind(bytes, at: range)
                guard kind != .null, let content = Content(bytes, range, kind) else { return .undecidable }
                switch content {
                case .lent(let range): return compare(kind, bytes.extracting(range))
                case .decoded(let text): return compare(kind, text.span)
                }
            }
        }
    }
}

/// Where the bytes of a scalar are that are compared.
private enum Content {
    /// In the message, as they stand.
    case lent(Range<Int>)
    /// A string that has escapes, without them.
    case decoded([UInt8])

    /// - Returns: nil for a string without an end, which can only stand in a body that is not the JSON it claims to be.
    init?(_ bytes: Span<UInt8>, _ range: Range<Int>, _ kind: JSONScanner.Kind) {
        guard kind == .string else {
            self = .lent(range)
            return
        }
        guard range.count >= 2, bytes[range.upperBound - 1] == UInt8(ascii: "\"") else { return nil }
        for index in range where bytes[index] == UInt8(ascii: "\\") {
            guard let text = JSONScanner.string(bytes, in: range) else { return nil }
            self = .decoded(Array(text.utf8))
            return
        }
        self = .lent(range.lowerBound + 1..<range.upperBound - 1)
    }
}
