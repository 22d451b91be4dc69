/// What a template is given: a small tree of names and values.
package enum View: Sendable, Equatable {
    /// Not there: a section over it is left out.
    case nothing
    /// Shown as it is. A section over an empty one is left out.
    case text(String)
    /// Written as it is: it was escaped where it was made.
    case markup(Markup)
    case flag(Bool)
    case list([View])
    case object([String: View])

    package init(_ text: String?) { self = text.map(View.text) ?? .nothing }
    package init(_ markup: Markup?) { self = markup.map(View.markup) ?? .nothing }

    /// A number for people: `12,345`.
    package static func count(_ number: Int) -> View { .text(number.grouped) }

    /// A list, or nothing where it is empty, so that a section can stand around its table.
    package static func table(_ rows: [View]) -> View { rows.isEmpty ? .nothing : .object(["rows": .list(rows)]) }

    /// Whether a section over it is left out.
    var isEmpty: Bool {
        switch self {
        case .nothing: true
        case .text(let text): text.isEmpty
        case .markup(let markup): markup.html.isEmpty
        case .flag(let holds): !holds
        case .list(let elements): elements.isEmpty
        case .object: false
        }
    }
}

extension View: ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(stringLiteral text: String) { self = .text(text) }
    package init(booleanLiteral holds: Bool) { self = .flag(holds) }
    package init(arrayLiteral elements: View...) { self = .list(elements) }
    package init(dictionaryLiteral members: (String, View)...) {
        self = .object(Dictionary(members, uniquingKeysWith: { _, last in last }))
    }
}
