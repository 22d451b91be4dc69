internal import PenstockJSON

/// What is asked of a message: comparisons, joined by `all`, `any` and `not`.
indirect enum Condition: Sendable {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case clause(Clause)
}

/// One comparison of one field. A class, so that looking at it on the way of every message copies nothing.
final class Clause: Sendable {
    let place: Place
    let test: Test

    init(place: Place, test: Test) {
        self.place = place
        self.test = test
    }
}

/// A field of the body or of the event.
struct Place: Sendable {
    enum Owner: Sendable { case body, event }

    let source: Owner
    let pointer: JSONPointer
    /// The rest of a pointer that begins at `/data`: the host knows where the event's data is.
    let inData: JSONPointer?

    init(_ source: Owner, _ pointer: JSONPointer) {
        self.source = source
        self.pointer = pointer
        inData =
            pointer.tokens.first == "data" ? JSONPointer(tokens: Array(pointer.tokens.dropFirst())) : nil
    }

    /// How messages for people name it.
    var name: String { source == .body ? "\(pointer)" : "\(pointer) of the event" }
}

/// What a clause asks of its field.
enum Test: Sendable {
    case equals(Operand, negated: Bool)
    case oneOf([Operand])
    case exists(Bool)
    case order(Order, Operand)
    case startsWith(Operand)
    case matches(Pattern)
}

/// An order that two numbers or two texts may be in.
enum Order: String, Sendable {
    case less
    case lessOrEqual = "less_or_equal"
    case greater
    case greaterOrEqual = "greater_or_equal"

    /// Whether `comparison`, which is negative, 0 or positive, is what was asked for.
    func holds(_ comparison: Int) -> Bool {
        switch self {
        case .less: comparison < 0
        case .lessOrEqual: comparison <= 0
        case .greater: comparison > 0
        case .greaterOrEqual: comparison >= 0
        }
    }
}

/// What a field is compared with.
enum Operand: Sendable {
    case literal(Literal)
    case place(Place)
}

/// A value written in the configuration, made ready to be compared with bytes of JSON.
struct Literal: Sendable {
    let kind: JSONScanner.Kind
    /// The text of a string without quotes and escapes; of anything else, the value as JSON writes it.
    let content: [UInt8]

    /// - Returns: nil for null, arrays and objects, which are not compared.
    init?(_ value: JSONValue) {
        switch value {
        case .string(let text): (kind, content) = (.string, Array(text.utf8))
        case .number(let number): (kind, content) = (.number, Array(number.text.utf8))
        case .bool(let truth): (kind, content) = (.bool, Array((truth ? "true" : "false").utf8))
        case .null, .array, .object: return nil
        }
    }
}
