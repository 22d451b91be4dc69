/// A span of time, decoded from a configuration's text such as `250ms`, `15s`, `5m`, `2h` or `7d`.
///
/// Mark the property in the schema with `"x-penstock-duration": true`, so that the host checks it before the plugin
/// sees it.
public struct Microseconds: Sendable, Hashable, Comparable {
    /// The number of microseconds; never negative.
    public var value: Int64

    /// Makes a span of this many microseconds; a negative number counts as none.
    public init(_ value: Int64) {
        self.value = max(0, value)
    }

    /// Reads a duration: a whole number and a unit out of `ms`, `s`, `m`, `h` and `d`.
    ///
    /// Nil when the text is none, or when it names more than an `Int64` of microseconds holds.
    public init?(parsing text: String) {
        let digits = text.utf8.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        let unit: Int64
        switch text.utf8.dropFirst(digits.count).map({ UInt8($0) }) {
        case Array("ms".utf8): unit = 1_000
        case Array("s".utf8): unit = 1_000_000
        case Array("m".utf8): unit = 60_000_000
        case Array("h".utf8): unit = 3_600_000_000
        case Array("d".utf8): unit = 86_400_000_000
        default: return nil
        }
        guard !digits.isEmpty, let number = Int64(String(Substring(digits))) else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        value = product
    }

    /// Whole milliseconds, rounded up, so that a short span never becomes none.
    public var milliseconds: Int64 { value / 1_000 + (value % 1_000 == 0 ? 0 : 1) }

    /// Whether one span is shorter than another.
    public static func < (left: Microseconds, right: Microseconds) -> Bool { left.value < right.value }
}

extension Microseconds: CustomStringConvertible {
    /// The shortest spelling that ``init(parsing:)`` reads back, in milliseconds at the finest.
    public var description: String {
        let units: [(Int64, String)] = [
            (86_400_000_000, "d"), (3_600_000_000, "h"), (60_000_000, "m"), (1_000_000, "s"),
        ]
        for (unit, name) in units where value >= unit && value % unit == 0 { return "\(value / unit)\(name)" }
        return "\(milliseconds)ms"
    }
}

extension Microseconds: Decodable {
    /// Reads the text of a configuration; one that is no duration is an error that says how to write it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let parsed = Microseconds(parsing: text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "'\(text)' is no duration: write a whole number and a unit, such as 250ms, 15s or 2h"
            )
        }
        self = parsed
    }
}
