import PenstockEngine
import PenstockJSON
import Testing

@Suite struct `An event is refused` {
    struct Case: Sendable, CustomTestStringConvertible {
        var body: String
        var contentType: String?
        var headers: [String] = []
        var status: Int
        var problem: String
        /// Part of the detail.
        var words: String

        init(
            _ body: String,
            as contentType: String? = "application/json",
            with headers: [String] = [],
            _ status: Int,
            _ problem: String,
            _ words: String
        ) {
            (self.body, self.contentType, self.headers) = (body, contentType, headers)
            (self.status, self.problem, self.words) = (status, problem, words)
        }

        var testDescription: String { "\(contentType ?? "-") \(body.prefix(60))" }
    }

    private static let nested = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)

    static let cases = [
        Case("", 400, "invalid-json", "byte 0"),
        Case("{\"type\":\"x\"", 400, "invalid-json", "byte 11"),
        Case("not json", 400, "invalid-json", "byte 0"),
        Case(#"{"type":"x","data":\#(nested)}"#, 400, "invalid-json", "64"),
        Case(#"{"type":"x","type":"y"}"#, 400, "invalid-json", "type"),
        Case(#"{"data":{}}"#, 400, "invalid-event", "the event has no type"),
        Case(#"{"tpye":"x"}"#, 400, "invalid-event", "is 'tpye' meant?"),
        Case(#"{"type":""}"#, 400, "invalid-event", "type is empty"),
        Case(#"{"type":null}"#, 400, "invalid-event", "no type"),
        Case(#"{"type":7}"#, 400, "invalid-event", "type must be a string, not a number"),
        Case(#"{"type":"x","username":"y"}"#, 400, "invalid-event", "belong in 'data'"),
        Case(#"{"type":"x","sbject":"y"}"#, 400, "invalid-event", "is 'subject' meant?"),
        Case(#"{"type":"x","time":"yesterday"}"#, 400, "invalid-event", "RFC 3339"),
        Case(#"{"type":"x","specversion":"0.3"}"#, 400, "invalid-event", "CloudEvents 1.0"),
        Case(#"{"type":"x","specversion":"1.0","Tenant":"y"}"#, 400, "invalid-event", "small letters"),
        Case(#"{"type":"x","specversion":"1.0","tenant":{}}"#, 400, "invalid-event", "an object"),
        Case(#"{"type":"x","specversion":"1.0","tenant":1.5}"#, 400, "invalid-event", "fraction"),
        Case(#"{"type":"x","specversion":"1.0","tenant":"a\nb"}"#, 400, "invalid-event", "control character"),
        Case(#"{"type":"x","data_base64":"AA=="}"#, 415, "unsupported-content-type", "data_base64"),
        Case(#"[{"type":"x"}]"#, 400, "invalid-event", "application/cloudevents-batch+json"),
        Case(#""x""#, 400, "invalid-json", "object"),
        Case(#"{"type":"penstock.delivery.dead"}"#, 403, "reserved-type", "penstock."),
        Case("type=x", as: "application/x-www-form-urlencoded", 415, "unsupported-content-type", "application/json"),
        Case("x", as: "text/plain", 415, "unsupported-content-type", "text/plain"),
        Case(#"{"type":"x"}"#, as: nil, 415, "unsupported-content-type", "no Content-Type"),
        Case(#"{"type":"x"}"#, as: "application/json; charset=iso-8859-1", 415, "unsupported-content-type", "utf-8"),
        Case("<x/>", as: "application/cloudevents+xml", 415, "unsupported-content-type", "only JSON"),
        Case("x", as: "image/png", with: ["ce-type: x"], 415, "unsupported-content-type", "image/png"),
        Case("{", with: ["ce-type: x"], 400, "invalid-json", "byte 1"),
        Case("{}", with: ["ce-specversion: 1.0"], 400, "invalid-event", "no type"),
        Case("{}", with: ["ce-type: a%zz"], 400, "invalid-event", "percent-encoded"),
        Case("{}", with: ["ce-type: a%FF"], 400, "invalid-event", "percent-encoded"),
        Case("{}", with: ["ce-type: a", "ce-type: b"], 400, "invalid-event", "twice"),
        Case("{}", with: ["ce-type: a", "ce-ten_ant: b"], 400, "invalid-event", "small letters"),
    ]

    @Test(arguments: cases)
    func `with a problem document`(_ one: Case) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.post(one.body, as: one.contentType, headers: one.headers)
            #expect(answer.status == one.status)
            #expect(answer.problem == one.problem)
            #expect(answer.detail.contains(one.words), "\(answer.detail)")
            #expect(try answer.json["status"]?.numberValue?.int64 == Int64(one.status))
            #expect(try await server.get("/v1/events").json.at("/items")?.count == 0)
        }
    }

    @Test func `because it is not UTF-8`() async throws {
        try await TestServer.run { server async throws in
            let body = Array(#"{"type":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
            let answer = try await server.send(
                "POST",
                "/v1/events",
                headers: ["Content-Type: application/json"],
                body: body
            )
            #expect(answer.problem == "invalid-json")
            #expect(try answer.json["offset"]?.numberValue?.int64 == 9)
        }
    }

    @Test(
        arguments: [
            (IntakeError(.contradiction, "c"), 422, "schema-violation", nil),
            (IntakeError(.stopping, "s"), 503, "stopping", "5"),
            (IntakeError(.unavailable, "u"), 503, "storage-unavailable", "5"),
            (IntakeError(.full, "f"), 507, "storage-full", nil),
        ] as [(IntakeError, Int, String, String?)]
    )
    func `by the engine`(error: IntakeError, status: Int, problem: String, retryAfter: String?) async throws {
        try await TestServer.run(MemoryEngine { $0.refusal = error }) { server async throws in
            let answer = try await server.post(#"{"type":"x"}"#)
            #expect(answer.status == status)
            #expect(answer.problem == problem)
            #expect(answer.detail == error.message)
            #expect(answer.headers["retry-after"] == retryAfter)
        }
    }

    @Test(arguments: [1 << 20, 10_000_000])
    func `because its declared length is over the limit`(length: Int) async throws {
        try await TestServer.run { server async throws in
            let body = Array(#"{"type":""#.utf8) + Array(repeating: UInt8(ascii: "x"), count: length)
            let bytes = TestServer.request(
                "POST",
                "/v1/events",
                headers: ["Content-Type: application/json"],
                body: body
            )
            let exchange = try await exchange(server.port, bytes, awaitsClose: true)
            let answer = try #require(exchange.answers.first)
            #expect(answer.status == 413)
            #expect(answer.problem == "body-too-large")
            #expect(answer.headers["connection"] == "close")
            #expect(exchange.isClosed)
        }
    }

    @Test func `because more comes than the limit allows`() async throws {
        try await TestServer.run(bodyLimit: 1000) { server async throws in
            let head = [
                "POST /v1/events HTTP/1.1", "Host: [::1]", "Content-Type: application/json",
                "Transfer-Encoding: chunked",
            ]
            let chunk = "200\r\n" + String(repeating: "x", count: 512) + "\r\n"
            let text = head.joined(separator: "\r\n") + "\r\n\r\n" + String(repeating: chunk, count: 400) + "0\r\n\r\n"
            let exchange = try await exchange(server.port, Array(text.utf8), awaitsClose: true)
            #expect(exchange.answers.first?.problem == "body-too-large")
            #expect(exchange.isClosed)
        }
    }
}
