import PenstockCore
import PenstockEngine
import PenstockJSON
import Testing

@Suite struct `Explanations over HTTP` {
    private static let stages = """
        [{"label":"stages/0 (match)","kind":"filter","type":"match"},\
        {"label":"stages/1 (http)","kind":"transport","type":"http"}]
        """

    /// Two events: one for the pipeline `hr-webhook`, one for none.
    private func withEvents(_ body: @Sendable (TestServer) async throws -> Void) async throws {
        let engine = MemoryEngine { $0.catalog = [EventTypeSummary(type: "course.completed")] }
        try await TestServer.run(engine) { server async throws in
            let document = DocumentText(text: "name: hr-webhook\n", stages: Self.stages)
            server.engine.store.adopt([PipelineDeclaration(name: "hr-webhook", selector: "{}", document: document)])
            _ = try await server.post(#"{"type":"course.completed","id":"taken"}"#)
            _ = try await server.post(#"{"type":"coarse.completed","id":"nobody's"}"#)
            try await body(server)
        }
    }

    @Test func `tell which stage ended a delivery, and what can be done`() async throws {
        try await withEvents { server async throws in
            let reason = Reason(code: "filtered", text: "/data/score is 12", stage: "stages/0 (match)")
            server.engine.store.settle(DeliveryID(1), .filtered, reason)
            let json = try await server.get("/v1/events/taken/explanation").json
            #expect(json.at("/event/id") == "taken" && json.at("/event/revision") == 1 && json["hint"] == nil)
            let parts = json["pipelines"]?.arrayValue ?? []
            #expect(parts.map { $0["pipeline"] } == ["hr-webhook", "welcome"])
            #expect(parts.map { $0["matched"] } == [true, false] && parts.last?["clause"] == "on")
            let delivery = try #require(json.at("/pipelines/0/deliveries/0"))
            let expected = """
                [{"label":"stages/0 (match)","kind":"filter","type":"match","end":"dropped","text":"/data/score is 12"},\
                {"label":"stages/1 (http)","kind":"transport","type":"http","end":"not-reached"}]
                """
            #expect(delivery["stages"]?.text == expected)
            #expect(delivery["next"]?.stringValue?.contains("penstock retry dlv_k3f9x2pq_1") == true)
        }
    }

    @Test func `are given of one delivery alone too, and see what holds its pipeline`() async throws {
        try await withEvents { server async throws in
            try await server.engine.hold(pipeline: "hr-webhook", Reason(code: "paused", text: "a person paused it"))
            let json = try await server.get("/v1/deliveries/dlv_k3f9x2pq_1/explanation").json
            #expect(json["pipelines"]?.count == 1)
            let delivery = try #require(json.at("/pipelines/0/deliveries/0"))
            #expect(delivery["state"] == "held" && delivery.at("/stages/0/end") == "not-reached")
            #expect(delivery["next"] == "`penstock resume hr-webhook` lets the pipeline go on")
        }
    }

    @Test func `of an event that nobody wanted say who was nearest, and what was meant`() async throws {
        try await withEvents { server async throws in
            let json = try await server.get("/v1/events/nobody's/explanation").json
            #expect(json["pipelines"]?.count == 2 && json.at("/pipelines/0/deliveries") == nil)
            #expect(json["hint"]?.stringValue?.contains("is 'course.completed' meant?") == true)
        }
    }

    @Test func `say so where the stages are not known`() async throws {
        try await TestServer.run { server async throws in
            server.engine.store.adopt([PipelineDeclaration(name: "hr-webhook", selector: "{}")])
            _ = try await server.post(#"{"type":"course.completed","id":"old"}"#)
            _ = try await server.post(#"{"type":"user.added","id":"other"}"#)
            let kept = try await server.get("/v1/events/old/explanation").json.at("/pipelines/0/deliveries/0")
            #expect(kept?["stages"] == nil)
            #expect(kept?["stages_unknown"] == "an older version adopted revision 1, and kept no documents")
            let other = try await server.get("/v1/events/other/explanation").json.at("/pipelines/0/deliveries/0")
            #expect(other?["stages_unknown"] == "revision 1 has no pipeline 'welcome'")
        }
    }

    @Test func `tell whose message a repeated try has sent`() async throws {
        try await withEvents { server async throws in
            let document = DocumentText(
                text: "",
                stages: """
                    [{"label":"stages/0 (hmac)","kind":"sign","type":"hmac"},\
                    {"label":"stages/1 (http)","kind":"transport","type":"http"}]
                    """
            )
            server.engine.store.adopt([PipelineDeclaration(name: "hr-webhook", selector: "{}", document: document)])
            server.engine.store.settle(
                DeliveryID(1),
                .delivered,
                nil,
                Attempt(
                    number: 2,
                    startedAt: MemoryEngine.epoch,
                    result: AttemptResult(.delivered),
                    revision: RevisionID(2),
                    rendering: RevisionID(1)
                )
            )
            let delivery = try await server.get("/v1/events/taken/explanation").json.at("/pipelines/0/deliveries/0")
            let stages = delivery?["stages"]?.arrayValue ?? []
            #expect(stages.map { $0["type"] } == ["match", "hmac", "http"])
            #expect(stages.map { $0["revision"] } == [1, nil, nil])
            #expect(stages.map { $0["end"] } == ["passed", "passed", "delivered"])
            #expect(delivery?.at("/attempts/0/revision") == 2 && delivery?.at("/attempts/0/rendering_revision") == 1)
            #expect(delivery?["revision"] == 2 && delivery?["next"] == nil)
        }
    }

    @Test(arguments: [
        ("/v1/events/evt_other_1/explanation", "begin with evt_k3f9x2pq_"),
        ("/v1/events/x/explanation", "retention may have removed it"),
        ("/v1/deliveries/dlv_k3f9x2pq_99/explanation", "retention may have removed it"),
        ("/v1/deliveries/dlv_other_1/explanation", "begin with dlv_k3f9x2pq_"),
    ])
    func `of what is not there are refused with a reason`(target: String, words: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.get(target)
            #expect(answer.problem == "not-found" && answer.detail.contains(words), "\(answer.detail)")
        }
    }
}
