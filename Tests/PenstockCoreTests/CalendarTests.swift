import PenstockCore
import Testing

@Suite struct `A day of the calendar` {
    @Test(arguments: [
        ("2026-12-31", 1, "2027-01-01"), ("2027-01-01", -1, "2026-12-31"),
        ("2028-02-29", 365, "2029-02-28"), ("2028-02-29", -366, "2027-02-28"), ("2024-02-29", 1461, "2028-02-29"),
        ("2028-02-28", 1, "2028-02-29"), ("2026-02-28", 1, "2026-03-01"),
        // A century is a leap year only every fourth time.
        ("1900-02-28", 1, "1900-03-01"), ("2000-02-28", 1, "2000-02-29"),
        ("1970-01-01", -90, "1969-10-03"), ("1969-10-03", 90, "1970-01-01"), ("0001-01-01", 0, "0001-01-01"),
        ("9999-12-31", -90, "9999-10-02"),
    ])
    func `is counted from another`(day: String, offset: Int, expected: String) throws {
        let day = try #require(CalendarDay(day))
        #expect(day.adding(days: offset) == CalendarDay(expected))
    }

    @Test(arguments: [
        "", "2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-2-3", "20260304", "2026-03-04T",
        " 2026-03-04",
        "2026/03/04", "99999999", "2026-03-0x", "never",
    ])
    func `is nothing else`(text: String) { #expect(CalendarDay(text) == nil) }

    @Test(arguments: [
        // An ordinary morning, in summer and winter.
        ("2026-07-01", "08:00", "Europe/Berlin", "2026-07-01T06:00:00Z"),
        ("2026-12-01", "08:00", "Europe/Berlin", "2026-12-01T07:00:00Z"),
        ("2026-12-01", "08:00", "UTC", "2026-12-01T08:00:00Z"),
        // Clocks go from 02:00 to 03:00: the first moment after the gap.
        ("2026-03-29", "02:00", "Europe/Berlin", "2026-03-29T01:00:00Z"),
        ("2026-03-29", "02:30", "Europe/Berlin", "2026-03-29T01:00:00Z"),
        ("2026-03-29", "03:00", "Europe/Berlin", "2026-03-29T01:00:00Z"),
        ("2026-03-29", "01:59", "Europe/Berlin", "2026-03-29T00:59:00Z"),
        ("2026-03-08", "02:30", "America/New_York", "2026-03-08T07:00:00Z"),
        // Clocks go from 03:00 to 02:00: the first of the two.
        ("2026-10-25", "02:30", "Europe/Berlin", "2026-10-25T00:30:00Z"),
        ("2026-10-25", "02:00", "Europe/Berlin", "2026-10-25T00:00:00Z"),
        ("2026-10-25", "03:00", "Europe/Berlin", "2026-10-25T02:00:00Z"),
        ("2026-11-01", "01:30", "America/New_York", "2026-11-01T05:30:00Z"),
        ("2026-11-01", "02:00", "America/New_York", "2026-11-01T07:00:00Z"),
        // By half an hour only.
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
        ("2026-04-05", "01:45", "Australia/Lord_Howe", "2026-04-04T14:45:00Z"),
        // A day that never was, when the date line moved.
        ("2011-12-30", "08:00", "Pacific/Apia", "2011-12-30T10:00:00Z"),
        // Midnight itself is skipped.
        ("2018-11-04", "00:00", "America/Sao_Paulo", "2018-11-04T03:00:00Z"),
        ("1969-12-31", "23:30", "Europe/Berlin", "1969-12-31T22:30:00Z"),
        ("9999-12-31", "23:59", "America/New_York", "10000-01-01T04:59:00Z"),
    ])
    func `has a moment at which clocks show a time`(day: String, time: String, zone: String, expected: String) throws {
        let (day, time) = (try #require(CalendarDay(day)), try #require(WallTime(time)))
        #expect(day.moment(at: time, in: try #require(Zone(zone))).description == expected)
    }

    @Test(arguments: [
        ("2026-03-04T23:30:00Z", "Europe/Berlin", "2026-03-05"), ("2026-03-04T23:30:00Z", "UTC", "2026-03-04"),
        ("2026-03-04T03:00:00+01:00", "America/New_York", "2026-03-03"),
        ("1969-12-31T23:59:59.5Z", "UTC", "1969-12-31"), ("1970-01-01T00:00:00Z", "America/New_York", "1969-12-31"),
    ])
    func `is the one on which a moment falls in a zone`(moment: String, zone: String, expected: String) throws {
        let (moment, zone) = (try #require(Timestamp(moment)), try #require(Zone(zone)))
        #expect(CalendarDay(of: moment, in: zone) == CalendarDay(expected))
        #expect(zone.day(of: moment) == expected)
    }

    @Test(arguments: [
        "", "24:00", "8:00", "08:60", "0800", "ab:cd", "08:00:00", "-8:00", "08.00", "08:0", "٠٨:٠٠",
    ])
    func `has no other times than HH-MM`(text: String) { #expect(WallTime(text) == nil) }

    @Test(arguments: ["00:00", "08:05", "23:59"])
    func `has times that are written as they were read`(text: String) {
        #expect(WallTime(text)?.description == text)
    }

    @Test(arguments: ["", "Berlin", "EST", "GMT+5", "Europe/Atlantis"])
    func `is in no zone without a name of the database`(name: String) { #expect(Zone(name) == nil) }
}
