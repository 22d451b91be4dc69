import PenstockCore
import PenstockPipelines
import PenstockJSON
import Testing

@testable import PenstockServer

@Suite struct `The guard before all routes` {
    private let keys = Keys()
    private static let event = #"{"type":"course.completed","data":{}}"#
    private static let json = "Content-Type: application/json"

    @Test func `asks nobody on this machine before there is a token`() async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.post(Self.event).status == 202)
            #expect(try await server.get("/v1/events").status == 200)
            #expect(try await server.post("", to: "/v1/pipelines/welcome/pause", as: nil).status == 200)
            #expect(try await server.get("/metrics").status == 200)
        }
    }

    @Test func `asks everyone from then on, and says how to answer`() async throws {
        try await TestServer.run(access: keys.setup) { server async throws in
            for (method, path) in [
                ("GET", "/v1/events"), ("POST", "/v1/reload"), ("GET", "/metrics"), ("GET", "/v1/no"),
            ] {
                let answer = try await server.send(method, path)
                #expect(answer.status == 401 && answer.problem == "unauthenticated", "\(path)")
                #expect(answer.headers["www-authenticate"] == #"Bearer realm="penstock""#)
            }
            #expect(try await server.post(Self.event).status == 401)
            for path in ["/healthz", "/readyz", "/problems", "/problems/loop", "/login"] {
                #expect(try await server.get(path).status == 200, "\(path)")
            }
        }
    }

    @Test func `lets each token do what its scopes say`() async throws {
        try await TestServer.run(access: keys.setup) { [keys] server async throws in
            func status(_ key: Key, _ method: String, _ path: String, _ body: String? = nil) async throws -> Int {
                let headers = [key.header] + (body == nil ? [] : [Self.json])
                return try await server.send(method, path, headers: headers, body: body.map { Array($0.utf8) }).status
            }
            #expect(try await status(keys.ingest, "POST", "/v1/events", Self.event) == 202)
            #expect(try await status(keys.ingest, "GET", "/v1/events") == 403)
            #expect(try await status(keys.read, "GET", "/v1/events") == 200)
            #expect(try await status(keys.read, "HEAD", "/metrics") == 200)
            #expect(try await status(keys.read, "POST", "/v1/events", Self.event) == 403)
            #expect(try await status(keys.read, "POST", "/v1/pipelines/welcome/pause") == 403)
            #expect(try await status(keys.read, "GET", "/v1/tokens") == 403)
            #expect(try await status(keys.admin, "POST", "/v1/events", Self.event) == 202)
            #expect(try await status(keys.admin, "GET", "/v1/events") == 200)
            #expect(try await status(keys.admin, "POST", "/v1/pipelines/welcome/pause") == 200)
            #expect(server.engine.drafts.count == 2)
        }
    }

    @Test func `names the scope that is lacking`() async throws {
        try await TestServer.run(access: keys.setup) { [keys] server async throws in
            let answer = try await server.send("GET", "/v1/events", headers: [keys.ingest.header])
            #expect(answer.problem == "missing-scope" && answer.detail.contains("'read'"), "\(answer.detail)")
            let challenge = answer.headers["www-authenticate"] ?? ""
            #expect(challenge.contains(#"error="insufficient_scope", scope="read""#), "\(challenge)")
        }
    }

    @Test(arguments: ["/v1/events", "/v1/status", "http://127.0.0.1/v1/status", "//v1/status"])
    func `takes no token that is unknown, expired or revoked, however the path is written`(path: String) async throws {
        try await TestServer.run(access: keys.setup) { [keys] server async throws in
            for (key, words) in [
                (Key("x", [.admin]), "not one of"), (keys.expired, "expired at"), (keys.revoked, "was revoked"),
            ] {
                let answer = try await server.send("GET", path, headers: [key.header])
                #expect(answer.status == 401 && answer.detail.contains(words), "\(answer.detail)")
                #expect(answer.headers["www-authenticate"]?.contains(#"error="invalid_token""#) == true)
                #expect(!answer.text.contains(key.secret.text))
            }
            let posted = try await server.post(Self.event, headers: [keys.expired.header])
            #expect(posted.status == 401 && server.engine.drafts.isEmpty)
        }
    }

    @Test func `takes other kinds of credentials for none`() async throws {
        try await TestServer.run(access: keys.setup) { [keys] server async throws in
            for header in [
                "Authorization: Basic \(keys.admin.secret.text)", "Authorization: \(keys.admin.secret.text)",
                "Authorization: Bearer", "Authorization: Bearer  ", "X-Token: \(keys.admin.secret.text)",
            ] {
                #expect(try await server.send("GET", "/v1/status", headers: [header]).status == 401, "\(header)")
            }
            let small = "authorization: bearer \(keys.admin.secret.text)"
            #expect(try await server.send("GET", "/v1/status", headers: [small]).status == 200)
        }
    }

    @Test func `slows down an address that shows wrong tokens, but not right ones`() async throws {
        try await TestServer.run(access: keys.setup) { [keys] server async throws in
            let wrong = Key("x", [.admin]).header
            var statuses: [Int] = []
            for _ in 0..<11 { statuses.append(try await server.send("GET", "/v1/status", headers: [wrong]).status) }
            #expect(statuses == Array(repeating: 401, count: 10) + [429])
            let told = try await server.post(Self.event, headers: [wrong])
            #expect(told.problem == "too-many-failures" && told.headers["retry-after"] == "6")
            #expect(try await server.send("GET", "/v1/status", headers: [keys.read.header]).status == 200)
            let metrics = try await server.send("GET", "/metrics", headers: [keys.read.header]).text
            #expect(metrics.contains(#"penstock_access_failures_total{reason="unknown"} 10"#))
            #expect(metrics.contains(#"penstock_access_failures_total{reason="limited"} 2"#))
        }
    }

    @Test func `keeps when a token was used`() async throws {
        try await TestServer.run(access: keys.setup) { [keys] server async throws in
            _ = try await server.post(Self.event, headers: [keys.ingest.header])
            let answer = try await server.send("GET", "/v1/tokens", headers: [keys.admin.header])
            let items = try answer.json.at("/items")?.arrayValue ?? []
            let used = items.first { $0["name"] == "lms" }?["last_used_at"]
            #expect(used?.stringValue == server.engine.now.description, "\(answer.text)")
            #expect(items.first { $0["name"] == "reader" }?["last_used_at"] == nil)
            #expect(!answer.text.contains(keys.ingest.secret.text) && !answer.text.contains("digest"))
        }
    }

    @Test func `is open on this machine for all where the settings say so, but not to strangers`() async throws {
        var setup = keys.setup
        setup.authentication = .loopbackOpen
        try await TestServer.run(access: setup) { server async throws in
            #expect(try await server.get("/v1/status").status == 200)
            let body = Array(Self.event.utf8)
            let stranger = try await server.send(
                "POST",
                "/v1/events",
                headers: [Self.json],
                body: body,
                isStranger: true
            )
            #expect(stranger.status == 401)
        }
        try await TestServer.run(access: AccessSetup(authentication: .required)) { server async throws in
            #expect(try await server.get("/v1/status").status == 401)
        }
    }

    // MARK: - Strangers

    @Test func `shows strangers only what is for them`() async throws {
        try await TestServer.run(access: keys.setup) { [keys] server async throws in
            func status(_ method: String, _ path: String, _ headers: [String] = [], _ body: String? = nil) async throws
                -> Int
            {
                let body = body.map { Array($0.utf8) }
                return try await server.send(method, path, headers: headers, body: body, isStranger: true).status
            }
            #expect(try await status("GET", "/healthz") == 200)
            for path in ["/v1/events", "/v1/status", "/metrics", "/readyz", "/", "/login", "/problems", "/v1/tokens"] {
                #expect(try await status("GET", path, [keys.admin.header]) == 404, "\(path)")
            }
            #expect(try await status("POST", "/v1/reload", [keys.admin.header]) == 404)
            #expect(try await status("POST", "/v1/events", [Self.json], Self.event) == 401)
            #expect(try await status("POST", "/v1/events", [Self.json, keys.read.header], Self.event) == 403)
            #expect(try await status("POST", "/v1/events", [Self.json, keys.ingest.header], Self.event) == 202)
            #expect(server.engine.drafts.count == 1)
        }
    }

    @Test func `asks strangers for a token also where there is none`() async throws {
        try await TestServer.run(access: AccessSetup(isPublic: true)) { server async throws in
            let answer = try await server.send(
                "POST",
                "/v1/events",
                headers: [Self.json],
                body: Array(Self.event.utf8),
                isStranger: true
            )
            #expect(answer.status == 401 && server.engine.drafts.isEmpty)
            #expect(try await server.get("/v1/events").status == 200)
        }
    }

    // MARK: - Browsers

    @Test func `does nothing that a page of another site asks for`() async throws {
        try await TestServer.run { server async throws in
            for header in ["Origin: http://evil.example", "Sec-Fetch-Site: cross-site", "Origin: null"] {
                // As a form sends it, which needs no leave of this server.
                let plain = try await server.post(Self.event, headers: [header])
                #expect(plain.status == 403 && plain.problem == "cross-site", "\(header)")
                let pause = try await server.post("", to: "/v1/pipelines/welcome/pause", as: nil, headers: [header])
                #expect(pause.problem == "cross-site")
                let source = try await server.send("GET", "/in/axis?secret=x", headers: [header])
                #expect(source.problem == "cross-site", "what a source takes by GET changes something too")
            }
            #expect(server.engine.drafts.isEmpty)
            let own = try await server.post(
                Self.event,
                headers: ["Origin: http://127.0.0.1", "Sec-Fetch-Site: same-origin"]
            )
            #expect(own.status == 202)
        }
    }

    @Test func `answers under no name that a page may have brought along`() async throws {
        let setup = AccessSetup(isPublic: true, hosts: ["penstock.internal"])
        try await TestServer.run(access: setup) { server async throws in
            let body = Array(Self.event.utf8)
            for host in ["evil.example", "127.0.0.1.evil.example:8080"] {
                let read = try await server.send("GET", "/v1/events", host: host)
                #expect(read.status == 421 && read.problem == "wrong-host")
                let write = try await server.send("POST", "/v1/events", headers: [Self.json], body: body, host: host)
                #expect(write.status == 421)
                #expect(!write.text.contains("evil.example"), "what is sent is not sent back")
            }
            for host in ["localhost:9", "[::1]", "penstock.internal", "PENSTOCK.INTERNAL:80"] {
                #expect(try await server.send("GET", "/v1/events", host: host).status == 200, "\(host)")
            }
            #expect(server.engine.drafts.isEmpty)
            #expect(try await server.send("GET", "/healthz", host: "any.example", isStranger: true).status == 200)
        }
    }
}
