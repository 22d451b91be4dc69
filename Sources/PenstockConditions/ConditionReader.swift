internal import PenstockJSON
internal import PenstockPluginKit

/// Reads conditions from a configuration, and reports everything that is wrong with them.
///
/// Every function answers nil after it has reported a problem, so that one check shows all of them.
struct ConditionReader {
    private let setup: Setup
    /// What the condition belongs to, for messages: `match`.
    private let owner: String
    /// The place in the body that the stage itself fills, of which no event knows.
    private let added: JSONPointer?
    private(set) var hasProblems = false

    private static let operators = [
        "equals", "not_equals", "in", "exists", "less", "less_or_equal", "greater", "greater_or_equal",
        "matches",
        "starts_with",
    ]
    private static let subjects = ["pointer", "event", "all", "any", "not"]

    init(_ setup: Setup, owner: String, added: JSONPointer?) {
        self.setup = setup
        self.owner = owner
        self.added = added
    }

    mutating func condition(_ value: JSONValue, _ at: JSONPointer) -> Condition? {
        guard let members = value.objectValue else {
            return problem(
                at,
                "expected a condition: a mapping such as {pointer: /data/score, greater_or_equal: 80}"
            )
        }
        for key in members.keys
        where !(ConditionReader.operators + ConditionReader.subjects).contains(key) {
            problem(
                at.appending(key),
                "\(owner) has no '\(key)'; it has \(listed(ConditionReader.operators))"
            )
        }
        let subjects = ConditionReader.subjects.filter { value[$0] != nil }
        let operators = ConditionReader.operators.filter { value[$0] != nil }
        guard let subject = subjects.first else {
            let found =
                operators.isEmpty ? "" : "; \(quoted(operators)) alone does not say which field to look at"
            return problem(at, "expected one of 'pointer', 'event', 'all', 'any', 'not'\(found)")
        }
        guard subjects.count == 1 else {
            return problem(
                at,
                "expected one of 'pointer', 'event', 'all', 'any', 'not', and found \(quoted(subjects))"
            )
        }
        guard let inner = value[subject] else { return nil }
        if subject == "pointer" || subject == "event" {
            return clause(subject, inner, operators, value, at)
        }
        if !operators.isEmpty {
            problem(
                at,
                "\(quoted(operators)) cannot stand beside '\(subject)'; put it with a 'pointer' of its own"
            )
        }
        let below = at.appending(subject)
        if subject == "not" { return condition(inner, below).map { .not($0) } }
        guard let list = inner.arrayValue, !list.isEmpty else {
            return problem(below, "expected a list of at least one condition")
        }
        let parts = list.indices.compactMap { condition(list[$0], below.appending($0)) }
        return subject == "all" ? .all(parts) : .any(parts)
    }

    // MARK: - Clauses

    private mutating func clause(
        _ subject: String,
        _ pointer: JSONValue,
        _ operators: [String],
        _ value: JSONValue,
        _ at: JSONPointer
    ) -> Condition? {
        let place = self.place(pointer, subject, at.appending(subject), isOptional: operators == ["exists"])
        guard let name = operators.first, let argument = value[name] else {
            return problem(
                at,
                "what about this field? Expected one of \(listed(ConditionReader.operators))"
            )
        }
        guard operators.count == 1 else {
            return problem(
                at,
                "expected one comparison, and found \(quoted(operators)); put them into a list under 'all'"
            )
        }
        guard let test = test(name, argument, at.appending(name)), let place else { return nil }
        return .clause(Clause(place: place, test: test))
    }

