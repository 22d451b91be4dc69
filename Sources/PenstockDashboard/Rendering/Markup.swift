internal import PenstockCore

/// A piece of HTML. It is made of text that is escaped, of elements, and of templates; there is no other way to make
/// one, so nothing that came from outside is ever read as HTML.
package struct Markup: Sendable, Equatable {
    package let html: String

    private init(html: String) { self.html = html }

    /// A text, shown as it is.
    package init(text: String) { html = Self.escaped(text) }

    /// Pieces one behind another.
    package init(_ pieces: [Markup]) { html = pieces.map(\.html).joined() }

    /// An element.
    /// - Parameters:
    ///   - name: Written in code, never data.
    ///   - attributes: Names, written in code, and values; those without a value are left out.
    package static func element(
        _ name: StaticString,
        _ attributes: KeyValuePairs<StaticString, String?> = [:],
        _ content: Markup...
    ) -> Markup {
        element(name, attributes, content)
    }

    package static func element(
        _ name: StaticString,
        _ attributes: KeyValuePairs<StaticString, String?> = [:],
        _ content: [Markup]
    ) -> Markup {
        var html = "<\(name)"
        for (name, value) in attributes {
            guard let value else { continue }
            html += " \(name)=\"\(escaped(value))\""
        }
        html += ">"
        for piece in content { html += piece.html }
        return Markup(html: html + "</\(name)>")
    }

    /// What a template made. The templates are files of this program, and every value in them was escaped.
    static func rendered(_ html: String) -> Markup { Markup(html: html) }

    package static func + (one: Markup, other: Markup) -> Markup { Markup(html: one.html + other.html) }

    /// A text as it stands in HTML, also within quotes (HTML Living Standard, section 13.1.2).
    ///
    /// It is escaped scalar by scalar: swift-mustache compares whole characters, to which a quote with an accent is no
    /// quote, while a browser sees one. Scalars that steer the text instead of being shown are replaced.
    static func escaped(_ text: String) -> String {
        var html = ""
        html.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            case "'": html += "&#39;"
            case "\n", "\t": html.unicodeScalars.append(scalar)
            // A browser would make a line break of it.
            case "\r": html += "&#13;"
            case let scalar where scalar.steersText: html += "\u{FFFD}"
            default: html.unicodeScalars.append(scalar)
            }
        }
        return html
    }
}

extension Markup: ExpressibleByStringInterpolation {
    /// Makes a text that is escaped, as every text is.
    package init(stringLiteral text: String) { self.init(text: text) }
}
