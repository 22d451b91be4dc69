internal import Foundation

/// The zone whose calendar says which day it is.
struct Zone: Sendable {
    /// Nil for UTC.
    private let zone: TimeZone?

    static let utc = Zone()

    private init() { zone = nil }

    /// Takes `UTC`, or a name of the IANA database such as `Europe/Berlin`; nil for every other text.
    init?(_ name: String) {
        if name == "UTC" {
            zone = nil
            return
        }
        // Without a slash Foundation reads abbreviations too, some of which mean several zones.
        guard name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
        self.zone = zone
    }

    /// The day that it is here at a moment.
    /// - Parameter moment: Microseconds since 1970.
    func day(at moment: Int64) -> Day {
        var seconds = Self.quotient(moment, 1_000_000)
        if let zone { seconds += Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))) }
        return Day(number: Self.quotient(seconds, 86_400))
    }

    /// Rounded down.
    private static func quotient(_ number: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
