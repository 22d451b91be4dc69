/// A day of the proleptic Gregorian calendar: days since 1970-01-01.
struct Day: Equatable, Comparable {
    let number: Int64

    init(number: Int64) { self.number = number }

    static func < (one: Day, other: Day) -> Bool { one.number < other.number }

    /// Reads `2026-03-04`, the day with which a date-time begins (`2026-03-04T10:00:00Z`), or `20260304`; nil for every
    /// other text.
    init?(_ text: String) {
        var bytes = Array(text.utf8)
        if bytes.count > 10 {
            // Whatever time follows, the day is the one that is written.
            guard [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(bytes[10]) else { return nil }
            bytes.removeSubrange(10...)
        }
        if bytes.count == 10 {
            guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
            bytes.remove(at: 7)
            bytes.remove(at: 4)
        }
        guard bytes.count == 8, bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        let digits = bytes.map { Int64($0 - UInt8(ascii: "0")) }
        let year = digits[..<4].reduce(0) { $0 * 10 + $1 }
        let (month, day) = (digits[4] * 10 + digits[5], digits[6] * 10 + digits[7])
        guard (1...12).contains(month), (1...Self.length(ofMonth: month, year)).contains(day) else { return nil }
        number = Self.days(year, month, day)
    }

    /// Days from this one to a later one; negative to an earlier one.
    func days(to other: Day) -> Int64 { other.number - number }

    private static func length(ofMonth month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Counted in years that begin on 1 March, so that a leap day ends its year.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        // One year before year 0 is the earliest there is, so 400 years on nothing is negative.
        let later = year + 400
        return later * 365 + later / 4 - later / 100 + later / 400 + dayOfYear - 146_097 - 719_468
    }
}

extension Day: CustomStringConvertible {
    /// `2026-03-04`.
    var description: String {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400 + (month < 10 ? 0 : 1)
        let parts = [(month < 10 ? month + 3 : month - 9), dayOfYear - (153 * month + 2) / 5 + 1].map { part in
            part < 10 ? "0\(part)" : "\(part)"
        }
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + "-" + parts[0] + "-" + parts[1]
    }
}
