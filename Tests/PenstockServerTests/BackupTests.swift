import PenstockCore
import PenstockEngine
import PenstockJSON
import Testing

@testable import PenstockServer

@Suite struct `Backups over HTTP` {
    @Test func `are begun once, and tell how far they are`() async throws {
        try await TestServer.run(MemoryEngine()) { server async throws in
            #expect(try await server.get("/v1/backups/current").status == 404)
            let begun = try await server.post(#"{"file":"/backups/monday.db"}"#, to: "/v1/backups")
            #expect(begun.status == 202)
            let shown = """
                {"file":"/backups/monday.db","state":"running","copied_pages":5,"total_pages":20,\
                "started_at":"2026-03-04T11:00:00Z"}
                """
            #expect(try begun.json.text == shown)
            #expect(try await server.get("/v1/backups/current").json.text == shown)
            #expect(try await server.post(#"{"file":"/backups/2.db"}"#, to: "/v1/backups").status == 409)
        }
    }

    @Test(arguments: ["{}", #"{"file":"monday.db"}"#, #"{"file":5}"#, #"{"path":"/a"}"#])
    func `need an absolute path`(body: String) async throws {
        try await TestServer.run(MemoryEngine()) { server async throws in
            let answer = try await server.post(body, to: "/v1/backups")
            #expect(try answer.status == 400 && answer.json["type"] == "/problems/invalid-parameter")
        }
    }
}
