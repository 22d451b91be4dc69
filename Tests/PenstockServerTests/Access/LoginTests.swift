import Logging
import PenstockCore
import Testing

@testable import PenstockServer

@Suite struct `Logging in to the dashboard` {
    private static let form = "Content-Type: application/x-www-form-urlencoded"
    private let keys = Keys()

    private func logIn(
        _ server: TestServer,
        _ token: String,
        next: String = "",
        headers: [String] = []
    ) async throws -> Answer {
        let body = "token=\(token)&next=\(next)"
        return try await server.send("POST", "/login", headers: [Self.form] + headers, body: Array(body.utf8))
    }

    /// The part of a cookie that goes back.
    private func cookie(_ answer: Answer) -> String {
        "Cookie: " + (answer.headers["set-cookie"] ?? "").prefix { $0 != ";" }
    }

    @Test func `leads a browser to the log-in and back, and a program nowhere`() async throws {
        try await TestServer.run(access: keys.setup) { [keys] server async throws in
            let html = ["Accept: text/html,application/xhtml+xml"]
            let led = try await server.send("GET", "/deliveries?state=dead&x=%22", headers: html)
            #expect(led.status == 303)
            #expect(led.headers["location"] == "/login?next=/deliveries%3Fstate%3Ddead%26x%3D%2522")
            #expect(try await server.get("/deliveries").status == 401)
            #expect(try await server.send("GET", "/v1/status", headers: html).status == 401)
            let back = try await logIn(server, keys.read.secret.text, next: "%2Fdeliveries%3Fstate%3Ddead")
            #expect(back.status == 303 && back.headers["location"] == "/deliveries?state=dead")
        }
    }

    @Test func `a page tells browsers to load nothing from elsewhere`() async throws {
        try await TestServer.run(access: keys.setup) { server async throws in
            let page = try await server.get("/login?next=/x%22%3E%3Cscript%3E")
            #expect(page.status == 200 && !page.text.contains("<script>"))
            #expect(page.headers["content-security-policy"]?.hasPrefix("default-src 'none'; ") == true)
            #expect(page.headers["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
            #expect(page.headers["x-content-type-options"] == "nosniff")
            #expect(page.headers["referrer-policy"] == "same-origin" && page.headers["cache-control"] == "no-store")
            #expect(page.headers["cross-origin-opener-policy"] == "same-origin")
        }
    }

    @Test func `a session reads by itself, and changes things only with its form's token`() async throws {
        try await TestServer.run(access: keys.setup) { [keys] server async throws in
            let session = cookie(try await logIn(server, keys.admin.secret.text))
            #expect(try await server.send("GET", "/v1/status", headers: [session]).status == 200)
            let target = "/v1/pipelines/welcome/pause"
            let bare = try await server.send("POST", target, headers: [session], body: [])
            #expect(bare.status == 403 && bare.problem == "bad-csrf-token")
            let guessed = try await server.send(
                "POST",
                target,
                headers: [session, "penstock-csrf: 00"],
                body: []
            )
            #expect(guessed.problem == "bad-csrf-token")
            // Another session's form is not this one's.
            let other = cookie(try await logIn(server, keys.admin.secret.text))
            #expect(other != session)
            let out = try await server.send(
                "POST",
                "/logout",
                headers: [session, Self.form],
                body: Array("csrf=".utf8)
            )
            #expect(out.status == 403)
            #expect(try await server.send("GET", "/v1/status", headers: [session]).status == 200)
        }
    }

    @Test func `knows its forms by a field or a header`() async throws {
        // The dashboard's pages carry it; here it is taken from the desk, as they do.
        try await TestServer.run(access: keys.setup) { [keys] server async throws in
            let engine = server.engine
            let desk = AccessDesk(engine: engine, tokens: [keys.admin.token], logger: .init(label: "test"))
            let caller = try desk.bearer(keys.admin.secret.text[...])
            let id = try #require(desk.logIn(caller))
            let person = try #require(desk.person(id))
            #expect(person.means == .session && person.csrf?.count == 64 && person.csrf != desk.anyone.csrf)
            #expect(desk.person(id)?.csrf == person.csrf, "it stays for the session")
            let second = try #require(desk.logIn(caller))
            #expect(desk.person(second)?.csrf != person.csrf && second != id)
            desk.logOut(id)
            #expect(desk.person(id) == nil && desk.person(second) != nil)
            _ = try await desk.revoke(keys.admin.token.id, isForced: true)
            #expect(desk.person(second) == nil, "its token counts no more")
        }
    }

    @Test func `a session that was there before is worth nothing afterwards`() async throws {
        try await TestServer.run(access: keys.setup) { [keys] server async throws in
            let planted = "Cookie: penstock_session=planted"
            let answer = try await logIn(server, keys.read.secret.text, headers: [planted])
            #expect(answer.headers["set-cookie"]?.contains("planted") == false)
            #expect(try await server.send("GET", "/v1/status", headers: [planted]).status == 401)
            let first = cookie(answer)
            let again = cookie(try await logIn(server, keys.read.secret.text, headers: [first]))
            #expect(again != first)
            #expect(try await server.send("GET", "/v1/status", headers: [first]).status == 401)
            #expect(try await server.send("GET", "/v1/status", headers: [again]).status == 200)
        }
    }

    @Test func `refuses what does not count, and another site's form`() async throws {
        try await TestServer.run(access: keys.setup) { [keys] server async throws in
            let wrong = try await logIn(server, Key("x", [.admin]).secret.text)
            #expect(wrong.status == 401 && wrong.headers["set-cookie"] == nil && wrong.text.contains("<form"))
            #expect(try await logIn(server, keys.ingest.secret.text).status == 403)
            #expect(try await logIn(server, keys.expired.secret.text).status == 401)
            #expect(try await logIn(server, "%3Cscript%3E").text.contains("<script>") == false)
            let forged = try await logIn(
                server,
                keys.admin.secret.text,
                headers: ["Origin: http://evil.example"]
            )
            #expect(forged.problem == "cross-site")
            #expect(try await logIn(server, "%zz").status == 400)
        }
    }

    @Test func `the cookie is for TLS alone where the browser came by it`() async throws {
        try await TestServer.run(access: AccessSetup(tokens: [keys.read.token], hosts: ["p.example"])) {
            [keys] server async throws in
            let body = Array("token=\(keys.read.secret.text)".utf8)
            let answer = try await server.send(
                "POST",
                "/login",
                headers: [Self.form, "Origin: https://p.example"],
                body: body,
                host: "p.example"
            )
            #expect(answer.headers["set-cookie"]?.hasPrefix("__Host-penstock_session=") == true, "\(answer)")
            #expect(answer.headers["set-cookie"]?.hasSuffix("; Secure") == true)
        }
    }

    @Test func `where nobody is asked, forms are checked all the same, and there is nothing to log in to`() async throws
    {
        try await TestServer.run { server async throws in
            #expect(try await server.get("/login").headers["location"] == "/")
            let bare = try await server.send(
                "POST",
                "/logout",
                headers: [Self.form],
                body: Array("x=1".utf8)
            )
            #expect(bare.status == 403 && bare.problem == "bad-csrf-token")
        }
    }
}
