import PenstockCore
import PenstockEngine
import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockSources

@Suite struct `Rows of a file` {
    private static func draft(_ row: String, _ columns: TableColumns) throws -> EventDraft {
        try TableMapper(columns, catalog: Sample.catalog).draft(try JSONValue.parse(row))
    }

    private static func data(_ row: String, _ columns: TableColumns) throws -> String {
        String(decoding: try draft(row, columns).data ?? [], as: UTF8.self)
    }

    // MARK: Tables

    @Test func `are what the schema makes of their texts`() throws {
        let row =
            #"{"course_name":"Safety","catalog_id":"007","passing_score":"","points":"92.50","date":"2024-03-09"}"#
        let columns = TableColumns(type: "course.completed", renames: ["points": "score"])
        let data = try Self.data(row, columns)
        // A text stays a text, an empty cell is null where that may be, and a number has the digits it had.
        #expect(
            data
                == #"{"course_name":"Safety","catalog_id":"007","passing_score":null,"score":92.50,"date":"2024-03-09"}"#
        )
    }

    @Test(
        arguments: [
            (#"{"n":"7"}"#, #"{"n":7}"#), (#"{"n":""}"#, "{}"), (#"{"n":"+07"}"#, #"{"n":7}"#),
            (#"{"i":"3"}"#, #"{"i":3}"#),
            (#"{"b":"Yes"}"#, #"{"b":true}"#), (#"{"s":"true"}"#, #"{"s":"true"}"#), (#"{"s":""}"#, "{}"),
            (#"{"e":""}"#, #"{"e":null}"#), (#"{"o":"[1]"}"#, #"{"o":[1]}"#), (#"{"m":"x"}"#, #"{"m":"x"}"#),
            (#"{"m":"1"}"#, #"{"m":1}"#), (#"{"other":"1"}"#, #"{"other":"1"}"#), (#"{"n":5}"#, #"{"n":5}"#),
            (#"{"any":"1"}"#, #"{"any":"1"}"#),
        ]
    )
    func `are of the types that a field may have`(row: String, data: String) throws {
        #expect(String(decoding: try Self.typed(row).data ?? [], as: UTF8.self) == data)
    }

    @Test(
        arguments: [
            (#"{"n":"abc"}"#, "n: 'abc' is no number"), (#"{"i":"1.5"}"#, "i: '1.5' is no whole number"),
            (#"{"b":"maybe"}"#, "b: 'maybe' is neither true nor false"), (#"{"o":"{"}"#, "o: '{' is no JSON"),
            (#"[1]"#, "the row is an array, and no object"),
        ]
    )
    func `are refused where a text cannot be what it must`(row: String, reason: String) throws {
        #expect(throws: MappingProblem(reason)) { try Self.typed(row) }
    }

    private static func typed(_ row: String) throws -> EventDraft {
        let type = try EventType(
            type: "t",
            schema: [
                "type": "object",
                "properties": [
                    "n": ["type": "number"], "i": ["type": "integer"], "b": ["type": "boolean"],
                    "s": ["type": "string"], "e": ["type": ["string", "null"]], "o": ["type": ["array", "object"]],
                    "m": ["type": ["number", "string"]], "any": [:],
                ],
            ],
            sample: [:]
        )
        let mapper = TableMapper(TableColumns(type: "t"), catalog: Catalog(types: ["t": type]))
        return try mapper.draft(try JSONValue.parse(row))
    }

    @Test func `have an id that is made of the natural key, and the same again`() throws {
        let columns = TableColumns(type: "course.completed")
        let row = #"{"username":"l1","catalog_id":"A","date":"2024-03-09","score":"90","course_name":"One"}"#
        let id = try #require(try Self.draft(row, columns).id)
        #expect(id.hasPrefix("import-"))
        // What is no part of the key makes no other fact, nor does the way in which a number is written.
        #expect(
            try Self.draft(row.replacing("One", with: "Two").replacing("\"90\"", with: "\"90.0\""), columns).id == id
        )
        #expect(try Self.draft(row.replacing("l1", with: "l2"), columns).id != id)
        // A type that nobody knows has no key: then it is the whole row.
        let unknown = TableColumns(type: "unknown")
        let (one, other) = (#"{"a":"1","b":"2"}"#, #"{"b":"2","a":"1"}"#)
        #expect(try Self.draft(one, unknown).id == Self.draft(other, unknown).id)
        #expect(try Self.draft(one, unknown).id != Self.draft(#"{"a":"1"}"#, unknown).id)
    }

    @Test func `give id and time from columns, which are data only where the type has them`() throws {
        var columns = TableColumns(
            type: "course.completed",
            id: "nr",
            time: "at",
            zone: try #require(Zone("Europe/Berlin"))
        )
        let draft = try Self.draft(#"{"nr":"4711","at":"2024-07-01 10:00","username":"l1"}"#, columns)
        #expect(draft.id == "4711" && draft.time == Timestamp("2024-07-01T08:00:00Z") && draft.source == "/import")
        #expect(draft.data.map { String(decoding: $0, as: UTF8.self) } == #"{"username":"l1"}"#)
        columns.time = "date"
        #expect(try Self.data(#"{"nr":"1","date":"2024-07-01"}"#, columns) == #"{"date":"2024-07-01"}"#)
        #expect(throws: MappingProblem("time: 'soon' is no day or time (from date)")) {
            try Self.draft(#"{"date":"soon"}"#, columns)
        }
    }

    @Test func `are refused where two columns are one field`() {
        let columns = TableColumns(type: "course.completed", renames: ["points": "score"])
        #expect(throws: MappingProblem("two columns are the field 'score'")) {
            try Self.draft(#"{"points":"1","score":"2"}"#, columns)
        }
    }

    // MARK: Through a source

    private static let lms = """
        verify: { field: secret, equals: "${env:S}" }
        events:
          - when: { hook: course.completed }
            type: course.completed
            data:
              username: { from: login, required: true }
              catalog_id: course
              date: { from: date, as: day }
              score: { from: score, as: number }
        """

    private static let row = #"{"login":"l1","course":"A","date":"20240309","score":"90","secret":"old-secret"}"#

    @Test func `become what a request becomes, with the same id, and unverified`() throws {
        let sample = try Sample(Self.lms)
        let mapper = RowMapper(sample.source, hook: "course.completed", catalog: Sample.catalog, thread: 0)
        let draft = try #require(try mapper.drafts(Array(Self.row.utf8), at: Sample.now).first)
        let live = try sample.map(
            .form("login=l1&course=A&date=20240309&score=90&secret=test-secret", hook: "course.completed")
        )
        #expect(try draft == #require(live.drafts?.first))
        // A record of something older may still hold what verified it.
        #expect(!String(decoding: draft.data ?? [], as: UTF8.self).contains("old-secret"))
    }

    @Test(
        arguments: [
            ("started", row, "no event's 'when' holds"),
            ("course.completed", "{}", "username: looked for login, found nothing"),
            ("course.completed", "{", "the body is no valid JSON"),
        ]
    )
    func `are unmapped where a request would be`(hook: String, row: String, reason: String) throws {
        let mapper = RowMapper(try Sample(Self.lms).source, hook: hook, catalog: Sample.catalog, thread: 0)
        let problem = #expect(throws: MappingProblem.self) { try mapper.drafts(Array(row.utf8), at: Sample.now) }
        #expect(problem?.text.hasPrefix(reason) == true, "\(String(describing: problem))")
    }

    @Test func `may hold several records, and not none`() throws {
        let sample = try Sample("verify: none\nitems: /rows\nevents: [{ type: user.added, data: { username: u } }]")
        let mapper = RowMapper(sample.source, hook: nil, catalog: Sample.catalog, thread: 0)
        #expect(try mapper.drafts(Array(#"{"rows":[{"u":"a"},{"u":"b"}]}"#.utf8), at: Sample.now).count == 2)
        #expect(throws: MappingProblem("the row holds no record")) {
            try mapper.drafts(Array(#"{"rows":[]}"#.utf8), at: Sample.now)
        }
    }

    // MARK: Events

    @Test func `that are events without id get one that is the same again`() throws {
        func identified(_ data: String, id: String? = nil, type: String = "user.added") -> EventDraft {
            var draft = EventDraft(id: id, type: type, data: Array(data.utf8))
            draft.identify(catalog: Sample.catalog, line: .string(data))
            return draft
        }
        let first = identified(#"{"username":"a"}"#)
        #expect(first.id?.hasPrefix("import-") == true && first.source == nil)
        #expect(identified(#"{"username":"a","email":"x"}"#).id == first.id)
        #expect(identified(#"{"username":"b"}"#).id != first.id)
        #expect(identified("{}", id: "mine").id == "mine")
        #expect(identified("1", type: "x").id == identified("1", type: "x").id)
    }
}
