internal import PenstockJSON

/// What the body has at the places of the fields.
struct FieldValues {
    /// What stands at a place.
    enum Value: Equatable {
        /// Nothing, null, or an empty text: not known.
        case missing
        case text(String)
        case number(JSONNumber)
        /// Neither a text nor a number.
        case other
    }

    private var values: [InsightField: Value] = [:]

    /// - Parameters:
    ///   - body: Valid JSON.
    ///   - fields: Those that are wanted; each is looked for from the start.
    init(_ body: Span<UInt8>, _ fields: [InsightField], at places: [InsightField: JSONPointer]) {
        for field in fields {
            guard let place = places[field], let range = JSONScanner.range(of: place, in: body) else { continue }
            values[field] =
                switch JSONScanner.kind(body, at: range) {
                case .null: .missing
                case .string:
                    JSONScanner.string(body, in: range).map { $0.isEmpty ? .missing : .text($0) } ?? .other
                case .number: JSONScanner.number(body, in: range).map { .number($0) } ?? .other
                default: .other
                }
        }
    }

    subscript(field: InsightField) -> Value { values[field] ?? .missing }

    /// A number, also one that is written as text; nil for everything else.
    func number(_ field: InsightField) -> JSONNumber? {
        switch self[field] {
        case .number(let number): number
        case .text(let text): JSONNumber(parsing: text)
        case .missing, .other: nil
        }
    }

    /// A day, also one that is written as a number (`20260304`); nil for everything else.
    func day(_ field: InsightField) -> Day? {
        switch self[field] {
        case .text(let text): Day(text)
        case .number(let number): Day(number.text)
        case .missing, .other: nil
        }
    }

    /// Whether a day is one that never comes: none, or `99999999`, which the learning system writes for it.
    func isNever(_ field: InsightField) -> Bool {
        switch self[field] {
        case .missing: true
        case .text(let text): text == Self.never
        case .number(let number): number.text == Self.never
        case .other: false
        }
    }

    private static let never = "99999999"
}
