/// A message of libjq's compiler, read: `jq: error: WHAT at <top-level>, line N:` and the line.
struct Diagnosis {
    /// What is wrong, in words for people.
    let text: String
    /// The line of the program, from 1; 0 where there is none.
    let line: Int
    let isSyntax: Bool
    /// Whether the program ends too early.
    let isAtTheEnd: Bool
    /// The function or variable that nobody defined, as it is written.
    let undefinedName: String?

    init(_ message: String) {
        var what = Substring(message)
        if what.hasPrefix("jq: error: ") { what = what.dropFirst(11) }
        var line = 0
        if let place = what.firstRange(of: " at <top-level>, line ") {
            line = Int(what[place.upperBound...].prefix { $0.isNumber }) ?? 0
            what = what[..<place.lowerBound]
        }
        if let advice = what.firstRange(of: " (Unix shell quoting issues?)") { what.removeSubrange(advice) }
        self.line = line
        isSyntax = what.hasPrefix("syntax error")
        isAtTheEnd = what.contains("unexpected $end")
        undefinedName =
            what.hasSuffix(" is not defined")
            ? String(what.dropLast(15).prefix { $0 != "/" }) : nil
        text = isSyntax ? Diagnosis.words(String(what)) : String(what)
    }

    /// A sentence for `syntax error, unexpected A, expecting B or C`, with the names of jq's grammar in words.
    private static func words(_ text: String) -> String {
        guard let unexpected = text.firstRange(of: "unexpected ") else { return text }
        let parts = text[unexpected.upperBound...].split(separator: ", expecting ", maxSplits: 1)
        guard let found = parts.first, found != "$end" else { return "syntax error: the expression ends too early" }
        guard parts.count == 2 else { return "syntax error: \(name(found)) cannot stand here" }
        let expected = parts[1].split(separator: " or ").map(name).joined(separator: " or ")
        return "syntax error: \(name(found)) stands where \(expected) was expected"
    }

    private static func name(_ token: Substring) -> String {
        switch token {
        case "$end": "the end"
        case "INVALID_CHARACTER": "a character that has no meaning there"
        case "IDENT": "a name"
        case "FIELD": "a field"
        case "LITERAL": "a number"
        case "QQSTRING_START": "a string"
        case "FORMAT": "a format"
        default: String(token)
        }
    }
}
