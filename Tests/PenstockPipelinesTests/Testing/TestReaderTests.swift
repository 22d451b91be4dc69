import PenstockCore
import PenstockJSON
import PenstockPipelines
import Testing

/// Tests of pipelines as people write them.
@Suite struct `Tests of a pipeline` {
    private static let pipeline = """
        name: one
        on: course.completed
        stages: [{ transport: http, with: { url: "https://a.example.com" } }]

        """

    private func read(_ tests: String, beside: String? = nil) throws -> (set: PipelineSet?, complaints: [String]) {
        let directory = try PipelineDirectory(["p.yaml": Self.pipeline + tests])
        if let beside { try directory.write(beside, to: "one.test.yaml") }
        let (set, diagnostics) = directory.load(readsTests: true)
        return (set, directory.complaints(diagnostics))
    }

    @Test func `are read with everything that they say`() throws {
        let (set, complaints) = try read(
            """
            tests:
              - name: a pass
                event: { sample: course.completed, set: { /data/score: 90 }, remove: [/data/date], id: "411" }
                at: 2026-03-04T10:00:00Z
                secrets: { KEY: abc, "/run/x": 5 }
                answers: [503, timeout, reset, { status: 429, headers: { Retry-After: 60 } }, { smtp: 550 }, { outcome: gone }]
                expect: { state: delivered, attempts: 2, request: { headers: { Webhook-Id: { exists: true } }, json: { /a: 1 } } }
            """
        )
        #expect(complaints == [])
        let test = try #require(set?.tests.first)
        #expect(test.name == "a pass" && test.pipeline == "one" && test.position.line == 5)
        #expect(test.event["data"]?["score"] == 90 && test.event["data"]?["date"] == nil && test.event["id"] == "411")
        #expect(test.event["data"]?["username"] != nil)
        #expect(test.at?.description == "2026-03-04T10:00:00Z")
        #expect(test.secrets == ["KEY": "abc", "/run/x": "5"])
        #expect(
            test.answers.map(\.kind) == [
                .status(503), .timeout, .reset, .status(429), .smtp(550), .outcome(.gone, status: 0),
            ]
        )
        #expect(test.answers[3].retryAfter == .seconds(60))
        #expect(
            test.expectations.map { "\($0.subject)" } == [
                "state", "attempts", "request.json /a", "request.headers.webhook-id",
            ]
        )
    }

    @Test func `name events that come before, each written as the tested one`() throws {
        let (set, complaints) = try read(
            """
            tests:
              - name: x
                before: [{ sample: course.completed, set: { /data/score: 70 } }, { type: a, data: { b: 1 } }]
                event: { sample: course.completed }
                expect: { state: delivered }
            """
        )
        #expect(complaints == [])
        let before = try #require(set?.tests.first?.before)
        #expect(before.count == 2 && before[0]["data"]?["score"] == 70 && before[1] == ["type": "a", "data": ["b": 1]])
    }

    @Test func `stand in the document or in a file beside it`() throws {
        let test = "{ name: NAME, event: { type: course.completed }, expect: { state: delivered } }"
        let inside = "tests: [\(test.replacing("NAME", with: "inside"))]"
        let file = "tests: [\(test.replacing("NAME", with: "default"))]\n---\npipeline: one\ntests: [\(test)]\n"
        let (set, complaints) = try read(inside, beside: file)
        #expect(complaints == [])
        #expect(set?.tests.map(\.name) == ["inside", "default", "NAME"])
        #expect(set?.tests.map(\.pipeline) == ["one", "one", "one"])
    }

    @Test func `are not looked at by a server`() throws {
        let directory = try PipelineDirectory(["p.yaml": Self.pipeline + "tests: 5\n", "x.test.yaml": "[[["])
        let (set, diagnostics) = directory.load()
        #expect(set != nil && diagnostics == [])
    }

    @Test(arguments: [
        ("tests: 5", "4:8: error: expected a list of tests, found 5"),
        ("tests: [5]", "4:9: error: expected a mapping such as { name: …, event: …, expect: … }, found 5"),
        (
            "tests: [{ nam: x, event: { type: a }, expect: { state: dead } }]",
            "4:11: error: a test has no key 'nam' -> name"
        ),
        ("tests: [{ name: x, event: { type: a } }]", "4:9: error: this test has no 'expect'"),
        ("tests: [{ name: x, event: {}, expect: { state: dead } }]", "4:27: error: this event has no type"),
        (
            "tests: [{ name: x, event: { sample: course.complete }, expect: { state: dead } }]",
            "4:37: error: the catalog has no event type 'course.complete', and so no sample of it -> course.completed"
        ),
        (
            "tests: [{ name: x, event: { sample: course.completed, set: { .data.score: 5 } }, expect: { state: dead } }]",
            "4:62: error: a JSON Pointer begins with '/', as in '/data/score' -> /data/score"
        ),
        (
            "tests: [{ name: x, event: { sample: course.completed, set: { /data/scor: 5 } }, expect: { state: dead } }]",
            "4:62: warning: course.completed has no field /data/scor -> /data/score"
        ),
        (
            "tests: [{ name: x, event: { sample: course.completed, remove: [/data/no] }, expect: { state: dead } }]",
            "4:64: error: the event has no /data/no that could be removed"
        ),
        (
            "tests: [{ name: x, event: { file: none.json }, expect: { state: dead } }]",
            "4:35: error: none.json does not exist"
        ),
        (
            "tests: [{ name: x, before: 3, event: { type: a }, expect: { state: dead } }]",
            "4:28: error: expected a list of events such as [{ sample: course.completed, set: { /data/score: 90 } }], found 3"
        ),
        (
            "tests: [{ name: x, before: [{ type: a }, {}], event: { type: a }, expect: { state: dead } }]",
            "4:42: error: this event has no type"
        ),
        (
            "tests: [{ name: x, at: tomorrow, event: { type: a }, expect: { state: dead } }]",
            "4:24: error: expected a time such as 2026-03-04T10:00:00Z, found 'tomorrow'"
        ),
        (
            "tests: [{ name: x, answers: [900], event: { type: a }, expect: { state: dead } }]",
            "4:30: error: expected 200, timeout, reset, { status: 429, headers: { Retry-After: 60 } } or { smtp: 550 }, found 900"
        ),
        (
            "tests: [{ name: x, answers: [{ outcome: deliverd }], event: { type: a }, expect: { state: dead } }]",
            "4:41: error: there is no outcome 'deliverd' -> delivered"
        ),
        (
            "tests: [{ name: x, event: { type: a }, expect: { state: delivred } }]",
            "4:57: error: a test cannot expect the state 'delivred' -> delivered"
        ),
        (
            "tests: [{ name: x, event: { type: a }, expect: { staet: dead } }]",
            "4:50: error: 'expect' has no key 'staet' -> state"
        ),
        (
            "tests: [{ name: x, event: { type: a }, expect: { reason: { contians: a, exists: true } } }]",
            "4:60: error: there is no matcher 'contians' -> contains"
        ),
        (
            "tests: [{ name: x, event: { type: a }, expect: { reason: { matches: '(' } } }]",
            "4:69: error: this is no regular expression: expected ')'"
        ),
        ("tests: [{ name: x, event: { type: a }, expect: {} }]", "4:48: error: this test expects nothing"),
    ])
    func `are told what is wrong where it is`(tests: String, complaint: String) throws {
        let (_, complaints) = try read(tests)
        #expect(complaints.map { $0.replacing("p.yaml:", with: "") }.contains(complaint), "\(complaints)")
    }

    @Test func `have what events have told, found as the catalog finds it`() throws {
        let test = "{ name: NAME, event: { type: a }, directory: ROWS, expect: { state: dead } }"
        let list = "[{ username: learner1, email: a }, { username: 42 }]"
        let (set, complaints) = try read(
            "tests:\n"
                + ["list": list, "map": "{ people: \(list) }", "none": "[]"].sorted { $0.key < $1.key }.map {
                    "  - " + test.replacing("NAME", with: $0.key).replacing("ROWS", with: $0.value) + "\n"
                }.joined()
        )
        #expect(complaints == [])
        let directories = try #require(set?.tests.map(\.directories))
        let people = ["learner1": #"{"username":"learner1","email":"a"}"#, "42": #"{"username":42}"#]
        for rows in directories.prefix(2) {
            #expect(rows["people"]?.mapValues { String(decoding: $0, as: UTF8.self) } == people)
        }
        #expect(directories.last == ["people": [:]])
    }

    @Test(
        arguments: [
            ("5", "expected rows such as"), ("{ people: 5 }", "expected a list of rows"),
            ("{ peple: [] }", "no event type feeds a directory 'peple' -> people"),
            ("[5]", "nobody would find this row"), ("[{ email: a }]", "nobody would find this row"),
            ("[{ username: null }]", "nobody would find this row"),
        ]
    )
    func `are told what is wrong with what events have told`(rows: String, complaint: String) throws {
        let (_, complaints) = try read(
            "tests: [{ name: x, event: { type: a }, directory: \(rows), expect: { state: dead } }]"
        )
        #expect(complaints.contains { $0.contains(complaint) }, "\(complaints)")
    }

    @Test func `have names of their own and a pipeline that is there`() throws {
        let test = "{ name: x, event: { type: a }, expect: { state: dead } }"
        let (_, twice) = try read("tests: [\(test), \(test)]")
        #expect(twice == ["p.yaml:4:75: error: another test of 'one' has the name 'x'"])
        let (_, missing) = try read("", beside: "pipeline: ohne\ntests: []\n")
        #expect(missing == ["one.test.yaml:1:11: error: there is no pipeline 'ohne' in this directory -> one"])
    }
}

