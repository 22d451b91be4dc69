import PenstockCore
import Testing

@testable import PenstockEngine

@Suite struct `Why an event matched or not` {
    private func explain(_ selector: String, type: String = "course.completed", subject: String? = "course/WS-101")
        -> MatchExplanation
    {
        var event = event(1, type: type)
        event.subject = subject
        return MatchExplanation(PipelineDeclaration(name: "hr", selector: selector), event)
    }

    @Test(
        arguments: [
            (#"{"on":["course.*"]}"#, nil, 0),
            (#"{"on":["course.*"],"except":["course/WS-*"]}"#, .except, 1),
            (#"{"on":["course.*"],"subject":["course/X"]}"#, .subject, 2),
            (#"{"on":["course.complete"]}"#, .on, 3),
            (#"{"on":["course.started"]}"#, .on, 4),
            (#"{"on":["user.added"]}"#, .on, 5),
            (#"{"on":["course.*"],"enabled":false}"#, .enabled, 0),
            (#"{"on":["user.added"],"enabled":false}"#, .enabled, 5),
            (#"{"on":"#, nil, .max),
        ] as [(String, MatchExplanation.Clause?, Int)]
    )
    func `is told with the key that it failed at, and how near it was`(
        selector: String,
        clause: MatchExplanation.Clause?,
        distance: Int
    ) {
        let explanation = explain(selector)
        #expect(explanation.clause == clause && explanation.distance == distance, "\(explanation)")
        #expect(explanation.isMatched == (clause == nil && distance == 0))
    }

    @Test func `without a subject fails at the subjects that are wanted, and at no exception`() {
        #expect(explain(#"{"on":["*"],"subject":["course/*"]}"#, subject: nil).clause == .subject)
        #expect(explain(#"{"on":["*"],"except":["course/*"]}"#, subject: nil).isMatched)
    }

    @Test func `is listed with deliveries first, then the nearest`() {
        let record = EventRecord(event: event(1, type: "course.completd"), deliveryCount: 0)
        func match(_ name: String, _ isMatched: Bool, _ distance: Int) -> MatchExplanation {
            MatchExplanation(pipeline: name, isMatched: isMatched, reason: "", distance: distance)
        }
        let matches = [match("a", false, 5), match("b", false, 2), match("c", false, 2), match("d", true, 0)]
        let explanation = EventExplanation(record, matches: matches, deliveries: [], catalog: ["course.completed"])
        #expect(explanation.parts.map(\.pipeline) == ["d", "b", "c", "a"])
        #expect(explanation.hint == nil, "one took it")
        let gone = EventExplanation(
            EventRecord(event: event(1, type: "course.completed"), deliveryCount: 0, hasPayload: false),
            matches: matches,
            deliveries: [],
            catalog: []
        )
        #expect(gone.hint?.hasPrefix("an import loaded it as history") == true)
        let none = EventExplanation(
            record,
            matches: Array(matches.dropLast()),
            deliveries: [],
            catalog: ["course.completed"]
        )
        #expect(none.hint?.contains("is 'course.completed' meant?") == true)
        let empty = EventExplanation(record, matches: [], deliveries: [], catalog: [])
        #expect(empty.hint?.hasPrefix("no pipeline was declared") == true)
    }
}
