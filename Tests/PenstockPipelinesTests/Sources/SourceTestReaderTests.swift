import PenstockCore
import PenstockJSON
import Testing

@testable import PenstockPipelines

@Suite struct `Tests of a source` {
    private static let source = "verify: none\nevents: [{ type: user.added, data: { username: u } }]\n"

    private func read(_ tests: String, files: [String: String] = [:]) throws -> (
        tests: [SourceTest], complaints: [String]
    ) {
        var all = files
        all["one.yaml"] = pipeline()
        all["sources/lms.yaml"] = Self.source
        all["sources/lms.test.yaml"] = tests
        let directory = try PipelineDirectory(all)
        let (set, diagnostics) = directory.load(readsTests: true)
        return (
            set?.sourceTests ?? [],
            directory.complaints(diagnostics).map { $0.replacing("sources/lms.test.yaml:", with: "") }
        )
    }

    @Test func `have every key`() throws {
        let (tests, complaints) = try read(
            """
            tests:
              - name: all
                recorded: recorded
                origin: the page
                request:
                  method: GET
                  hook: a
                  query: { a: 1, b: [x, y] }
                  headers: { X-A: b }
                  address: 192.0.2.7
                  form: { u: ä, empty: }
                at: 2026-03-04T10:00:00Z
                secrets: { S: 1 }
                expect:
                  status: 202
                  learned: false
                  refused: no
                  events: [{ type: user.added, data: { username: x } }]
            """
        )
        #expect(complaints == [])
        let test = try #require(tests.first)
        #expect(test.source == "lms" && test.isRecorded && test.origin == "the page" && test.secrets == ["S": "1"])
        #expect(test.request.method == "GET" && test.request.hook == "a" && test.request.address == "192.0.2.7")
        #expect(test.request.query.map { "\($0.name)=\($0.value)" } == ["a=1", "b=x", "b=y"])
        #expect(test.request.header("content-type") == "application/x-www-form-urlencoded")
        #expect(String(decoding: test.request.body, as: UTF8.self) == "u=%C3%A4&empty=")
        #expect(test.expectation.status?.value == 202 && test.expectation.isLearned?.value == false)
        #expect(test.expectation.refused?.text == "no" && test.expectation.events?.values.count == 1)
    }

    @Test func `take a body as text, as JSON, and with its head from a file`() throws {
        let wire = "POST /in/lms/h%20k?a=b+c HTTP/1.1\nContent-Type: text/plain\nX-Twice: 1\nX-Twice: 2\n\nhello\n"
        let (tests, complaints) = try read(
            """
            tests:
              - { name: a, request: { body: "x y" }, expect: { status: 400 } }
              - { name: b, request: { json: { a: 1.50 } }, expect: { status: 400 } }
              - { name: c, request: { file: requests/c.http, headers: { X-More: m } }, expect: { status: 400 } }
            """,
            files: ["sources/requests/c.http": wire]
        )
        #expect(complaints == [] && tests.count == 3)
        #expect(tests.map { String(decoding: $0.request.body, as: UTF8.self) } == ["x y", #"{"a":1.50}"#, "hello"])
        #expect(tests[1].request.header("Content-Type") == "application/json")
        #expect(tests[2].request.hook == "h k" && tests[2].request.source == "lms")
        #expect(tests[2].request.query == [InboundRequest.Field("a", "b c")])
        #expect(tests[2].request.headers.map(\.value) == ["text/plain", "1", "2", "m"])
    }

    @Test(
        arguments: [
            ("tests: 1", "1:8: error: expected a list of tests, found 1"),
            ("source: other\ntests: []", "1:9: error: there is no source 'other' in this directory"),
            ("tests: [{ name: a }]", "1:9: error: this test has no 'request'"),
            (
                "tests: [{ name: a, request: { jsn: 1 }, expect: { status: 1 } }]",
                "1:31: error: a request has no key 'jsn' -> json"
            ),
            (
                "tests: [{ name: a, request: { json: 1, body: x }, expect: { status: 202 } }]",
                "1:29: error: this request has body and json, and one body"
            ),
            (
                "tests: [{ name: a, request: {}, expect: { status: 7 } }]",
                "1:51: error: expected a whole number from 100 to 599, found 7"
            ),
            ("tests: [{ name: a, request: {}, expect: {} }]", "1:41: error: this test expects nothing"),
            (
                "tests: [{ name: a, request: {}, expect: { events: [{ typ: x }] } }]",
                "1:54: error: an event has no key 'typ' -> type"
            ),
            (
                "tests: [{ name: a, recorded: maybe, request: {}, expect: { learned: true } }]",
                "1:30: error: expected one of recorded, constructed, found 'maybe'"
            ),
        ]
    )
    func `that are broken are told of, with the place`(tests: String, complaint: String) throws {
        let found = try read(tests).complaints
        #expect(found.contains(complaint), "\(found)")
    }

    @Test(
        arguments: [
            ("", "it has no request line"), ("hello\n\n", "its first line is no request line"),
            ("POST /in/lms HTTP/1.1\nHost: a\n", "an empty line behind the headers is missing"),
            ("POST /in/lms HTTP/1.1\nHost\n\n", "header 1 is no `Name: value`"),
            ("POST /in/lms?a=%zz HTTP/1.1\n\n", "its query is not valid percent-encoded UTF-8"),
        ]
    )
    func `name files that hold a request`(text: String, fault: String) {
        let thrown = #expect(throws: RecordingFault.self) { try InboundRequest(wire: Array(text.utf8)) }
        #expect(thrown?.text.hasPrefix(fault) == true)
    }

    @Test func `read a body to its declared length, or without the last line's end`() throws {
        func body(_ text: String) throws -> String {
            String(decoding: try InboundRequest(wire: Array(text.utf8)).body, as: UTF8.self)
        }
        #expect(try body("POST /in/a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcdef") == "abc")
        #expect(try body("POST /in/a HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc\n") == "abc\n")
        #expect(try body("POST /in/a HTTP/1.1\r\n\r\nabc\r\n") == "abc")
        #expect(try body("POST http://h.example/in/a HTTP/1.1\n\n") == "")
    }
}
