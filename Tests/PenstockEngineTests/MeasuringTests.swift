import PenstockCore
import PenstockPipelines
import Testing

@testable import PenstockEngine

@Suite struct `What intake measures` {
    private let catalog = """
        type: path.completed
        person: /data/username
        identity: { by: [/data/username, /data/date], window: 1d }
        measures:
          score: { value: /data/score, group: [/data/path], label: /data/name }
          seen: { group: [/data/path, /data/branch], person: /data/manager }
          days: { value: { from: /data/enrolled, to: /data/date, start: path.started/began }, group: [/data/path] }
        schema: true
        sample: {}
        ---
        type: path.started
        person: /data/username
        measures: { began: { value: { day: /data/date }, group: [/data/path] } }
        schema: true
        sample: {}
        """

    private func measurements(_ data: String, type: String = "path.completed") throws -> [NewMeasurement] {
        let (catalog, diagnostics) = Catalog.read([(name: "path.completed.yaml", bytes: Array(catalog.utf8))])
        try #require(!diagnostics.contains { $0.severity == .error }, "\(diagnostics)")
        let draft = EventDraft(type: type, data: Array(data.utf8))
        return EventMeasuring(catalog, in: StoreID("test")).measurements(
            type: type,
            keys: EventKeys(draft, source: "/lms", subject: nil, time: Timestamp(microseconds: 0))
        )
    }

    @Test func `is what the catalog names, a number as text too`() throws {
        let found = try measurements(
            #"{"path":"P","name":"Path","username":"l1","score":"92.5","date":"2026-03-09","enrolled":"2026-03-01"}"#
        )
        #expect(found.map(\.measure.name) == ["score", "days"], "there is no branch to see")
        #expect(found[0].value == FixedDecimal(text: "92.5").map(MeasuredValue.number))
        #expect(found[0].label == "Path" && found[1].label == "P")
        #expect(found[0].person == KeyDigest(hexadecimal: PersonDigest(of: "l1", in: StoreID("test")).text))
        #expect(found[0].identity?.window == .seconds(86_400))
        #expect(
            found[1].value
                == .days(
                    DaySpan(
                        start: MeasureName(series: "path.started", name: "began"),
                        from: CalendarDay("2026-03-01"),
                        to: try #require(CalendarDay("2026-03-09"))
                    )
                )
        )
    }

    @Test(arguments: [#""""#, "null", "true", "{}", #""much""#, "1e40"])
    func `a value that is no number is none, and still counts as an attempt`(score: String) throws {
        let found = try measurements(#"{"path":"P","username":"l1","score":\#(score),"date":"soon"}"#)
        #expect(found.map(\.measure.name) == ["score", "days"])
        #expect(found.allSatisfy { $0.value == .none })
    }

    @Test func `of one group is found again under another type`() throws {
        let end = try measurements(#"{"path":"P","username":"l1","date":"2026-03-09"}"#)
        let start = try measurements(#"{"path":"P","username":"l1","date":"2026-03-02"}"#, type: "path.started")
        #expect(end.first { $0.measure.name == "days" }?.group == start[0].group)
        #expect(start[0].value == CalendarDay("2026-03-02").map(MeasuredValue.day))
    }

    @Test(arguments: ["{}", "[]", "7", #"{"path":""}"#, #"{"path":null,"score":1}"#, #"{"path":["P"],"score":1}"#])
    func `without a group nothing is measured`(data: String) throws {
        #expect(try measurements(data).isEmpty)
    }

    @Test func `nothing of other types`() throws {
        #expect(try measurements(#"{"path":"P"}"#, type: "course.completed").isEmpty)
    }
}