    private mutating func test(_ name: String, _ value: JSONValue, _ at: JSONPointer) -> Test? {
        switch name {
        case "equals": return operand(value, at).map { .equals($0, negated: false) }
        case "not_equals": return operand(value, at).map { .equals($0, negated: true) }
        case "starts_with": return text(operand(value, at), at).map { .startsWith($0) }
        case "in":
            guard let list = value.arrayValue, !list.isEmpty else {
                return problem(at, "expected a list of at least one value")
            }
            let operands = list.indices.compactMap { operand(list[$0], at.appending($0)) }
            return operands.count == list.count ? .oneOf(operands) : nil
        case "exists":
            guard let wanted = value.boolValue else { return problem(at, "expected true or false") }
            return .exists(wanted)
        case "matches":
            guard let source = value.stringValue else {
                return problem(at, "expected a regular expression, in quotes")
            }
            do {
                return .matches(try Pattern(source))
            } catch {
                return problem(at, "not a regular expression: \(error.text)", offset: error.offset)
            }
        default:
            guard let order = Order(rawValue: name), let operand = operand(value, at) else { return nil }
            if case .literal(let literal) = operand, literal.kind == .bool {
                return problem(at, "true and false have no order; use equals")
            }
            return .order(order, operand)
        }
    }

    private mutating func text(_ operand: Operand?, _ at: JSONPointer) -> Operand? {
        guard case .literal(let literal) = operand, literal.kind != .string else { return operand }
        return problem(at, "expected a text, in quotes")
    }

    private mutating func operand(_ value: JSONValue, _ at: JSONPointer) -> Operand? {
        if let literal = Literal(value) { return .literal(literal) }
        if let members = value.objectValue {
            guard members.count == 1, let key = members.keys.first, key == "pointer" || key == "event",
                let pointer = value[key]
            else { return problem(at, "expected a value, {pointer: /data/…} or {event: /data/…}") }
            return place(pointer, key, at.appending(key)).map { .place($0) }
        }
        if case .null = value {
            return problem(
                at,
                "nothing is compared with null; to ask whether a field is there, use 'exists'"
            )
        }
        return problem(at, "a list cannot be compared; to ask for one of several values, use 'in'")
    }

    // MARK: - Fields

    private mutating func place(
        _ value: JSONValue,
        _ key: String,
        _ at: JSONPointer,
        isOptional: Bool = false
    ) -> Place? {
        guard let text = value.stringValue else {
            return problem(at, "expected a JSON Pointer such as /data/score")
        }
        do {
            let pointer = try JSONPointer(text)
            let ofEvent = key == "event"
            if ofEvent || added.map({ !pointer.tokens.starts(with: $0.tokens) }) ?? true {
                setup.reads(text, at: "\(at)", ofEvent: ofEvent, isOptional: isOptional)
            }
            return Place(ofEvent ? .event : .body, pointer)
        } catch {
            return problem(at, ConditionReader.advice(text) ?? error.message, offset: error.offset)
        }
    }

    /// Words for the usual mistakes: the spelling of jq or of a template where a pointer is wanted.
    private static func advice(_ text: String) -> String? {
        var path = Substring(text)
        if path.hasPrefix("{{") && path.hasSuffix("}}") { path = path.dropFirst(2).dropLast(2) }
        let names = path.split(whereSeparator: { $0 == "." || $0 == " " })
        guard !names.isEmpty, !path.contains("/"), !path.contains("["), !path.contains("|") else {
            return nil
        }
        let pointer = "/" + names.joined(separator: "/")
        if text.hasPrefix(".") {
            return "'\(text)' is how jq writes it; as a JSON Pointer it is '\(pointer)'"
        }
        if text.hasPrefix("{{") {
            return "'\(text)' is how a template writes it; as a JSON Pointer it is '\(pointer)'"
        }
        return "a JSON Pointer begins with '/'; perhaps '\(pointer)'"
    }

    // MARK: - Problems

    @discardableResult
    private mutating func problem<R>(_ at: JSONPointer, _ text: String, offset: Int? = nil) -> R? {
        hasProblems = true
        setup.problem(ConfigurationProblem(at: "\(at)", offset: offset, text))
        return nil
    }

    private mutating func problem(_ at: JSONPointer, _ text: String) {
        let _: Void? = problem(at, text, offset: nil)
    }

    private func quoted(_ names: [String]) -> String {
        names.map { "'\($0)'" }.joined(separator: " and ")
    }

    private func listed(_ names: [String]) -> String { names.joined(separator: ", ") }
}
