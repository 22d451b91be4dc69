import PenstockCore
import PenstockJSON
import Testing

@testable import PenstockPipelines

@Suite struct `Measures of an event type` {
    private func read(_ measures: String) -> (type: EventType?, complaints: [Diagnostic]) {
        let text = """
            type: course.completed
            person: /data/username
            measures:
            \(measures.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
            schema:
              properties:
                username: { type: string }
                catalog_id: { type: string }
                score: { type: number }
                date: { type: string }
              additionalProperties: false
            sample: { username: learner1 }
            """
        let (catalog, diagnostics) = Catalog.read([("course.completed.yaml", Array(text.utf8))])
        return (catalog[type: "course.completed"], diagnostics)
    }

    @Test func `are read with what the type lends them`() throws {
        let (type, complaints) = read(
            """
            score: { value: /data/score, group: [/data/catalog_id] }
            day: { value: { day: /data/date }, group: [/data/catalog_id], person: /data/catalog_id, series: all }
            """
        )
        #expect(complaints.isEmpty, "\(complaints)")
        let rules = try #require(type).measures
        #expect(rules.map(\.name.description) == ["course.completed/score", "all/day"])
        #expect(rules.map(\.person?.description) == ["/data/username", "/data/catalog_id"])
        #expect(rules.map(\.value) == [.number(try JSONPointer("/data/score")), .day(try JSONPointer("/data/date"))])
    }

    @Test(arguments: [
        ("score: { value: /data/score }", "the measure 'score' has no 'group'"),
        ("Score: { group: [/data/catalog_id] }", "'Score' cannot be the name of a measure"),
        ("score: /data/score", "expected a mapping with group, and mostly value, found the string"),
        ("score: { group: /data/catalog_id }", "expected a list of pointers"),
        ("score: { group: [/data/catalog] }", "course.completed has no field /data/catalog"),
        ("score: { group: [/data/catalog_id], values: /data/score }", "a measure has no key 'values'"),
        ("score: { group: [/data/catalog_id], value: { } }", "this value has no 'to'"),
        (
            "score: { group: [/data/catalog_id], value: { to: /data/date } }",
            "this value has neither 'from' nor 'start'"
        ),
        (
            "score: { group: [/data/catalog_id], value: { day: /data/date, to: /data/date } }",
            "a value is a 'day', or the days 'from' one 'to' another"
        ),
        ("score: { group: [/data/catalog_id], value: .data.score }", "'.data.score'"),
        (
            "days: { group: [/data/catalog_id], value: { to: /data/date, start: started } }",
            "expected the measure of a start, such as learning_path.started/started"
        ),
        (
            "days: { group: [/data/catalog_id], value: { to: /data/date, start: course.started/started } }",
            "the measure 'days' starts from course.started/started, and no event type keeps such a day"
        ),
        ("score: { group: [/data/catalog_id], series: 7 }", "expected the name under which several types"),
    ])
    func `that are wrong are told with their place`(measures: String, message: String) throws {
        let (_, complaints) = read(measures)
        let complaint = try #require(complaints.first { $0.severity == .error }, "\(complaints)")
        #expect(complaint.message.hasPrefix(message), "\(complaint.message)")
        #expect(complaint.position.line == 4)
    }

    @Test func `are bounded in number`() {
        let many = (0..<17).map { "m\($0): { group: [/data/catalog_id] }" }.joined(separator: "\n")
        #expect(read(many).complaints.contains { $0.message.contains("may have 16 measures, and not 17") })
    }
}
