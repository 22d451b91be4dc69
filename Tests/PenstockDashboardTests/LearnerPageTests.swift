import PenstockCore
import Testing

@testable import PenstockDashboard

@Suite struct `Pages of learners` {
    private static let day = CalendarDay(number: 20_000)

    private static func record(
        _ id: Int64,
        renewal: Int64? = nil,
        expires: Int64?,
        named: Bool = true
    ) -> CertificateRecord {
        CertificateRecord(
            id: id,
            holder: hostile,
            certificate: Certificate(
                program: hostile,
                name: named ? hostile : nil,
                number: named ? hostile : nil,
                issued: CalendarDay(number: 19_000),
                renewal: renewal.map { CalendarDay(number: day.number + $0) },
                expires: expires.map { CalendarDay(number: day.number + $0) }
            ),
            event: EventSequence(1)
        )
    }

    private static var standing: Standing {
        var figures = MeasureFigures(name: hostile, value: nil, own: OwnFigures(count: 1))
        figures.peers = PeerFigures(counted: 3, sum: 2_400_000, squares: 0, doubledMedian: 1_600_001)
        return Standing(measure: hostile, group: hostile, figures: figures)
    }

    /// Every page, with a hostile text in every field.
    static let pages: [any PenstockDashboard.Page] = [
        LearnerPage(
            username: hostile,
            standings: [standing],
            certificates: [record(1, renewal: -3, expires: 60), record(2, expires: nil, named: false)],
            day: day
        ),
        LearnerPage(username: hostile, standings: [], certificates: [], day: day),
        CertificatesPage(
            values: ["program": hostile, "expiring": hostile, "expired": hostile, "day": hostile],
            records: [record(1, expires: -1)],
            day: day,
            next: "c5",
            isBehindFirst: true
        ),
    ]

    @Test(
        arguments: [
            (nil, 0, "valid", "today"), (nil, 1, "valid", "tomorrow"), (nil, 2, "valid", "in 2 days"),
            (0, 2, "renewable", "today"), (1, 2, "valid", "tomorrow"), (-9, -1, "expired", "yesterday"),
            (-9, -2, "expired", "2 days ago"), (-1, nil, "renewable", "yesterday"), (nil, nil, "valid", "never"),
        ] as [(Int64?, Int64?, String, String)]
    )
    func `say how a certificate stands in words`(renewal: Int64?, expires: Int64?, state: String, words: String) {
        let records = [Self.record(1, renewal: renewal, expires: expires)]
        let html = LearnerPage(username: "l", standings: [], certificates: records, day: Self.day).html(context())
        #expect(html.contains(">\(state)</span>") && html.contains(words), "\(html)")
    }

    @Test func `show figures, and leave out what is not known`() {
        let html = LearnerPage(username: "l", standings: [Self.standing], certificates: [], day: Self.day)
            .html(context())
        #expect(html.contains("<td class=\"number\">80</td><td class=\"number\">80.00005</td>"), "\(html)")
        #expect(html.contains("None is known."))
    }

    @Test func `lead on, and back to the beginning`() {
        func page(_ next: String?, _ isBehind: Bool) -> String {
            CertificatesPage(
                values: ["program": "FA-20"],
                records: [Self.record(1, expires: 1)],
                day: Self.day,
                next: next,
                isBehindFirst: isBehind
            ).html(context())
        }
        #expect(page("c5", false).contains("/certificates?program=FA-20&amp;cursor=c5\" rel=\"next\""))
        #expect(!page("c5", false).contains(">Soonest<"))
        #expect(page(nil, true).contains("<a href=\"/certificates?program=FA-20\">Soonest</a>"))
        #expect(!page(nil, false).contains("class=\"pager\""))
    }

    @Test func `say that nothing is there`() {
        func words(_ values: [String: String]) -> String {
            CertificatesPage(values: values, records: [], day: Self.day).html(context())
        }
        #expect(words([:]).contains("No certificate that is known expires from today on."))
        #expect(words(["program": "x"]).contains("No certificates are like this."))
        #expect(LearnersPage().html(context(path: "/learners")).contains("action=\"/learners\""))
    }
}
