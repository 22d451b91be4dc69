/// A day of the proleptic Gregorian calendar, whatever the zone: days since 1970-01-01.
package struct CalendarDay: Sendable, Hashable {
    package var number: Int64

    package init(number: Int64) { self.number = number }

    /// Reads `2026-03-04`, or the day with which an RFC 3339 date-time begins; nil for every other text.
    package init?(_ text: some StringProtocol) {
        let hasTime = text.utf8.count > 10
        guard let moment = Timestamp(hasTime ? "\(text.prefix(10))T00:00:00Z" : "\(text)T00:00:00Z"),
            !hasTime || Timestamp(text) != nil
        else { return nil }
        number = moment.microseconds.floorDivided(by: Self.microseconds).quotient
    }

    private static let microseconds: Int64 = 86_400_000_000
}

extension CalendarDay: CustomStringConvertible {
    /// `2026-03-04`.
    package var description: String {
        String(Timestamp(microseconds: number * Self.microseconds).description.prefix(10))
    }
}
