internal import PenstockCore

/// What certificates can be asked for: the API's parameters, and the fields of the dashboard's form.
extension QueryReader {
    static let certificateFilters = ["program", "expiring", "expired", "day", "limit", "cursor"]

    /// The day on which all clocks stand: the one that is asked for, or today in UTC.
    func day(now: Timestamp) throws(Problem) -> CalendarDay {
        guard let text = try text("day") else { return CalendarDay(of: now, in: .utc) }
        guard text.utf8.count == 10, let day = CalendarDay(text) else {
            throw Problem(.invalidParameter, "'day' is '\(text)'; it takes a day such as 2026-03-01")
        }
        return day
    }

    /// All but the limit, which depends on who asks.
    func certificateQuery(on day: CalendarDay) throws(Problem) -> CertificateQuery {
        var query = CertificateQuery()
        query.program = try text("program")
        query.from = try flag("expired") ? nil : day
        query.until = try days("expiring").map { CalendarDay(number: day.number + $0) }
        query.cursor = try cursor(.certificates).map(CertificatePosition.init(rawValue:))
        return query
    }

    /// A number of whole days, as `60d`.
    private func days(_ name: String) throws(Problem) -> Int64? {
        guard let text = try text(name) else { return nil }
        let digits = text.dropLast()
        guard text.hasSuffix("d"), digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let days = Int64(digits),
            days <= Self.mostDays
        else {
            throw Problem(.invalidParameter, "'\(name)' is '\(text)'; it takes whole days such as 60d")
        }
        return days
    }

    private static let mostDays: Int64 = 999_999
}
