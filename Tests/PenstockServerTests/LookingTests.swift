import PenstockCore
import PenstockEngine
import PenstockJSON
import Testing

@Suite struct `Events are shown` {
    /// Seven events, a second apart: types in turn, subjects in turn.
    static func fill(_ server: TestServer) async throws {
        for number in 0..<7 {
            let type = ["course.completed", "user.added", "other"][number % 3]
            let data = #"{"n":\#(number),"username":"p\#(number % 3)"}"#
            let body = #"{"type":"\#(type)","id":"e\#(number)","subject":"s/\#(number % 2)","data":\#(data)}"#
            _ = try await server.post(body)
        }
    }

    @Test(arguments: [
        ("", ["e6", "e5", "e4", "e3", "e2", "e1", "e0"]),
        ("?type=course.completed", ["e6", "e3", "e0"]),
        ("?type=course.*", ["e6", "e3", "e0"]),
        ("?subject=s%2F1", ["e5", "e3", "e1"]),
        ("?source=/other", []),
        ("?unmatched=true", ["e5", "e2"]),
        ("?since=2026-03-04T10:00:05Z", ["e6", "e5"]),
        ("?since=2026-03-04T11:00:05%2B01:00", ["e6", "e5"]),
        ("?since=3595000ms", ["e6", "e5"]),
        ("?since=2h&until=2026-03-04T10:00:01Z", ["e1", "e0"]),
        ("?limit=2", ["e6", "e5"]), ("?text=%22n%22:3", ["e3"]), ("?text=S/1", ["e5", "e3", "e1"]),
        ("?person=p2", ["e5", "e2"]), ("?person=p", []), ("?since=99999999d&limit=1", ["e6"]),
    ])
    func `newest first, by what is asked for`(query: String, expected: [String]) async throws {
        try await TestServer.run { server async throws in
            try await Self.fill(server)
            let items = try await server.get("/v1/events\(query)").json["items"]?.arrayValue ?? []
            #expect(items.map { $0["id"]?.stringValue } == expected)
        }
    }

    @Test(arguments: ["/v1/events", "/v1/deliveries"])
    func `page by page`(list: String) async throws {
        try await TestServer.run { server async throws in
            try await Self.fill(server)
            var (seen, cursor, pages): ([String], String?, Int) = ([], nil, 0)
            repeat {
                let page = try await server.get("\(list)?limit=2" + (cursor.map { "&cursor=\($0)" } ?? "")).json
                seen += page["items"]?.arrayValue?.compactMap { ($0["event"] ?? $0["id"])?.stringValue } ?? []
                cursor = page["next"]?.stringValue
                pages += 1
            } while cursor != nil && pages < 10
            let all = ["e6", "e5", "e4", "e3", "e2", "e1", "e0"]
            #expect(seen == (list == "/v1/events" ? all : all.filter { $0 != "e5" && $0 != "e2" }))
        }
    }

    @Test func `one by one, with data, deliveries and who matched`() async throws {
        try await TestServer.run { server async throws in
            let body = """
                {"specversion":"1.0","type":"user.added","id":"a/b c","tenant":"t","data":{"score":1.50},
                 "time":"2026-01-01T00:00:00Z"}
                """
            _ = try await server.post(body)
            let expected = """
                {"id":"a/b c","source":"/api","type":"user.added","time":"2026-01-01T00:00:00Z",\
                "accepted_at":"2026-03-04T10:00:00Z","revision":1,"delivery_count":1,"datacontenttype":"application/json",\
                "extensions":{"tenant":"t"},"data":{"score":1.50},"deliveries":[{"id":"dlv_k3f9x2pq_1",\
                "pipeline":"welcome","event":"a/b c","type":"user.added","state":"pending","revision":1,"attempt_count":0,\
                "created_at":"2026-03-04T10:00:00Z","updated_at":"2026-03-04T10:00:00Z"}],"matches":[\
                {"pipeline":"hr-webhook","matched":false,"clause":"on","reason":"its type 'user.added' is none of `on`"},\
                {"pipeline":"welcome","matched":true,"reason":"its type is one of `on`"}]}
                """
            #expect(try await server.get("/v1/events/a%2Fb%20c").text == expected)
            #expect(try await server.get("/v1/events/a%2Fb%20c?source=/api").status == 200)
            #expect(try await server.get("/v1/events/a%2Fb%20c?source=/lms").problem == "not-found")
        }
    }

    private static let long = String(repeating: "a", count: 257)
    private static let wrong: [(target: String, words: String)] = [
        ("/v1/events?limit=0", "1 to 500"), ("/v1/events?limit=501", "1 to 500"), ("/v1/events?limit=x", "1 to 500"),
        ("/v1/events?tpye=x", "is 'type' meant?"), ("/v1/events?since=noon", "'since'"),
        ("/v1/events?cursor=d5", "cursor"), ("/v1/events?cursor=5", "cursor"),
        ("/v1/events?unmatched=1", "true or false"),
        ("/v1/events?type=a&type=b", "twice"), ("/v1/events?type=%zz", "percent-encoded"),
        ("/v1/deliveries?state=daed", "is 'dead' meant?"), ("/v1/deliveries?cursor=e5", "cursor"),
        ("/v1/events?cursor=ezzzzzzzzzzzzzzzzzzz", "cursor"), ("/v1/events?cursor=e-5", "cursor"),
        ("/v1/deliveries?cursor=d0", "cursor"), ("/v1/deliveries?status=6", "such as 5xx"),
        ("/v1/deliveries?status=xxx", "such as 5xx"), ("/v1/deliveries?status=0xx", "such as 5xx"),
        ("/v1/events?status=500", "there is no parameter"),
        ("/v1/events?text=\(long)", "256 bytes"),
        ("/v1/events?person=\(long)", "256 bytes"),
        ("/v1/events?format=cvs", "is 'csv' meant?"), ("/v1/events?format=csv&limit=1000001", "1000000"),
        ("/v1/deliveries?format=ndjson&limit=0", "1000000"),
    ]

