import Foundation
import Testing

@Suite struct `Insight into a certification` {
    private func asked(_ day: String) -> Asked { Asked(type: "certification.certified", time: "\(day)T12:00:00Z") }

    private let data = #"{"renewal_start_date":"2027-12-11","expiration_date":"2028-03-10"}"#

    @Test(arguments: [
        ("2026-03-11", true, 730, false, 640), ("2027-12-10", true, 91, false, 1), ("2027-12-11", true, 90, true, 0),
        ("2028-02-29", true, 10, true, -80), ("2028-03-10", true, 0, true, -90), ("2028-03-11", false, -1, false, -91),
    ])
    func `is valid and renewable by the day`(day: String, isValid: Bool, days: Int, isOpen: Bool, opening: Int) throws {
        #expect(
            try asked(day).insight(data)
                == #"{"valid":\#(isValid),"expires_in_days":\#(days),"never_expires":false,"renewable":\#(isOpen),"#
                + #""renewable_in_days":\#(opening)}"#
        )
    }

    @Test(arguments: [
        #"{"expiration_date":null,"renewal_start_date":null}"#, #"{"expiration_date":"","renewal_start_date":""}"#,
        "{}",
        #"{"expiration_date":"99999999","renewal_start_date":"99999999"}"#,
        #"{"expiration_date":99999999,"renewal_start_date":99999999}"#,
    ])
    func `is valid for ever where nothing says until when`(data: String) throws {
        #expect(
            try asked("2026-03-11").insight(data) == #"{"valid":true,"never_expires":true,"renewable":false}"#
        )
    }

    @Test func `may be renewed also where it never expires`() throws {
        #expect(
            try asked("2026-03-11").insight(#"{"expiration_date":null,"renewal_start_date":"2026-03-01"}"#)
                == #"{"valid":true,"never_expires":true,"renewable":true,"renewable_in_days":-10}"#
        )
    }

    @Test(arguments: [
        (#"{"expiration_date":"2026-13-01","renewal_start_date":"2026-04-10"}"#, #"{"renewable_in_days":30}"#),
        (#"{"expiration_date":"2026-04-10"}"#, #"{"valid":true,"expires_in_days":30,"never_expires":false}"#),
        (
            #"{"expiration_date":"20260410","renewal_start_date":[]}"#,
            #"{"valid":true,"expires_in_days":30,"never_expires":false}"#
        ),
        (
            #"{"expiration_date":20260410,"renewal_start_date":"?"}"#,
            #"{"valid":true,"expires_in_days":30,"never_expires":false}"#
        ),
        (#"{"expiration_date":{"day":1},"renewal_start_date":false}"#, "{}"),
        (#"{"expiration_date":"2026-04-10x","renewal_start_date":"2026-4-10"}"#, "{}"),
    ])
    func `leaves out what an unreadable day would tell`(data: String, expected: String) throws {
        #expect(try asked("2026-03-11").insight(data) == expected)
    }

    @Test func `takes the day of a date-time as it is written`() throws {
        #expect(
            try asked("2026-03-11").insight(#"{"expiration_date":"2026-04-10T23:59:59-08:00"}"#)
                == #"{"valid":true,"expires_in_days":30,"never_expires":false}"#
        )
    }

    @Test func `names the certificate before`() throws {
        var asked = asked("2026-03-11")
        asked.figures = [
            "issued": figures(own: #"{"count":1,"last_day":"2024-03-11"}"#),
            "expires": figures(own: #"{"count":1,"last_day":"2026-03-10"}"#),
        ]
        let never = #"{"valid":true,"never_expires":true,"renewable":false"#
        #expect(
            try asked.insight("{}") == never + #","previous":{"issued":"2024-03-11","expires":"2026-03-10"}}"#
        )
        asked.figures = [
            "issued": figures(own: #"{"count":1,"last_day":"2024-03-11"}"#), "expires": figures(own: #"{"count":1}"#),
        ]
        #expect(try asked.insight("{}") == never + #","previous":{"issued":"2024-03-11"}}"#)
        asked.figures = ["issued": figures(), "expires": figures()]
        #expect(try asked.insight("{}") == never + "}")
    }

    @Test func `counts days as the calendar does, over centuries`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let start = try Date("2026-03-11T00:00:00Z", strategy: .iso8601)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let number = Int.random(in: -120_000...2_800_000, using: &generator)
            let date = try #require(calendar.date(byAdding: .day, value: number, to: start))
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let (year, month, day) = (parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
            let text = String(format: "%04d-%02d-%02d", year, month, day)
            let insight = try asked("2026-03-11").insight(#"{"expiration_date":"\#(text)"}"#)
            #expect(insight.contains(#""expires_in_days":\#(number),"#), "\(text) is \(number) days away")
        }
    }
}
