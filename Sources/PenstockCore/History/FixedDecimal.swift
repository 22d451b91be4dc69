package import PenstockJSON

/// A number with four decimals, exactly: what a measure counts in.
///
/// Sums of such numbers and of their squares are whole, so that a mean is the same in whatever order values came, and
/// taking a value back leaves what was there before.
package struct FixedDecimal: Sendable, Hashable {
    /// How many units are in one.
    package static let scale: Int64 = 10_000
    /// The largest number, up and down: so a hundred million squares fit in 128 bits.
    package static let limit: Int64 = 100_000_000_000 * scale

    /// Ten-thousandths.
    package let units: Int64

    /// - Parameter units: Ten-thousandths; nil beyond ``limit``.
    package init?(units: Int64) {
        guard units.magnitude <= Self.limit.magnitude else { return nil }
        self.units = units
    }

    /// A whole number; nil beyond ``limit``.
    package init?(whole: Int64) {
        let (units, isTooLarge) = whole.multipliedReportingOverflow(by: Self.scale)
        guard !isTooLarge else { return nil }
        self.init(units: units)
    }

    /// The nearest number with four decimals, halves away from zero; nil beyond ``limit``.
    package init?(_ number: JSONNumber) {
        guard let units = number.scaled(by: 4) else { return nil }
        self.init(units: units)
    }

    /// A number as text, as some systems send it; nil for every other text.
    package init?(text: String) {
        guard let number = JSONNumber(parsing: text) else { return nil }
        self.init(number)
    }
}

extension FixedDecimal: Comparable {
    package static func < (one: FixedDecimal, other: FixedDecimal) -> Bool { one.units < other.units }
}

extension FixedDecimal: CustomStringConvertible {
    /// The shortest way to write it: `92.5`.
    package var description: String { decimalText(units, places: 4) }
}

/// A whole number of parts as a decimal, without zeros at its end.
/// - Parameter places: Ten to this power is the number of parts in one.
func decimalText(_ parts: Int64, places: Int) -> String {
    var digits = String(parts.magnitude)
    if digits.utf8.count <= places { digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits }
    var fraction = digits.suffix(places)
    while fraction.last == "0" { fraction.removeLast() }
    let whole = digits.dropLast(places)
    return (parts < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
}