    @Test(arguments: wrong)
    func `unless the question is wrong`(target: String, words: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.get(target)
            #expect(answer.status == 400)
            #expect(answer.problem == "invalid-parameter")
            #expect(answer.detail.contains(words), "\(answer.detail)")
        }
    }

    @Test func `unless the store cannot be read`() async throws {
        let engine = MemoryEngine { $0.readFailure = StoreError(.unavailable, "the disk is gone") }
        try await TestServer.run(engine) { server async throws in
            let answer = try await server.get("/v1/events")
            #expect(answer.problem == "storage-unavailable")
            #expect(answer.detail == "the disk is gone")
        }
    }
}

@Suite struct `Deliveries are shown` {
    @Test(arguments: [
        ("?pipeline=hr-webhook", ["e6", "e3", "e0"]), ("?state=dead", ["e6"]), ("?state=dead,held", ["e6", "e3"]),
        ("?state=dead&state=held", ["e6", "e3"]), ("?type=user.added", ["e4", "e1"]), ("?subject=s/1", ["e3", "e1"]),
        ("?until=2026-03-04T10:00:01Z", ["e1", "e0"]), ("?status=503", ["e6"]), ("?status=5xx", ["e6"]),
        ("?status=4XX", []), ("?person=p1", ["e4", "e1"]), ("?text=went+away", []), ("?text=WENT%20AWAY", ["e6"]),
        ("?source=/api&state=dead,held", ["e6", "e3"]), ("?source=/lms", []),
    ])
    func `newest first, by what is asked for`(query: String, expected: [String]) async throws {
        try await TestServer.run { server async throws in
            try await `Events are shown`.fill(server)
            var result = AttemptResult(.transient)
            result.status = 503
            server.engine.store.settle(
                DeliveryID(5),
                .dead,
                Reason(code: "transient", text: "it went away"),
                Attempt(number: 1, startedAt: MemoryEngine.epoch, result: result, revision: RevisionID(1))
            )
            server.engine.store.settle(DeliveryID(3), .held)
            let items = try await server.get("/v1/deliveries\(query)").json["items"]?.arrayValue ?? []
            #expect(items.map { $0["event"]?.stringValue } == expected)
        }
    }

    @Test func `one by one, with their attempts`() async throws {
        try await TestServer.run { server async throws in
            _ = try await server.post(#"{"type":"course.started","id":"1"}"#)
            var result = AttemptResult(.transient)
            result.status = 503
            result.sent = .yes
            result.retryAfter = .seconds(30)
            result.timings = Timings(connect: 120, total: 5000)
            result.sentence = "the receiver answered 503"
            result.responseHead = Array("HTTP/1.1 503 Busy\r\n".utf8)
            result.responseBody = [0x61, 0xFF]
            result.isTruncated = true
            result.recipients = [Recipient(address: "a@example.com", outcome: .permanent, status: 550, reply: "no")]
            server.engine.store.settle(
                DeliveryID(1),
                .waiting,
                Reason(code: "transient", text: "busy", stage: "stages/0 (http)"),
                Attempt(
                    number: 1,
                    startedAt: MemoryEngine.epoch,
                    result: result,
                    revision: RevisionID(1),
                    request: RequestHead(
                        method: "POST",
                        target: "https://hr.example.com/?key=***",
                        headers: [EventExtension(name: "authorization", value: "Bearer ***")],
                        isCut: true
                    )
                )
            )
            server.engine.store.keep(
                RenderedMessage(body: Array("{}".utf8), contentType: "application/json", headers: [], attributes: []),
                of: DeliveryID(1)
            )
            let json = try await server.get("/v1/deliveries/dlv_k3f9x2pq_1").json
            #expect(json["state"]?.stringValue == "waiting")
            #expect(json["reason"]?.text == #"{"code":"transient","text":"busy","stage":"stages/0 (http)"}"#)
            #expect(json["rendered"]?.text == #"{"content_type":"application/json","body":"{}"}"#)
            let expected = """
                [{"number":1,"started_at":"2026-03-04T10:00:00Z","revision":1,"outcome":"transient","status":503,"sent":"yes",\
                "text":"the receiver answered 503","retry_after_ms":30000,"timings_us":{"connect":120,"total":5000},\
                "request":{"method":"POST","target":"https://hr.example.com/?key=***",\
                "headers":{"authorization":"Bearer ***"},"truncated":true},\
                "response":{"head":"HTTP/1.1 503 Busy\\r\\n","body":"a\u{FFFD}","truncated":true},\
                "recipients":[{"address":"a@example.com","outcome":"permanent","status":550,"reply":"no"}]}]
                """
            #expect(json["attempts"]?.text == expected)
        }
    }

    @Test(arguments: ["dlv_k3f9x2pq_99", "dlv_other_1", "1", "x%2Fy"])
    func `unless there is none`(id: String) async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.get("/v1/deliveries/\(id)").problem == "not-found")
            #expect(try await server.post("{}", to: "/v1/deliveries/\(id)/retry").problem == "not-found")
        }
    }

    @Test func `unless the pipeline is unknown`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.get("/v1/deliveries?pipeline=hr-webhok")
            #expect(answer.problem == "unknown-pipeline")
            #expect(answer.detail.contains("is 'hr-webhook' meant?"))
        }
    }
}
