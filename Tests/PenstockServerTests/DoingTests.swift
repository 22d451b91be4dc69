import PenstockCore
import PenstockEngine
import PenstockJSON
import Testing

@Suite struct `A retry` {
    @Test(arguments: [("", "1 kept"), ("{}", "1 kept"), (#"{"render":true}"#, "1 rendered")])
    func `makes a delivery due`(body: String, expected: String) async throws {
        try await TestServer.run { server async throws in
            _ = try await server.post(#"{"type":"course.started"}"#)
            server.engine.store.settle(DeliveryID(1), .dead)
            let answer = try await server.post(body, to: "/v1/deliveries/dlv_k3f9x2pq_1/retry", as: nil)
            #expect(answer.status == 202)
            #expect(try answer.json["state"]?.stringValue == "waiting")
            #expect(try answer.json["due_at"]?.stringValue == "2026-03-04T11:00:00Z")
            #expect(server.engine.retries == [expected])
        }
    }

    @Test(arguments: [
        ("[]", 400, "invalid-parameter"), (#"{"rendr":true}"#, 400, "invalid-parameter"),
        (#"{"render":1}"#, 400, "invalid-parameter"), ("{", 400, "invalid-json"), ("", 409, "conflict"),
    ])
    func `is refused where it makes no sense`(body: String, status: Int, problem: String) async throws {
        try await TestServer.run { server async throws in
            _ = try await server.post(#"{"type":"course.started"}"#)
            let answer = try await server.post(body, to: "/v1/deliveries/dlv_k3f9x2pq_1/retry")
            #expect(answer.status == status)
            #expect(answer.problem == problem)
            #expect(server.engine.retries.isEmpty)
        }
    }
}

@Suite struct `A single delivery` {
    @Test(arguments: [
        ("cancel", "", "cancelled", "a person cancelled it"), ("hold", "", "held", "a person held it"),
        ("hold", #"{"reason":"HR is asked first"}"#, "held", "HR is asked first"),
    ])
    func `is ended or stopped, and says why`(action: String, body: String, state: String, text: String) async throws {
        try await TestServer.run { server async throws in
            _ = try await server.post(#"{"type":"course.started"}"#)
            let answer = try await server.post(body, to: "/v1/deliveries/dlv_k3f9x2pq_1/\(action)", as: nil)
            #expect(answer.status == 200)
            #expect(try answer.json["state"]?.stringValue == state)
            #expect(try answer.json.at("/reason/text")?.stringValue == text)
        }
    }

    @Test(arguments: ["cancel", "hold"])
    func `that arrived, or is unknown, is left alone`(action: String) async throws {
        try await TestServer.run { server async throws in
            _ = try await server.post(#"{"type":"course.started"}"#)
            server.engine.store.settle(DeliveryID(1), .delivered)
            let late = try await server.post("", to: "/v1/deliveries/dlv_k3f9x2pq_1/\(action)", as: nil)
            #expect(late.status == 409 && late.problem == "conflict")
            let unknown = try await server.post("", to: "/v1/deliveries/dlv_k3f9x2pq_9/\(action)", as: nil)
            #expect(unknown.status == 404)
        }
    }
}

@Suite struct `A pipeline` {
    @Test func `tells of an endpoint that does not work`() async throws {
        try await TestServer.run { server async throws in
            server.engine.change { settings in
                settings.pipelines[1].flow.failing = LaneFlow.Failing(
                    since: MemoryEngine.epoch,
                    failures: 12,
                    reason: Reason(code: "transient", text: "answered 503"),
                    nextTry: MemoryEngine.epoch + .seconds(60)
                )
            }
            let shown = try await server.get("/v1/pipelines/welcome").json
            #expect(shown["lane"]?.stringValue == "open")
            let expected = """
                {"since":"2026-03-04T10:00:00Z","failures":12,"reason":{"code":"transient","text":"answered 503"},\
                "next_try_at":"2026-03-04T10:01:00Z","given_up":0}
                """
            #expect(shown["failing"]?.text == expected)
        }
    }

    @Test func `is paused and resumed`() async throws {
        try await TestServer.run { server async throws in
            let paused = try await server.post(#"{"reason":"HR is away"}"#, to: "/v1/pipelines/hr-webhook/pause").json
            #expect(paused["lane"]?.stringValue == "held")
            #expect(paused["hold"]?.text == #"{"code":"paused","text":"HR is away"}"#)
            #expect(try await server.get("/v1/pipelines").json.at("/items/0/lane")?.stringValue == "held")
            let resumed = try await server.post("", to: "/v1/pipelines/hr-webhook/resume", as: nil).json
            #expect(resumed["lane"]?.stringValue == "open")
            #expect(resumed["hold"] == nil)
        }
    }

    @Test func `is shown with its stages and its place`() async throws {
        try await TestServer.run { server async throws in
            let expected = """
                {"name":"welcome","on":["user.added"],"enabled":true,"file":"welcome.yaml","line":1,"lane":"open",\
                "in_flight":0,"stages":[{"kind":"transport","type":"http","with":{"url":"https://hr.example.com/"}}]}
                """
            #expect(try await server.get("/v1/pipelines/welcome").text == expected)
        }
    }

    @Test(arguments: [("GET", "/v1/pipelines/welcom"), ("POST", "/v1/pipelines/welcom/pause")])
    func `that is unknown has a near name`(method: String, target: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(method, target, body: method == "POST" ? [] : nil)
            #expect(answer.problem == "unknown-pipeline")
            #expect(answer.detail.contains("is 'welcome' meant?"))
        }
    }
}
