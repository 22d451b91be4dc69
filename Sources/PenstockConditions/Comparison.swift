internal import PenstockJSON

/// How values of JSON are compared, without making a text or a number of them where bytes do.
///
/// A value is lent as its kind and its bytes: of a string without quotes and escapes, else as JSON writes it.
///
/// - A number and a string that holds a number compare by exact decimal value: most systems send `"80"` for 80.
/// - For an order, two strings that both hold numbers do so too: as texts, "100" would come before "80".
/// - Two strings are equal when their code points are, and else ordered by code points, which puts days such as
///   2026-01-31 right.
/// - Booleans are equal or not, and have no order.
/// - Everything else cannot be compared, nor can a text that is no number be put in order with a number.
enum Comparison {
    typealias Kind = JSONScanner.Kind

    static func equal(_ kind: Kind, _ one: Span<UInt8>, _ otherKind: Kind, _ other: Span<UInt8>)
        -> Truth
    {
        switch (kind, otherKind) {
        case (.string, .string): return Truth(bytes(one, other) == 0)
        case (.bool, .bool): return Truth(bytes(one, other) == 0)
        case (.number, .number), (.number, .string), (.string, .number):
            return numbers(one, other).map { Truth($0 == 0) } ?? .undecidable
        default: return .undecidable
        }
    }

    static func order(
        _ order: Order,
        _ kind: Kind,
        _ one: Span<UInt8>,
        _ otherKind: Kind,
        _ other: Span<UInt8>
    ) -> Truth {
        switch (kind, otherKind) {
        case (.string, .string):
            switch (Decimal.isNumber(one), Decimal.isNumber(other)) {
            case (true, true): break
            case (false, false): return Truth(order.holds(bytes(one, other)))
            default: return .undecidable
            }
        case (.number, .number), (.number, .string), (.string, .number): break
        default: return .undecidable
        }
        return numbers(one, other).map { Truth(order.holds($0)) } ?? .undecidable
    }

    static func startsWith(
        _ kind: Kind,
        _ one: Span<UInt8>,
        _ prefixKind: Kind,
        _ prefix: Span<UInt8>
    ) -> Truth {
        guard kind == .string, prefixKind == .string else { return .undecidable }
        guard one.count >= prefix.count else { return .no }
        return Truth(bytes(one.extracting(first: prefix.count), prefix) == 0)
    }

    /// Compares numbers by value; nil when one of the texts is none.
    private static func numbers(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Int? {
        if let one = Decimal.small(one), let other = Decimal.small(other) {
            return one < other ? -1 : one > other ? 1 : 0
        }
        guard let one = Decimal.number(one), let other = Decimal.number(other) else { return nil }
        return JSONNumber.compare(one, other)
    }

    /// Compares byte by byte, which for UTF-8 is the order of code points.
    private static func bytes(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Int {
        for index in 0..<min(one.count, other.count) where one[index] != other[index] {
            return one[index] < other[index] ? -1 : 1
        }
        return one.count - other.count
    }
}

/// Numbers as texts hold them: as JSON writes them, and with zeros in front.
enum Decimal {
    /// The value of a whole number that surely fits, the usual case; nil for all others.
    static func small(_ text: Span<UInt8>) -> Int64? {
        let negative = text.count > 0 && text[0] == UInt8(ascii: "-")
        let start = negative ? 1 : 0
        guard text.count > start, text.count - start <= 18 else { return nil }
        var value: Int64 = 0
        for index in start..<text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return negative ? -value : value
    }

    static func isNumber(_ text: Span<UInt8>) -> Bool {
        guard text.count > 0, text[0] &- UInt8(ascii: "0") < 10 || text[0] == UInt8(ascii: "-") else {
            return false
        }
        return small(text) != nil || number(text) != nil
    }

    /// The number that a text holds. Zeros in front are forgiven, which JSON itself does not do.
    static func number(_ text: Span<UInt8>) -> JSONNumber? {
        guard text.count > 0, text.count <= 1000 else { return nil }
        let sign = text[0] == UInt8(ascii: "-") ? 1 : 0
        var start = sign
        while start + 1 < text.count, text[start] == UInt8(ascii: "0"),
            text[start + 1] &- UInt8(ascii: "0") < 10
        {
            start += 1
        }
        var digits: [UInt8] = sign == 1 ? [UInt8(ascii: "-")] : []
        for index in start..<text.count { digits.append(text[index]) }
        return JSONNumber(parsing: String(decoding: digits, as: UTF8.self))
    }
}
