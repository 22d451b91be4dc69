internal import PenstockJSON

/// A decimal number of at most 18 digits before the point and 18 after it: sums and products of it are exact.
struct ExactNumber: Equatable {
    /// Digits after the point that are kept.
    static let places = 18
    /// 10 to the power of ``places``.
    static let one: Int128 = 1_000_000_000_000_000_000

    /// In parts of ``one``.
    let parts: Int128

    init(parts: Int128) { self.parts = parts }

    /// Reads a number; nil for one that has more digits.
    init?(_ number: JSONNumber) {
        var digits: Int128 = 0
        var count = 0
        // The power of ten of the last digit that counts, and how many zeros wait to count.
        var (power, zeros) = (0, 0)
        var hasPoint = false
        var rest = number.text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest.removeFirst() }
        while let byte = rest.first, byte != UInt8(ascii: "e"), byte != UInt8(ascii: "E") {
            rest.removeFirst()
            guard byte != UInt8(ascii: ".") else {
                hasPoint = true
                continue
            }
            if hasPoint { power -= 1 }
            guard byte != UInt8(ascii: "0") else {
                if count > 0 { zeros += 1 }
                continue
            }
            count += zeros + 1
            guard count <= 2 * Self.places else { return nil }
            for _ in 0...zeros { digits *= 10 }
            digits += Int128(byte - UInt8(ascii: "0"))
            zeros = 0
        }
        guard count > 0 else {
            parts = 0
            return
        }
        let exponent = rest.isEmpty ? 0 : Int(String(rest.dropFirst()) ?? "")
        guard let exponent, abs(exponent) <= 1000 else { return nil }
        power += exponent + zeros
        guard power >= -Self.places, count + power <= Self.places else { return nil }
        for _ in 0..<(power + Self.places) { digits *= 10 }
        parts = isNegative ? -digits : digits
    }

    /// As JSON writes it, without zeros at its end.
    var number: JSONNumber? {
        var digits = String(parts.magnitude)
        if digits.utf8.count <= Self.places {
            digits = String(repeating: "0", count: Self.places + 1 - digits.utf8.count) + digits
        }
        var fraction = digits.suffix(Self.places)
        while fraction.last == "0" { fraction.removeLast() }
        let whole = digits.dropLast(Self.places)
        return JSONNumber(parsing: (parts < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction))
    }

    static func - (one: ExactNumber, other: ExactNumber) -> ExactNumber { ExactNumber(parts: one.parts - other.parts) }

    /// The quotient to the nearest ten-thousandth, halves up.
    /// - Returns: Nil for numbers that are negative, or too large, and for nothing to divide by.
    func divided(by other: ExactNumber) -> ExactNumber? {
        let (product, isTooLarge) = parts.multipliedReportingOverflow(by: 20_000)
        guard parts >= 0, other.parts > 0, !isTooLarge else { return nil }
        return ExactNumber(parts: (product / other.parts + 1) / 2 * (Self.one / 10_000))
    }

    /// So many hundredths of a whole number, to the nearest whole number, halves up.
    /// - Parameter whole: From 0 to 10⁹.
    /// - Returns: Nil where this is no percentage, from 0 to 100.
    func percent(of whole: Int64) -> Int64? {
        guard parts >= 0, parts <= 100 * Self.one, (0...1_000_000_000).contains(whole) else { return nil }
        return Int64((parts * Int128(whole) + 50 * Self.one) / (100 * Self.one))
    }
}
