import PenstockCore
import PenstockJSON
import Testing

@testable import PenstockServer

@Suite struct `Tokens over HTTP` {
    private func make(_ server: TestServer, _ json: String, _ key: Key? = nil) async throws -> Answer {
        try await server.post(json, to: "/v1/tokens", headers: key.map { [$0.header] } ?? [])
    }

    @Test func `the first is made without one, shows itself once, and closes the door behind it`() async throws {
        try await TestServer.run { server async throws in
            let refused = try await make(server, #"{"name":"lms","scopes":["ingest"]}"#)
            #expect(refused.status == 409 && refused.detail.contains("admin first"), "\(refused.text)")
            let made = try await make(server, #"{"name":"admin","scopes":["admin"],"expires":"90d"}"#)
            #expect(made.status == 201 && made.headers["cache-control"] == "no-store")
            let token = try #require(made.json["token"]?.stringValue)
            #expect(TokenSecret(token) != nil)
            #expect(try made.json["state"] == "live" && made.json["expires_at"] != nil)

            #expect(try await server.get("/v1/tokens").status == 401)
            let header = ["Authorization: Bearer \(token)"]
            let list = try await server.send("GET", "/v1/tokens", headers: header)
            #expect(try list.json.at("/items")?.count == 1 && !list.text.contains(token))
            let another = try await server.post(
                #"{"name":"lms","scopes":["ingest","read"]}"#,
                to: "/v1/tokens",
                headers: header
            )
            #expect(another.status == 201)
        }
    }

    @Test func `one that is revoked counts no more at once, and the last is kept`() async throws {
        let keys = Keys()
        try await TestServer.run(access: keys.setup) { server async throws in
            func revoke(_ key: Key, _ query: String = "") async throws -> Answer {
                try await server.send("DELETE", "/v1/tokens/\(key.token.id.text)\(query)", headers: [keys.admin.header])
            }
            #expect(try await server.send("GET", "/v1/status", headers: [keys.read.header]).status == 200)
            let revoked = try await revoke(keys.read)
            #expect(try revoked.status == 200 && revoked.json["state"] == "revoked")
            #expect(try revoked.json["last_used_at"] != nil, "it says when it was used last")
            #expect(try await server.send("GET", "/v1/status", headers: [keys.read.header]).status == 401)
            let last = try await revoke(keys.admin)
            #expect(last.status == 409 && last.problem == "conflict")
            #expect(try await server.send("DELETE", "/v1/tokens/00000000", headers: [keys.admin.header]).status == 404)
            #expect(try await revoke(keys.admin, "?force=true").status == 200)
            #expect(try await revoke(keys.ingest).status == 401)
        }
    }

    @Test(arguments: [
        (#"{}"#, "name"), (#"{"name":"","scopes":["read"]}"#, "needs a name"), (#"{"name":"x"}"#, "scopes"),
        (#"{"name":"x","scopes":[]}"#, "needs a scope"), (#"{"name":"x","scopes":["reed"]}"#, "is 'read' meant?"),
        (#"{"name":"x","scopes":[7]}"#, "no scope '7'"), (#"{"name":"x","scopes":"read"}"#, "must be a list"),
        (#"{"name":"x","scopes":["admin"],"expires":"soon"}"#, "90d"), (#"{"nam":"x"}"#, "is 'name' meant?"),
        (#"{"name":"a\u0007b","scopes":["admin"]}"#, "control character"),
    ])
    func `what is asked for wrongly is told`(body: String, words: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await make(server, body)
            #expect(answer.status == 400 && answer.detail.contains(words), "\(answer.text)")
            #expect(try await server.get("/v1/tokens").json.at("/items")?.count == 0)
        }
    }
}
