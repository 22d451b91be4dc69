/// Where the parts of a number are in its text; the text itself is lent for each call.
struct Decimal {
    /// Whether there is a minus sign before a value that is not zero.
    let negative: Bool
    /// From the first digit that is not 0 to the last one, a decimal point perhaps among them; nil for zero.
    let significant: Range<Int>?
    /// How many digits stand before the decimal point, counted from the first significant one; below zero when the
    /// first significant digit stands after zeros that follow the point. The exponent comes on top of it.
    let integerDigits: Int
    /// The digits of the exponent without its sign and leading zeros.
    let exponent: Range<Int>
    let exponentIsNegative: Bool

    /// Takes apart the text of a valid number.
    init(_ bytes: Span<UInt8>) {
        var point: Int?
        var first: Int?
        var last = 0
        var end = bytes.count
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "."): point = index
            case UInt8(ascii: "1")...UInt8(ascii: "9"):
                first = first ?? index
                last = index
            case UInt8(ascii: "e"), UInt8(ascii: "E"): end = index
            default: break
            }
            if end <= index { break }
        }
        let pointOrEnd = point ?? end
        significant = first.map { $0..<last + 1 }
        integerDigits = first.map { $0 < pointOrEnd ? pointOrEnd - $0 : pointOrEnd + 1 - $0 } ?? 0
        negative = first != nil && bytes[0] == Byte.minus

        var start = min(end + 1, bytes.count)
        exponentIsNegative = start < bytes.count && bytes[start] == Byte.minus
        while start < bytes.count, !(UInt8(ascii: "1")...UInt8(ascii: "9")).contains(bytes[start]) { start += 1 }
        exponent = start..<bytes.count
    }

    /// Compares two numbers by sign, then by the place of the first digit, then digit by digit.
    static func compare(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Int {
        let (a, b) = (Decimal(one), Decimal(other))
        switch (a.significant, b.significant) {
        case (nil, nil): return 0
        case (nil, _?): return b.negative ? 1 : -1
        case (_?, nil): return a.negative ? -1 : 1
        case (let left?, let right?):
            guard a.negative == b.negative else { return a.negative ? -1 : 1 }
            let places = clamped(a.exponentMinus(b, one, other) + a.integerDigits - b.integerDigits)
            let order = places != 0 ? places : compareDigits(left, one, right, other)
            return a.negative ? -order : order
        }
    }

    /// The difference of the exponents, exact up to 10¹⁵ and of the right sign beyond, where no length of text matters.
    private func exponentMinus(_ other: Decimal, _ bytes: Span<UInt8>, _ otherBytes: Span<UInt8>) -> Int {
        var difference = 0
        for place in (0..<max(exponent.count, other.exponent.count)).reversed() {
            let mine = Decimal.digit(place, of: exponent, bytes) * (exponentIsNegative ? -1 : 1)
            let its = Decimal.digit(place, of: other.exponent, otherBytes) * (other.exponentIsNegative ? -1 : 1)
            // Once this large, further digits cannot bring it back.
            if abs(difference) < 1_000_000_000_000_000 { difference = difference * 10 + mine - its }
        }
        return difference
    }

    /// The digit that stands `place` places from the right, or 0 to the left of all.
    private static func digit(_ place: Int, of digits: Range<Int>, _ bytes: Span<UInt8>) -> Int {
        place < digits.count ? Int(bytes[digits.upperBound - 1 - place] - Byte.zero) : 0
    }

    private static func compareDigits(
        _ left: Range<Int>,
        _ one: Span<UInt8>,
        _ right: Range<Int>,
        _ other: Span<UInt8>
    ) -> Int {
        var (i, j) = (left.lowerBound, right.lowerBound)
        while true {
            if i < left.upperBound, !one[i].isDigit { i += 1 }
            if j < right.upperBound, !other[j].isDigit { j += 1 }
            // The last significant digit is not 0, so the longer one is the larger one.
            guard i < left.upperBound, j < right.upperBound else {
                return clamped((left.upperBound - i) - (right.upperBound - j))
            }
            if one[i] != other[j] { return one[i] < other[j] ? -1 : 1 }
            i += 1
            j += 1
        }
    }

    private static func clamped(_ number: Int) -> Int { number.signum() }
}

extension Decimal {
    /// The exponent, nil when it has more than fifteen digits.
    private func exponentValue(_ bytes: Span<UInt8>) -> Int? {
        guard exponent.count <= 15 else { return nil }
        var value = 0
        for index in exponent { value = value * 10 + Int(bytes[index] - Byte.zero) }
        return exponentIsNegative ? -value : value
    }

    private func significantDigits(_ bytes: Span<UInt8>) -> Int {
        guard let significant else { return 0 }
        var count = 0
        for index in significant where bytes[index].isDigit { count += 1 }
        return count
    }

    /// Whether no significant digit stands after the decimal point.
    func isInteger(_ bytes: Span<UInt8>) -> Bool {
        guard significant != nil else { return true }
        guard let exponent = exponentValue(bytes) else { return !exponentIsNegative }
        return integerDigits + exponent >= significantDigits(bytes)
    }

    /// The value when it is whole and fits.
    func int64(_ bytes: Span<UInt8>) -> Int64? {
        guard significant != nil else { return 0 }
        guard let exponent = exponentValue(bytes) else { return nil }
        let digits = integerDigits + exponent
        guard digits <= 19, digits >= significantDigits(bytes) else { return nil }
        return leading(digits, bytes)
    }

    /// The whole number nearest to the value times ten to the power of `places`, halves away from zero; nil where it does
    /// not fit.
    func scaled(by places: Int, _ bytes: Span<UInt8>) -> Int64? {
        guard let significant else { return 0 }
        guard let exponent = exponentValue(bytes) else { return exponentIsNegative ? 0 : nil }
        let digits = integerDigits + exponent + places
        guard digits >= 0 else { return 0 }
        guard digits <= 19, let value = leading(digits, bytes) else { return nil }
        var next: UInt8?
        var rest = digits
        for index in significant where bytes[index].isDigit {
            if rest == 0 {
                next = bytes[index]
                break
            }
            rest -= 1
        }
        guard let next, next >= UInt8(ascii: "5") else { return value }
        let (rounded, overflow) = value.addingReportingOverflow(negative ? -1 : 1)
        return overflow ? nil : rounded
    }

    /// What the first significant digits make, with zeros where there are fewer; nil where it does not fit.
    private func leading(_ count: Int, _ bytes: Span<UInt8>) -> Int64? {
        guard let significant else { return 0 }
        var value: Int64 = 0
        var written = 0
        func push(_ digit: UInt8) -> Bool {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            // Built below zero, because the least value has no counterpart above.
            let (difference, more) = product.subtractingReportingOverflow(Int64(digit - Byte.zero))
            value = difference
            written += 1
            return !overflow && !more
        }
        for index in significant where bytes[index].isDigit && written < count {
            if !push(bytes[index]) { return nil }
        }
        while written < count { if !push(Byte.zero) { return nil } }
        if negative { return value }
        return value == .min ? nil : -value
    }
}
