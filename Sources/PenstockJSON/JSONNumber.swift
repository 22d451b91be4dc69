/// A JSON number as it is written, compared by its exact decimal value.
package struct JSONNumber: Sendable {
    /// The number as it is written, such as `1.50` or `1e2`.
    package let text: String

    /// Takes a number's text (RFC 8259, section 6); nil when it is anything else.
    package init?(parsing text: String) {
        var lexer = Lexer(maximumDepth: 0)
        let bytes = text.utf8.span
        guard bytes.count > 0, bytes[0].isDigit || bytes[0] == Byte.minus else { return nil }
        guard (try? lexer.number(bytes)) != nil, lexer.position == bytes.count else { return nil }
        self.text = text
    }

    /// Takes a text that a lexer has found to be a number.
    init(checked text: String) { self.text = text }

    /// Writes an integer as a JSON number.
    package init(_ integer: some FixedWidthInteger) { text = "\(integer)" }

    /// Writes the shortest decimal that reads back as the same value; nil for NaN and infinities.
    package init?(_ value: Double) {
        guard value.isFinite else { return nil }
        let text = "\(value)"
        self.text = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// The value when it is whole and fits, however it is written (`1e2` and `1.0` too).
    package var int64: Int64? { Int64(text) ?? Decimal(text.utf8.span).int64(text.utf8.span) }

    /// The whole number nearest to the value times ten to the power of `places`, halves away from zero; nil where it does
    /// not fit.
    package func scaled(by places: Int) -> Int64? {
        let bytes = text.utf8.span
        return Decimal(bytes).scaled(by: places, bytes)
    }

    /// The nearest floating-point value; infinite when the number is too large.
    package var double: Double { Double(text) ?? .nan }

    /// Whether the value is whole, however it is written and however large.
    package var isInteger: Bool { Int64(text) != nil || Decimal(text.utf8.span).isInteger(text.utf8.span) }

    /// Compares the exact decimal values, in time and memory that grow with the texts and not with the exponents.
    /// - Returns: -1, 0 or 1 as `one` is less than, equal to or greater than `other`.
    package static func compare(_ one: JSONNumber, _ other: JSONNumber) -> Int {
        if let one = Int64(one.text), let other = Int64(other.text) { return one < other ? -1 : one > other ? 1 : 0 }
        return Decimal.compare(one.text.utf8.span, other.text.utf8.span)
    }
}

extension JSONNumber: Comparable {
    /// Whether the exact values are the same (`1.0` is `1`).
    package static func == (one: JSONNumber, other: JSONNumber) -> Bool { compare(one, other) == 0 }

    /// Whether the exact value of the one is less.
    package static func < (one: JSONNumber, other: JSONNumber) -> Bool { compare(one, other) < 0 }
}
