import PenstockCore
import PenstockEngine
import PenstockJSON
import Testing

@Suite struct `Events come in` {
    @Test func `in the plain form`() async throws {
        try await TestServer.run { server async throws in
            let body = """
                {"type": "course.completed", "data": {"score": 90.50, "name": "Ä\\u00f6"}, "subject": "course/WS-101",
                 "time": "2026-03-04T12:00:00+02:00", "id": "a-1", "source": "/lms"}
                """
            let answer = try await server.post(body)
            #expect(answer.status == 202)
            #expect(answer.headers["content-type"] == "application/json")
            let expected =
                #"{"id":"a-1","duplicate":false,"deliveries":[{"id":"dlv_k3f9x2pq_1","pipeline":"hr-webhook"}]}"#
            #expect(answer.text == expected)
            let draft = EventDraft(
                id: "a-1",
                source: "/lms",
                type: "course.completed",
                subject: "course/WS-101",
                time: Timestamp("2026-03-04T10:00:00Z"),
                data: Array(#"{"score": 90.50, "name": "Ä\u00f6"}"#.utf8)
            )
            #expect(server.engine.drafts == [draft])
        }
    }

    @Test(arguments: ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""])
    func `with no more than a type`(contentType: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.post(#"{"type":"misc.thing","id":null,"data":null}"#, as: contentType)
            #expect(answer.text == #"{"id":"evt_k3f9x2pq_1","duplicate":false,"deliveries":[]}"#)
            #expect(server.engine.drafts == [EventDraft(type: "misc.thing")])
        }
    }

    @Test(arguments: ["application/cloudevents+json", "application/json"])
    func `in the structured form`(contentType: String) async throws {
        try await TestServer.run { server async throws in
            let body = """
                {"specversion":"1.0","id":"7","source":"urn:lms","type":"user.added","traceparent":"00-ab-cd-01",
                 "attempt":3,"test":true,"datacontenttype":"text/plain","dataschema":"urn:s","data":"hello"}
                """
            #expect(try await server.post(body, as: contentType).status == 202)
            let draft = EventDraft(
                id: "7",
                source: "urn:lms",
                type: "user.added",
                dataContentType: "text/plain",
                extensions: [
                    EventExtension(name: "traceparent", value: "00-ab-cd-01"),
                    EventExtension(name: "attempt", value: "3"), EventExtension(name: "test", value: "true"),
                    EventExtension(name: "dataschema", value: "urn:s"),
                ],
                data: Array(#""hello""#.utf8)
            )
            #expect(server.engine.drafts == [draft])
        }
    }

    @Test func `in the binary form`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.post(
                #"{"score":1}"#,
                headers: [
                    "ce-specversion: 1.0", "CE-Type: course.completed", "ce-source: /lms%20one",
                    "ce-id: \"a\\\"%C3%A4\"",
                    "ce-subject: course/50%25", "ce-time: 2026-03-04T10:00:00Z", "ce-traceparent: 00-ab",
                ]
            )
            #expect(answer.status == 202)
            let draft = EventDraft(
                id: "a\"ä",
                source: "/lms one",
                type: "course.completed",
                subject: "course/50%",
                time: Timestamp("2026-03-04T10:00:00Z"),
                extensions: [EventExtension(name: "traceparent", value: "00-ab")],
                data: Array(#"{"score":1}"#.utf8)
            )
            #expect(server.engine.drafts == [draft])
        }
    }

