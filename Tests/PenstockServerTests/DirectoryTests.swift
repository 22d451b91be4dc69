import PenstockCore
import PenstockEngine
import PenstockJSON
import PenstockPipelines
import Synchronization
import Testing

@testable import PenstockServer

/// What events have told, over the wire.
@Suite struct `Directories over HTTP` {
    private static func run(_ body: @Sendable (TestServer) async throws -> Void) async throws {
        let yaml = "type: user.added\ndirectory: { key: /data/username }\nsample: { username: a }\n"
        let (catalog, diagnostics) = Catalog.read([("user.added.yaml", Array(yaml.utf8))])
        try #require(!diagnostics.contains { $0.severity == .error }, "\(diagnostics)")
        let engine = MemoryEngine { $0.sources = SourceGround(catalog: catalog) }
        let rows = ["b", "a", "ä/1"].map { key in
            DirectoryRow(
                key: key,
                json: Array(#"{"username":"\#(key)"}"#.utf8),
                event: EventSequence(1),
                acceptedAt: MemoryEngine.epoch
            )
        }
        engine.store.directories.withLock { $0["people"] = rows }
        try await TestServer.run(engine, body)
    }

    @Test func `are listed by keys, and shown row by row`() async throws {
        try await Self.run { server async throws in
            let first = try await server.get("/v1/directory/people?limit=2").json
            #expect(first["items"]?.arrayValue?.map { $0["key"] } == ["a", "b"] && first["next"] == "b")
            #expect(first.at("/items/0/row/username") == "a" && first.at("/items/0/accepted_at") != nil)
            let rest = try await server.get("/v1/directory/people?limit=2&after=b").json
            #expect(rest["items"]?.arrayValue?.map { $0["key"] } == ["ä/1"] && rest["next"] == nil)
            let row = try await server.get("/v1/directory/people/%C3%A4%2F1")
            #expect(try row.status == 200 && row.json["key"] == "ä/1", "\(row.text)")
        }
    }

    @Test(
        arguments: [
            ("/v1/directory/people/nobody", 404, "no event has told 'people' of 'nobody'"),
            ("/v1/directory/peple", 404, "is 'people' meant?"), ("/v1/directory/staff/a", 404, "no event type feeds"),
            ("/v1/directory/people?limit=0", 400, "'limit'"), ("/v1/directory/people?aftr=a", 400, "is 'after' meant?"),
        ]
    )
    func `say what they have not`(path: String, status: Int, text: String) async throws {
        try await Self.run { server async throws in
            let answer = try await server.get(path)
            #expect(answer.status == status && answer.text.contains(text), "\(answer.text)")
        }
    }
}
