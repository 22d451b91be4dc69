import PenstockCore
import PenstockEngine
import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockSources

@Suite struct `A mapping` {
    private static func source(_ keys: String) throws -> Sample { try Sample("verify: none\n\(keys)\n") }

    private static func data(_ members: String, zone: String = "UTC") throws -> Sample {
        try source("zone: \(zone)\nevents: [{ type: user.added, data: { \(members) } }]")
    }

    // MARK: Values

    @Test(
        arguments: [
            ("{ from: x }", #""07""#, #""07""#), ("{ from: x }", "1.50", "1.50"), ("{ from: x }", "[1]", "[1]"),
            ("x", "true", "true"), ("{ from: x }", #""""#, #""""#), ("{ from: x }", "null", "null"),
            ("{ from: x, as: string }", "1.50", #""1.50""#), ("{ from: x, as: string }", "false", #""false""#),
            ("{ from: x, as: number }", #""92.50""#, "92.50"), ("{ from: x, as: number }", #"" 7 ""#, "7"),
            ("{ from: x, as: number }", #""+007""#, "7"), ("{ from: x, as: number }", #""-.5""#, "-0.5"),
            ("{ from: x, as: number }", #""5.""#, "5"), ("{ from: x, as: number }", #""""#, "null"),
            // More digits than a Double has.
            ("{ from: x, as: number }", #""12345678901234567890.123456789""#, "12345678901234567890.123456789"),
            ("{ from: x, as: integer }", #""90.0""#, "90.0"), ("{ from: x, as: integer }", "3", "3"),
            ("{ from: x, as: bool }", #""Yes""#, "true"), ("{ from: x, as: bool }", "0", "false"),
            ("{ from: x, as: bool }", #""""#, "null"),
            ("{ from: x, as: day }", #""20260304""#, #""2026-03-04""#),
            ("{ from: x, as: day }", "20260304", #""2026-03-04""#),
            ("{ from: x, as: day }", #""2026-03-04""#, #""2026-03-04""#),
            ("{ from: x, as: day }", #""99999999""#, "null"), ("{ from: x, as: day }", #""""#, "null"),
            ("{ from: x, as: day }", #""2026-03-04 23:30:00""#, #""2026-03-04""#),
            ("{ from: x, as: day }", #""2026-03-04T23:30:00-05:00""#, #""2026-03-05""#),
            ("{ from: x, as: time }", #""2026-03-04T10:00:00+02:00""#, #""2026-03-04T08:00:00Z""#),
            ("{ from: x, as: time }", #""2026-03-04 10:00""#, #""2026-03-04T10:00:00Z""#),
            ("{ from: x, as: time }", "1772618400", #""2026-03-04T10:00:00Z""#),
            ("{ from: x, as: time }", #""1772618400000""#, #""2026-03-04T10:00:00Z""#),
            ("{ from: x, as: time }", #""20260304""#, #""2026-03-04T00:00:00Z""#),
            (#"{ from: x, values: { "1": passed, "0": failed } }"#, #""1""#, #""passed""#),
            (#"{ from: x, values: { "1": passed } }"#, "1", #""passed""#),
            (#"{ from: x, values: { "1": 7 }, default: 8 }"#, #""9""#, "8"),
            ("{ const: certified }", "1", #""certified""#), ("{ const: [1] }", "1", "[1]"),
            ("{ from: [y, x] }", "1", "1"), ("{ from: [y, /z/0], default: none }", "1", #""none""#),
            ("{ from: x, default: 1 }", #""""#, "1"), ("{ from: /x }", "5", "5"), (#"{ from: "body:/x" }"#, "5", "5"),
        ]
    )
    func `makes of a value what is wanted`(value: String, given: String, made: String) throws {
        let mapping = try Self.data("v: \(value)").map(.json(#"{"x":\#(given)}"#))
        #expect(mapping.data?["v"]?.text == made, "\(mapping.problemText)")
    }

    @Test(
        arguments: [
            ("{ from: x, as: number }", #""abc""#, "v: 'abc' is no number (from x)"),
            ("{ from: x, as: number }", #""1e""#, "v: '1e' is no number (from x)"),
            ("{ from: x, as: number }", #""92,5""#, "v: '92,5' is no number (from x)"),
            ("{ from: x, as: number }", "[1]", "v: an array is no number (from x)"),
            ("{ from: x, as: integer }", #""1.5""#, "v: '1.5' is no whole number (from x)"),
            ("{ from: x, as: bool }", #""maybe""#, "v: 'maybe' is neither true nor false (from x)"),
            ("{ from: x, as: day }", #""20260230""#, "v: '20260230' is no day or time (from x)"),
            ("{ from: x, as: day }", #""2026-3-4""#, "v: '2026-3-4' is no day or time (from x)"),
            (
                "{ from: x, as: day }", #""0000-01-01T00:00:00Z""#,
                "v: '0000-01-01T00:00:00Z' is no day or time (from x)"
            ),
            ("{ from: x, as: time }", #""soon""#, "v: 'soon' is no day or time (from x)"),
            ("{ from: x, as: string }", "{}", "v: an object is no text (from x)"),
            (#"{ from: x, values: { "1": a, "0": b } }"#, #""2""#, "v: '2' in x is none of 0, 1"),
            ("{ from: [y, z], required: true }", "1", "v: looked for y or z, found nothing"),
            ("{ from: x, required: true }", #""""#, "v: looked for x, found it empty"),
            ("{ from: x, required: true }", "null", "v: looked for x, found it empty"),
        ]
    )
    func `that fails says what was looked for and what was found`(value: String, given: String, text: String) throws {
        let mapping = try Self.data("v: \(value)").map(.json(#"{"x":\#(given)}"#))
        #expect(mapping.problemText == text && mapping.drafts == nil)
    }

    @Test(
        arguments: [
            ("day", #""2026-03-05T04:59:59Z""#, #""2026-03-04""#), ("day", "1772686799", #""2026-03-04""#),
            ("time", #""2026-03-04 10:00:00""#, #""2026-03-04T15:00:00Z""#),
            ("time", #""2026-07-04T10:00:00""#, #""2026-07-04T14:00:00Z""#),
            ("time", #""20260308""#, #""2026-03-08T05:00:00Z""#),
            // Clocks go forward at two: there is no half past.
            ("time", #""2026-03-08 02:30:00""#, #""2026-03-08T06:30:00Z""#),
            // They go back at two: there are two of them.
            ("time", #""2026-11-01 01:30:00""#, #""2026-11-01T05:30:00Z""#),
        ]
    )
    func `counts in the zone of the source`(conversion: String, given: String, made: String) throws {
        let sample = try Self.data("v: { from: x, as: \(conversion) }", zone: "America/New_York")
        #expect(try sample.map(.json(#"{"x":\#(given)}"#)).data?["v"]?.text == made)
    }

    @Test func `finds a name in the record, then in the query, then in the body of a batch`() throws {
        let sample = try Self.source(
            """
            items: /list
            events: [{ type: user.added, data: { a: a, b: b, c: c, d: d, e: "body:/a", f: "header:X-Kind" } }]
            """
        )
        let mapping = try sample.map(
            InboundRequest(
                query: [("a", "query"), ("b", "query")],
                headers: [("Content-Type", "application/json"), ("x-kind", "header")],
                body: #"{"a":"body","b":"body","c":"body","list":[{"a":"record"}]}"#
            )
        )
        #expect(
            mapping.data == ["a": "record", "b": "query", "c": "body", "e": "body", "f": "header"],
            "\(mapping.problemText)"
        )
    }

    // MARK: Which event

    private static let choosing = """
        events:
          - { when: { hook: [a, "b.*"], /kind: 1 }, type: course.started, data: { x: x } }
          - { when: { x: { exists: false }, kind: [2, true] }, type: course.completed, data: { kind: kind } }
          - { when: { hook: { exists: false } }, type: user.added, data: { x: x } }
        """

    @Test(
        arguments: [
            ("a", #"{"kind":1}"#, "course.started"), ("b.c", #"{"kind":"1"}"#, "course.started"),
            ("c", #"{"kind":2}"#, "course.completed"), ("c", #"{"kind":true,"x":null}"#, "course.completed"),
            ("c", #"{"kind":2,"x":1}"#, nil), (nil, #"{"x":1}"#, "user.added"), ("a", #"{"kind":[1]}"#, nil),
        ] as [(String?, String, String?)]
    )
    func `takes the first event whose conditions hold`(hook: String?, body: String, type: String?) throws {
        let mapping = try Self.source(Self.choosing).map(.json(body, hook: hook))
        #expect(mapping.drafts?.first?.type == type)
        guard type == nil else { return }
        #expect(
            mapping.problemText
                == "no event's 'when' holds: the request has the hook '\(hook ?? "")'; looked for hook is a or b.* and "
                + "/kind is 1; there is no x and kind is 2 or true; there is no hook"
        )
    }

    // MARK: Identity

    private static let completed = """
        events:
          - type: course.completed
            subject: subject
            data: { username: username, catalog_id: catalog_id, date: { from: date, as: day },
                    score: { from: score, as: number } }
        """

    private func id(_ request: InboundRequest, _ keys: String = Self.completed) throws -> String? {
        try Self.source(keys).map(request).drafts?.first?.id
    }

    @Test func `gives one fact one id, as form and as JSON, and whichever hook it came by`() throws {
        let form = try id(.form("username=a&catalog_id=W&date=20260304&score=90.0", hook: "course.completed"))
        let json = try id(
            .json(#"{"score":90,"date":"2026-03-04","catalog_id":"W","username":"a","more":1}"#, hook: "W")
        )
        #expect(form == json && form?.hasPrefix("lms-") == true && form?.utf8.count == 36)
        #expect(try id(.form("username=b&catalog_id=W&date=20260304&score=90")) != form)
        // A score that is missing is no reason to have no key.
        let without = try id(.form("username=a&catalog_id=W&date=20260304"))
        #expect(try without != form && without == id(.json(#"{"username":"a","catalog_id":"W","date":"20260304"}"#)))
    }

    @Test func `takes the sender's own id where there is one`() throws {
        let keys = Self.completed + "\n    id: message_id"
        #expect(try id(.form("message_id=m-1&username=a"), keys) == "m-1")
        #expect(try id(.json(#"{"message_id":7,"username":"a"}"#), keys) == "7")
        #expect(try id(.form("username=a"), keys)?.hasPrefix("lms-") == true)
        let batch = try Self.source("items: /list\n\(keys)").map(
            .json(#"{"message_id":"m","list":[{"username":"a"},{"username":"b"},{"username":"c","message_id":"n"}]}"#)
        )
        #expect(batch.drafts?.compactMap(\.id) == ["m-0", "m-1", "n"])
        #expect(batch.items.map(\.identity) == [.given, .given, .given])
    }

    @Test func `makes the id of the whole record where nothing else says which it is`() throws {
        let keys = "events: [{ type: of.no.catalog, data: { x: x } }]"
        let one = try id(.json(#"{"x":1,"y":2}"#), keys)
        #expect(try one == id(.json(#"{"y":2,"x":1}"#, hook: "h"), keys))
        #expect(try one != id(.json(#"{"y":3,"x":1}"#), keys))
        let first = try id(InboundRequest("POST", query: [("x", "1")]), keys)
        #expect(try first != id(InboundRequest("POST", query: [("x", "2")]), keys))
    }

    @Test func `sets subject, time and source`() throws {
        let sample = try Self.source(
            """
            events: [{ type: user.added, subject: { const: user/x }, time: at, data: { username: u } }]
            """
        )
        let draft = try #require(try sample.map(.json(#"{"at":"2026-03-04 10:00:00","u":"a"}"#)).drafts?.first)
        #expect(draft.subject == "user/x" && draft.source == "/in/lms" && draft.time == Sample.now)
        #expect(try sample.map(.json(#"{"at":"never"}"#)).problemText == "time: 'never' is no day or time (from at)")
    }

    // MARK: Batches

    @Test func `is of all records of a batch or of none`() throws {
        let sample = try Self.source(
            "items: /payloads\nevents: [{ type: user.added, data: { username: { from: u, required: true } } }]"
        )
        let good = try sample.map(.json(#"{"payloads":[{"u":"a"},{"u":"b"}]}"#))
        #expect(good.drafts?.count == 2 && good.isBatch)
        let half = try sample.map(.json(#"{"payloads":[{"u":"a"},{},{"u":"c"},7]}"#))
        #expect(half.drafts == nil)
        #expect(half.problems.map(\.index) == [1, 3])
        #expect(half.problemText == "item 1: username: looked for u, found nothing, and 1 more")
        #expect(try sample.map(.json(#"{"payloads":[]}"#)).drafts == [])
    }

    @Test(
        arguments: [
            ("{}", "looked for records at /payloads or /payload, found nothing"),
            (#"{"payloads":7}"#, "looked for records at /payloads or /payload, found a number"),
            (
                #"{"payloads":[\#(Array(repeating: "1", count: 1_001).joined(separator: ","))]}"#,
                "/payloads or /payload has 1001 elements, more than the 1000 that are taken at once"
            ),
        ]
    )
    func `says what a batch lacks`(body: String, text: String) throws {
        let sample = try Self.source("items: [/payloads, /payload]\nevents: [{ type: user.added, data: { u: u } }]")
        let mapping = try sample.map(.json(body))
        #expect(mapping.problemText == text && mapping.drafts == nil)
    }

    @Test func `takes the whole body for a batch where the pointer is empty`() throws {
        let sample = try Self.source("items: \"\"\nevents: [{ type: user.added, data: { username: u } }]")
        #expect(try sample.map(.json(#"[{"u":"a"},{"u":"b"}]"#)).drafts?.count == 2)
    }

    @Test func `takes one record for a batch of one, and the first place at which something is`() throws {
        let sample = try Self.source(
            "items: [/list, /one]\nevents: [{ type: user.added, data: { username: u, at: at } }]"
        )
        let one = try sample.map(.json(#"{"at":"x","list":null,"one":{"u":"a"}}"#))
        #expect(one.isBatch && one.data == ["username": "a", "at": "x"], "\(one.problemText)")
        #expect(try sample.map(.json(#"{"list":[{"u":"a"},{"u":"b"}],"one":{"u":"c"}}"#)).drafts?.count == 2)
    }
}
