internal import Synchronization
internal import _StringProcessing

/// A regular expression of a schema, in the dialect of ECMA-262 with the flag `u`, searched for anywhere in a text.
///
/// Swift's expressions differ in a few places, which ``ECMAPattern`` rewrites. A lock guards the compiled form, because
/// `Regex` makes no promise about use from several threads.
final class SchemaPattern: Sendable {
    /// The expression as the schema has it.
    let text: String
    private let regex: Mutex<Regex<AnyRegexOutput>>

    /// Compiles an expression.
    /// - Throws: what Swift's parser says, such as "expected ')'".
    init(_ text: String) throws {
        self.text = text
        regex = Mutex(
            try Regex(ECMAPattern.rewritten(text))
                .matchingSemantics(.unicodeScalar)
                .asciiOnlyDigits()
                .asciiOnlyWordCharacters()
                .wordBoundaryKind(.simple)
        )
    }

    /// Whether the expression is found somewhere in a text.
    func matches(_ text: String) -> Bool {
        regex.withLock { regex in ((try? regex.firstMatch(in: text)) ?? nil) != nil }
    }
}

/// Rewrites what means one thing to ECMA-262 and another to Swift.
enum ECMAPattern {
    /// The same expression in Swift's dialect.
    ///
    /// - `$` is the end of the text; to Swift it is also the place before a last line feed, which would let a header
    ///   value that ends in a line feed pass.
    /// - Within `[…]`, `[` is a character, and `&&` and `~~` are two; to Swift they make sets of sets.
    /// - `[]` is nothing and `[^]` is any character.
    static func rewritten(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = Array(text.unicodeScalars)[...]
        var insideClass = false
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\\":
                result.append(scalar)
                if let escaped = rest.popFirst() { result.append(escaped) }
            case "[" where insideClass, "&" where insideClass, "~" where insideClass:
                result.append("\\")
                result.append(scalar)
            case "[" where rest.first == "]":
                rest.removeFirst()
                result.append(contentsOf: "(?!)".unicodeScalars)
            case "[" where rest.starts(with: ["^", "]"] as [Unicode.Scalar]):
                rest.removeFirst(2)
                result.append(contentsOf: "[\\s\\S]".unicodeScalars)
            case "[":
                insideClass = true
                result.append(scalar)
            case "]":
                insideClass = false
                result.append(scalar)
            case "$" where !insideClass: result.append(contentsOf: "\\z".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
