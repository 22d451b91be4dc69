/// A day of the proleptic Gregorian calendar, wherever.
package struct CalendarDay: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package var number: Int64

    package init(number: Int64) { self.number = number }

    /// Reads `YYYY-MM-DD` (RFC 3339, section 5.6, `full-date`); nil for anything else, such as the 30th of February.
    package init?(_ text: String) {
        guard text.utf8.count == 10, let midnight = Timestamp(text + "T00:00:00Z") else { return nil }
        self.init(of: midnight, in: .utc)
    }

    /// The day on which a moment falls in a zone.
    package init(of moment: Timestamp, in zone: Zone) {
        number = zone.local(at: moment).microseconds.floorDivided(by: Self.length).quotient
    }

    package static func < (a: CalendarDay, b: CalendarDay) -> Bool { a.number < b.number }

    /// The day so many days later; earlier where the number is negative.
    package func adding(days: Int) -> CalendarDay { CalendarDay(number: number + Int64(days)) }

    /// The first moment at which clocks of a zone show a time on this day. One that a change of the clocks skips is the
    /// first moment after the gap; one that comes twice is the first.
    package func moment(at time: WallTime, in zone: Zone) -> Timestamp {
        zone.firstMoment(
            showing: Timestamp(microseconds: number * Self.length + Int64(time.minutes) * 60_000_000)
        )
    }

    /// Microseconds.
    private static let length: Int64 = 86_400_000_000
}

extension CalendarDay: CustomStringConvertible {
    /// `2026-03-04`.
    package var description: String {
        String(Timestamp(microseconds: number * Self.length).description.prefix(10))
    }

    /// Reads a day, or the day with which an RFC 3339 date-time begins, whatever its zone; nil for every other text.
    package init?(beginning text: String) {
        guard text.utf8.count == 10 || Timestamp(text) != nil else { return nil }
        self.init(String(text.prefix(10)))
    }
}

/// A time on the clock, to the minute.
package struct WallTime: Hashable, Sendable, CustomStringConvertible {
    /// Since midnight.
    package let minutes: Int

    /// Reads `HH:MM`, from `00:00` to `23:59`; nil for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
        let digits = [bytes[0], bytes[1], bytes[3], bytes[4]].map { Int($0) - 0x30 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard hour < 24, minute < 60 else { return nil }
        minutes = hour * 60 + minute
    }

    private init(minutes: Int) { self.minutes = minutes }

    /// 08:00.
    package static let morning = WallTime(minutes: 480)

    package var description: String {
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}
