import PenstockEngine
import PenstockJSON
import Testing

@Suite struct `A store that cannot keep up` {
    private static let busy = IntakeError(.busy, "more wait than the disk keeps up with", retryAfter: .seconds(7))

    @Test func `is told with 429 and when to come again`() async throws {
        try await TestServer.run(MemoryEngine { $0.refusal = Self.busy }) { server async throws in
            let answer = try await server.post(#"{"type":"t"}"#)
            #expect(answer.status == 429)
            #expect(answer.problem == "busy")
            #expect(answer.headers["retry-after"] == "7")
            #expect(try answer.json["retry_after"]?.numberValue?.int64 == 7)
            server.engine.change { $0.refusal = nil }
            #expect(try await server.post(#"{"type":"t"}"#).status == 202)
        }
    }

    @Test func `is told for each event of a batch, and for the batch when none was taken`() async throws {
        let batch = #"[{"specversion":"1.0","type":"t"},{"specversion":"1.0","type":"t"}]"#
        try await TestServer.run(MemoryEngine { $0.refusal = Self.busy }) { server async throws in
            let answer = try await server.post(batch, as: "application/cloudevents-batch+json")
            #expect(answer.status == 429)
            #expect(answer.headers["retry-after"] == "7")
            #expect(try answer.json.at("/1/type")?.stringValue == "/problems/busy")
            #expect(try answer.json.at("/1/retry_after")?.numberValue?.int64 == 7)
        }
    }

    @Test func `is another thing than a disk that is full`() async throws {
        let full = IntakeError(.full, "the disk is full; nothing was stored")
        try await TestServer.run(MemoryEngine { $0.refusal = full }) { server async throws in
            let answer = try await server.post(#"{"type":"t"}"#)
            #expect(answer.status == 507)
            #expect(answer.problem == "storage-full")
        }
    }
}
