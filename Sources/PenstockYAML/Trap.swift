internal import PenstockCore

/// A beginning of a value that means something else in YAML than most people expect.
struct Trap {
    var message: String
    var advice: String

    /// A value that begins with `{{`, as templates do.
    static let template = Trap(
        message: "a value that begins with '{{' is read as a mapping",
        advice: "quotes around the whole value: \"{{…}}\""
    )

    private static let directive = Trap(
        message: "a line that begins with '%' is read as a directive, and this is none",
        advice: "quotes around the whole value: \"%…\""
    )

    /// The trap at the first value of a line, and the column of that value, from 1.
    static func first(in line: String) -> (trap: Trap, column: Int)? {
        let scalars = Array(line.unicodeScalars)
        if scalars.first == "%" { return (directive, 1) }
        if let trap = spacing(in: scalars) { return trap }
        var start = scalars.prefix { $0 == " " }.count
        if start < scalars.count, scalars[start] == "\t" {
            return (Trap(message: "YAML is indented with spaces; this is a tab", advice: "spaces"), start + 1)
        }
        while start + 1 < scalars.count, scalars[start] == "-", scalars[start + 1] == " " {
            start += 1 + scalars[(start + 1)...].prefix { $0 == " " }.count
        }
        // The value of a key that is not quoted.
        if let colon = scalars.indices.first(where: { $0 >= start && scalars[$0] == ":" && isSpace($0 + 1, scalars) }),
            start < scalars.count, !"\"'{[|>".unicodeScalars.contains(scalars[start])
        {
            start = colon + 1 + scalars[(colon + 1)...].prefix { $0 == " " }.count
        }
        while start < scalars.count, scalars[start] == "[" || scalars[start] == " " { start += 1 }
        guard start < scalars.count, let trap = trap(at: scalars[start...]) else { return nil }
        return (trap, start + 1)
    }

    /// The first `{{` of a line, for a flow sequence or mapping that is torn by one.
    static func template(in line: String) -> (trap: Trap, column: Int)? {
        let scalars = Array(line.unicodeScalars)
        let column = zip(scalars, scalars.dropFirst()).enumerated().first { $0.element == ("{", "{") }
        return column.map { (template, $0.offset + 1) }
    }

    private static func isSpace(_ index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
        index < scalars.count && scalars[index] == " "
    }

    private static func trap(at rest: ArraySlice<Unicode.Scalar>) -> Trap? {
        func quotes(_ text: String) -> String { "quotes around the whole value: \"\(text)…\"" }
        switch rest.first {
        case "*": return Trap(message: "a value that begins with '*' is read as an alias", advice: quotes("*"))
        case "&": return Trap(message: "a value that begins with '&' is read as an anchor", advice: quotes("&"))
        // A tag of the core schema is hardly there by mistake.
        case "!" where rest.dropFirst().first == "!": return nil
        case "!": return Trap(message: "a value that begins with '!' is read as a tag", advice: quotes("!"))
        case "{" where rest.dropFirst().first == "{": return template
        case "@": return Trap(message: "a value must not begin with '@'", advice: quotes("@"))
        case "`": return Trap(message: "a value must not begin with '`'", advice: quotes("`"))
        case "%": return Trap(message: "a value must not begin with '%'", advice: quotes("%"))
        case "|" where !isBlock(rest), ">" where !isBlock(rest):
            let sign = rest.first.map(String.init) ?? ""
            return Trap(
                message: "a value that begins with '\(sign)' is read as text on the lines below",
                advice: quotes(sign)
            )
        case "\t": return Trap(message: "YAML is indented with spaces; this is a tab", advice: "spaces")
        case "\"", "'": return textAfterQuotes(rest)
        default: return nil
        }
    }

    /// Whether what begins with `|` or `>` is the head of a block (YAML 1.2.2, section 8.1.1).
    private static func isBlock(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        let after = rest.dropFirst().drop { "0123456789+-".unicodeScalars.contains($0) }
        return after.first.map { $0 == " " || $0 == "\t" } ?? true
    }

    /// `"a" and b`: only part of the value is in quotes.
    private static func textAfterQuotes(_ rest: ArraySlice<Unicode.Scalar>) -> Trap? {
        guard let quote = rest.first, let close = rest.dropFirst().firstIndex(of: quote) else { return nil }
        let after = rest[(close + 1)...].drop { $0 == " " }
        guard let next = after.first, next != quote, !",]}:#".unicodeScalars.contains(next) else { return nil }
        return Trap(message: "text follows after the closing quote", advice: "quotes around the whole value, or none")
    }
}