/// What a test expects of a value.
@Suite struct `Matchers of a test` {
    private func matcher(_ text: String, _ subject: String = "json: { /a: ") throws -> ValueMatcher {
        let directory = try PipelineDirectory([
            "p.yaml": """
            name: one
            on: course.completed
            stages: [{ transport: http, with: { url: "https://a.example.com" } }]
            tests: [{ name: x, event: { type: a }, expect: { request: { \(subject)\(text) } } } }]

            """
        ])
        let (set, diagnostics) = directory.load(readsTests: true)
        try #require(diagnostics == [])
        return try #require(set?.tests.first?.expectations.first?.matcher)
    }

    @Test(arguments: [
        ("90", "90", true), ("90", "90.0", true), ("90", #""90""#, false), ("{ equals: 90 }", "90", true),
        ("{ not: 90 }", "91", true), ("{ not: { contains: a } }", #""abc""#, false),
        ("{ contains: b }", #""abc""#, true), ("{ contains: b }", #"["a", "b"]"#, true),
        ("{ contains: '' }", #""""#, true),
        ("{ starts_with: a, ends_with: c }", #""abc""#, true), ("{ starts_with: a, ends_with: b }", #""abc""#, false),
        ("{ matches: '^a.c$' }", #""abc""#, true), ("{ matches: '^b' }", #""abc""#, false),
        ("{ exists: true }", "null", true), ("{ exists: false }", "1", false), ("{ in: [1, 2] }", "2", true),
        ("{ in: [1, 2] }", "3", false), ("[1, 2]", "[1, 2]", true), ("[1, 2]", "[2, 1]", false),
        ("{ b: 1 }", #"{"b": 1}"#, true),
    ])
    func `accept what they say`(text: String, value: String, isAccepted: Bool) throws {
        #expect(try matcher(text).accepts(try JSONValue.parse(value)) == isAccepted)
    }

    @Test func `tell what is there from what is not`() throws {
        #expect(try matcher("{ exists: false }").accepts(nil))
        #expect(try !matcher("{ exists: true }").accepts(nil))
        #expect(try !matcher("null").accepts(nil))
        #expect(try matcher("{ not: { exists: true } }").accepts(nil))
    }

    @Test func `take numbers for texts where there are only texts`() throws {
        #expect(try matcher("5", "headers: { x: ").accepts("5"))
        #expect(try matcher("{ in: [4, 5] }", "headers: { x: ").accepts("5"))
    }
}
