import PenstockCore
import PenstockEngine
import Testing

@Suite struct `The trace of a request` {
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    private func extensions(_ headers: [String], _ event: String = #"{"type":"t"}"#) async throws -> [String: String] {
        let engine = MemoryEngine()
        try await TestServer.run(engine) { server async throws in
            #expect(try await server.post(event, headers: headers).status == 202)
        }
        let extensions = engine.drafts.first?.extensions ?? []
        return Dictionary(extensions.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func `becomes the event's`() async throws {
        let headers = ["traceparent: \(Self.parent)", "tracestate: a=1", "tracestate: b=2"]
        #expect(try await extensions(headers) == ["traceparent": Self.parent, "tracestate": "a=1,b=2"])
    }

    @Test func `is left out where it breaks the rules, and its state with it`() async throws {
        #expect(try await extensions(["traceparent: nonsense", "tracestate: a=1"]).isEmpty)
        #expect(try await extensions(["tracestate: a=1"]).isEmpty)
    }

    @Test func `gives way to what the event says itself`() async throws {
        let own = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-00"
        let event = #"{"specversion":"1.0","type":"t","traceparent":"\#(own)"}"#
        #expect(try await extensions(["traceparent: \(Self.parent)"], event) == ["traceparent": own])
    }

    @Test func `becomes that of each event of a batch`() async throws {
        let engine = MemoryEngine()
        try await TestServer.run(engine) { server async throws in
            _ = try await server.post(
                #"[{"specversion":"1.0","type":"t"},{"specversion":"1.0","type":"t"}]"#,
                as: "application/cloudevents-batch+json",
                headers: ["traceparent: \(Self.parent)"]
            )
        }
        let expected = [EventExtension(name: "traceparent", value: Self.parent)]
        #expect(engine.drafts.map(\.extensions) == [expected, expected])
    }
}
