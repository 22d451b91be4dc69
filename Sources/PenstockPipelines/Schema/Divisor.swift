internal import PenstockJSON

/// The number of `multipleOf`, divided by exactly: 0.3 is a multiple of 0.1 here, and 1e400 is none of 3.
struct Divisor: Sendable {
    let number: JSONNumber
    private let digits: UInt128
    private let exponent: Int

    /// Takes a number above 0 of at most 36 digits; nil for any other.
    init?(_ number: JSONNumber) {
        let parts = DecimalParts(number.text)
        guard !number.text.hasPrefix("-"), !parts.digits.isEmpty, parts.digits.count <= 36 else { return nil }
        self.number = number
        digits = parts.digits.reduce(0) { $0 * 10 + UInt128($1) }
        exponent = parts.exponent
    }

    /// Whether a number is a whole multiple.
    func divides(_ value: JSONNumber) -> Bool {
        let parts = DecimalParts(value.text)
        // 0 is a multiple of everything.
        guard !parts.digits.isEmpty else { return true }
        // Its last digit is not 0, so no power of ten divides its digits.
        guard parts.exponent >= exponent else { return false }
        var remainder: UInt128 = 0
        for digit in parts.digits { remainder = (remainder * 10 + UInt128(digit)) % digits }
        // More than 128 further tens change nothing: the divisor has fewer factors 2 and 5 than that.
        for _ in 0..<min(parts.exponent - exponent, 128) where remainder != 0 { remainder = remainder * 10 % digits }
        return remainder == 0
    }
}

/// A decimal number as whole digits, without zeros on either side, and a power of ten.
private struct DecimalParts {
    /// Empty for 0.
    var digits: [UInt8] = []
    var exponent = 0

    /// Takes apart the text of a valid number. Exponents beyond ±10¹⁵ are as good as infinite.
    init(_ text: String) {
        var seenPoint = false
        var exponentText: Substring.UTF8View = "".utf8[...]
        for (index, byte) in zip(text.utf8.indices, text.utf8) {
            switch byte {
            case UInt8(ascii: "."): seenPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                exponentText = text.utf8[index...].dropFirst()
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte - UInt8(ascii: "0")) }
                if seenPoint { exponent -= 1 }
            default: break
            }
            if !exponentText.isEmpty { break }
        }
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        let limit = 1_000_000_000_000_000
        var written = 0
        for byte in exponentText where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
            written = min(written * 10 + Int(byte - UInt8(ascii: "0")), limit)
        }
        exponent += exponentText.first == UInt8(ascii: "-") ? -written : written
    }
}