    @Test(
        arguments: [
            ("text/plain", "a \"b\"\n", "text/plain", #""a \"b\"\n""#),
            ("application/vnd.lms+json", "[1]", "application/vnd.lms+json", "[1]"),
            (nil, "1", nil, "1"),
            (nil, "", nil, nil),
        ] as [(String?, String, String?, String?)]
    )
    func `in the binary form with data of several kinds`(
        contentType: String?,
        body: String,
        kept: String?,
        data: String?
    ) async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.post(body, as: contentType, headers: ["ce-type: x"]).status == 202)
            let draft = EventDraft(type: "x", dataContentType: kept, data: data.map { Array($0.utf8) })
            #expect(server.engine.drafts == [draft])
        }
    }

    @Test func `again, and are answered as the first time`() async throws {
        try await TestServer.run { server async throws in
            let first = #"{"type":"course.started","id":"1","data":{"a":1}}"#
            let deliveries = #""deliveries":[{"id":"dlv_k3f9x2pq_1","pipeline":"hr-webhook"}]}"#
            #expect(try await server.post(first).text == #"{"id":"1","duplicate":false,"# + deliveries)
            #expect(try await server.post(first).text == #"{"id":"1","duplicate":true,"# + deliveries)
            let other = #"{"type":"course.started","id":"1","data":{"a":2}}"#
            #expect(try await server.post(other).text == #"{"id":"1","duplicate":true,"differs":true,"# + deliveries)
        }
    }

    @Test func `in pieces of unknown length`() async throws {
        try await TestServer.run { server async throws in
            let head = [
                "POST /v1/events HTTP/1.1", "Host: [::1]", "Content-Type: application/json",
                "Transfer-Encoding: chunked",
            ]
            let chunks = "8\r\n{\"type\":\r\n4\r\n\"x\"}\r\n0\r\n\r\n"
            let bytes = Array((head.joined(separator: "\r\n") + "\r\n\r\n" + chunks).utf8)
            #expect(try await exchange(server.port, bytes).answers.first?.status == 202)
        }
    }
}

@Suite struct `A batch` {
    private static let type = "application/cloudevents-batch+json"

    @Test func `has one answer per event`() async throws {
        try await TestServer.run { server async throws in
            let body = """
                 [{"specversion":"1.0","id":"1","source":"/a","type":"course.started","data":{}},
                  {"id":"2"}, 7, {"type":"penstock.fake"}, {"type":"user.added","tenant":"b"}]
                """
            let answer = try await server.post(body, as: Self.type)
            #expect(answer.status == 202)
            let json = try answer.json
            #expect(json.count == 5)
            #expect(json.at("/0/deliveries/0/pipeline")?.stringValue == "hr-webhook")
            #expect(json.at("/1/type")?.stringValue == "/problems/invalid-event")
            #expect(json.at("/2/status")?.numberValue?.int64 == 400)
            #expect(json.at("/3/type")?.stringValue == "/problems/reserved-type")
            #expect(json.at("/4/deliveries/0/pipeline")?.stringValue == "welcome")
        }
    }

    @Test(arguments: [("[]", 202), (#"[{"type":"x"}]"#, 202), (#"[{}]"#, 400), (#"[{"type":"penstock.x"}]"#, 403)])
    func `is refused when none of its events is taken`(body: String, status: Int) async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.post(body, as: Self.type).status == status)
        }
    }

    @Test func `is put off when nothing can be stored`() async throws {
        let engine = MemoryEngine { $0.refusal = IntakeError(.unavailable, "the store is away") }
        try await TestServer.run(engine) { server async throws in
            let answer = try await server.post(#"[{"type":"x"},{"type":"y"}]"#, as: Self.type)
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] == "5")
            #expect(try answer.json.count == 2)
        }
    }

    @Test(arguments: [(1000, 202, nil), (1001, 413, "batch-too-large")] as [(Int, Int, String?)])
    func `has at most a thousand events`(count: Int, status: Int, problem: String?) async throws {
        try await TestServer.run { server async throws in
            let body = "[" + Array(repeating: #"{"type":"x"}"#, count: count).joined(separator: ",") + "]"
            let answer = try await server.post(body, as: Self.type)
            #expect(answer.status == status)
            #expect(answer.problem == problem)
        }
    }

    @Test(arguments: [(#"{"type":"x"}"#, "invalid-event"), ("[{]", "invalid-json"), ("", "invalid-json")])
    func `is a JSON array`(body: String, problem: String) async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.post(body, as: Self.type).problem == problem)
        }
    }
}
