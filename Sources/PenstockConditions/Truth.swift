/// Kleene's three truth values.
enum Truth: Sendable, Equatable {
    case yes, no
    /// A field is missing, null, or cannot be compared.
    case undecidable

    init(_ truth: Bool) { self = truth ? .yes : .no }

    /// `not` of what cannot be decided cannot be decided.
    static prefix func ! (truth: Truth) -> Truth {
        switch truth {
        case .yes: .no
        case .no: .yes
        case .undecidable: .undecidable
        }
    }
}
