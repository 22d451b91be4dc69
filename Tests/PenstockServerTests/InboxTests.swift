import PenstockCatch
import PenstockJSON
import Testing

@Suite struct `An inbox` {
    private func list(_ server: TestServer, _ query: String = "") async throws -> [JSONValue] {
        try await server.get("/v1/inbox\(query)").json["items"]?.arrayValue ?? []
    }

    @Test func `keeps what arrives, and shows it as it came`() async throws {
        try await TestServer.run { server in
            let answer = try await server.send(
                "PUT",
                "/inbox/hr/path?",
                headers: ["webhook-id: msg_1", "X-A: <b>"],
                body: Array("{\"a\":1}".utf8)
            )
            #expect(answer.status == 200)
            _ = try await server.get("/inbox/other")
            let items = try await list(server)
            #expect(items.map { $0["inbox"]?.stringValue } == ["other", "hr"])
            #expect(items[1]["method"] == "PUT" && items[1]["webhook_id"] == "msg_1" && items[1]["status"] == 200)
            #expect(try await list(server, "?name=hr").count == 1)
            let id = try #require(items[1]["id"]?.numberValue?.int64)
            let shown = try await server.get("/v1/inbox/\(id)").json
            #expect(shown["body"] == #"{"a":1}"# && shown["headers"]?["x-a"] == "<b>")
            #expect(shown["request"]?.stringValue?.hasPrefix("PUT /inbox/hr/path") == true)
            #expect(shown["request"]?.stringValue?.hasSuffix("\r\n\r\n{\"a\":1}") == true)
            #expect(try await server.send("DELETE", "/v1/inbox").status == 204)
            #expect(try await list(server).isEmpty)
            #expect(try await server.get("/v1/inbox/\(id)").status == 404)
        }
    }

    @Test func `behaves as its address says`() async throws {
        try await TestServer.run { server in
            let target = "/inbox/hr?fail=503:2,429:1&retry_after=7&status=202"
            var statuses: [Int] = []
            for _ in 0..<4 { statuses.append(try await server.post("{}", to: target).status) }
            #expect(statuses == [503, 503, 429, 202])
            #expect(try await server.post("{}", to: "/inbox/hr").status == 200)
            let answer = try await server.post("{}", to: target + "&delay=1ms")
            #expect(answer.status == 503 && answer.headers["retry-after"] == "7")
        }
    }

    @Test(arguments: ["fail=200", "fail=x:1", "delay=soon", "delay=2h", "status=404", "retry_after=-1", "nap=1s"])
    func `says what is wrong with its address`(query: String) async throws {
        try await TestServer.run { server in
            let status = try await server.post("{}", to: "/inbox/hr?\(query)").status
            let items = try await list(server)
            #expect(status == 400 && items.isEmpty)
        }
    }

    @Test func `keeps the last hundred, and the beginning of a long body`() async throws {
        try await TestServer.run { server in
            for number in 1...105 { _ = try await server.get("/inbox/\(number)") }
            let items = try await list(server)
            #expect(items.count == Inbox.capacity)
            #expect(items.first?["inbox"] == "105" && items.last?["inbox"] == "6")
            let long = try await server.post(
                String(repeating: "x", count: 100_000),
                to: "/inbox/long",
                as: "text/plain"
            )
            #expect(long.status == 413)
            let kept = try await list(server, "?name=long")
            #expect(kept.first?["body_length"] == 100_000)
        }
    }
}
