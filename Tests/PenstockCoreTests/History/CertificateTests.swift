import PenstockCore
import Testing

@Suite struct `A certificate` {
    private static func day(_ text: String?) throws -> CalendarDay? { try text.map { try #require(CalendarDay($0)) } }

    private func clocks(renewal: String?, expires: String?, on day: String) throws -> CertificateClocks {
        Certificate(
            program: "FA-20",
            issued: try #require(CalendarDay("2026-03-11")),
            renewal: try Self.day(renewal),
            expires: try Self.day(expires)
        ).clocks(on: try #require(CalendarDay(day)))
    }

    @Test(
        arguments: [
            ("2027-12-10", true, 91, false, 1), ("2027-12-11", true, 90, true, 0), ("2028-03-09", true, 1, true, -89),
            ("2028-03-10", true, 0, true, -90), ("2028-03-11", false, -1, false, -91),
            // 2028 has a 29 February.
            ("2028-02-29", true, 10, true, -80), ("2028-02-28", true, 11, true, -79),
        ] as [(String, Bool, Int64, Bool, Int64)]
    )
    func `stands as the days say`(
        day: String,
        isValid: Bool,
        expiresIn: Int64,
        isRenewable: Bool,
        renewableIn: Int64
    ) throws {
        let clocks = try clocks(renewal: "2027-12-11", expires: "2028-03-10", on: day)
        #expect(clocks.isValid == isValid && clocks.expiresInDays == expiresIn && !clocks.neverExpires)
        #expect(clocks.renewableInDays == renewableIn)
        #expect(clocks.isRenewable == isRenewable)
    }

    @Test func `that never expires is valid for ever, and not renewed`() throws {
        let clocks = try clocks(renewal: nil, expires: nil, on: "9999-12-31")
        #expect(clocks.isValid && clocks.isRenewable == false)
        #expect(clocks.expiresInDays == nil && clocks.renewableInDays == nil)
        #expect(clocks.neverExpires)
    }

    @Test func `that expires and says nothing of a renewal leaves that open`() throws {
        let clocks = try clocks(renewal: nil, expires: "2028-03-10", on: "2028-03-01")
        #expect(clocks.isRenewable == nil && clocks.renewableInDays == nil && clocks.expiresInDays == 9)
    }

    @Test(arguments: ["0000-01-01", "1969-12-31", "1970-01-01", "2028-02-29", "9999-12-31"], [1, (1 << 40) - 1])
    func `has a place in the list that one number tells`(day: String, id: Int64) throws {
        let position = CertificatePosition(expires: try #require(CalendarDay(day)), id: id)
        #expect(position.rawValue > 0)
        #expect(CertificatePosition(rawValue: position.rawValue) == position)
    }

    @Test func `places are in the order of days, and of one day in that of certificates`() {
        let places = [(-5, 9), (-5, 10), (0, 1), (0, 7), (1, 1)].map { day, id in
            CertificatePosition(expires: CalendarDay(number: day), id: id).rawValue
        }
        #expect(places == places.sorted() && Set(places).count == places.count)
    }

    @Test(arguments: [(0, 0), (86_399_999_999, 0), (86_400_000_000, 1), (-1, -1), (-86_400_000_000, -1)])
    func `the day of a moment is that in UTC`(microseconds: Int64, day: Int64) {
        #expect(CalendarDay(of: Timestamp(microseconds: microseconds), in: .utc).number == day)
    }
}
