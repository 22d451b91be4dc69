import Testing

@testable import PenstockServer

@Suite struct `Pages of inboxes` {
    private static let html = ["Accept: text/html"]
    private static let form = ["Content-Type: application/x-www-form-urlencoded", "Accept: text/html"]

    @Test func `show what arrived, newest first`() async throws {
        try await TestServer.run { server async throws in
            let empty = try await server.send("GET", "/inboxes", headers: Self.html)
            #expect(empty.status == 200 && empty.text.contains("Nothing has arrived"))
            #expect(empty.text.contains("http://127.0.0.1/inbox/NAME"))
            #expect(!empty.text.contains("action=\"/inboxes/clear\""))
            _ = try await server.post("{}", to: "/inbox/hr?fail=503:1&retry_after=7", headers: ["webhook-id: msg_1"])
            _ = try await server.get("/inbox/other")
            let list = try await server.send("GET", "/inboxes", headers: Self.html).text
            #expect(list.contains("msg_1") && list.contains("503, Retry-After: 7"), "\(list)")
            #expect(list.matches(of: />#(\d)<\/a>/).map(\.output.1) == ["2", "1"])
            let one = try await server.send("GET", "/inboxes?name=hr", headers: Self.html).text
            #expect(one.contains(">#1</a>") && !one.contains(">#2</a>"))
            #expect(try await server.send("GET", "/inboxes?nam=hr", headers: Self.html).status == 400)
        }
    }

    @Test func `show one request with everything in it as text`() async throws {
        try await TestServer.run { server async throws in
            let hostile = "<script>alert(1)</script>"
            _ = try await server.post(
                #"{"a":"\#(hostile)"}"#,
                to: "/inbox/%3Cscript%3E/x",
                headers: ["X-A: \(hostile)"]
            )
            let page = try await server.send("GET", "/inboxes/1", headers: Self.html).text
            #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<script>"), "\(page)")
            #expect(page.contains("{\n  &quot;a&quot;: "), "\(page)")
            #expect(page.contains("action=\"/signatures\"") && page.contains("name=\"request\" value=\"POST /inbox/"))
            let list = try await server.send("GET", "/inboxes", headers: Self.html).text
            #expect(list.contains("href=\"/inboxes?name=%3Cscript%3E\"") && !list.contains("<script>"))
            for path in ["/inboxes/2", "/inboxes/x", "/inboxes/%3Cscript%3E"] {
                let missing = try await server.send("GET", path, headers: Self.html)
                #expect(missing.status == 404 && missing.text.contains("it keeps the last 100"), "\(path)")
                #expect(!missing.text.contains("<script>"))
            }
        }
    }

    @Test func `verify nothing of a body that is no text, or not all there`() async throws {
        try await TestServer.run { server async throws in
            _ = try await server.send("POST", "/inbox/hr", body: [0xFF, 0xFE])
            _ = try await server.post(String(repeating: "x", count: 70_000), to: "/inbox/hr", as: "text/plain")
            for id in 1...2 {
                let page = try await server.send("GET", "/inboxes/\(id)", headers: Self.html)
                #expect(page.status == 200 && !page.text.contains("action=\"/signatures\""), "\(id)")
            }
        }
    }

    @Test func `are cleared by a form of their own`() async throws {
        try await TestServer.run { server async throws in
            _ = try await server.post("{}", to: "/inbox/hr")
            let without = try await server.send("POST", "/inboxes/clear", headers: Self.form, body: [])
            #expect(without.status == 403)
            #expect(try await server.get("/v1/inbox/1").status == 200)
            let csrf = try await server.csrfField
            let cleared = try await server.send("POST", "/inboxes/clear", headers: Self.form, body: csrf)
            #expect(cleared.status == 303 && cleared.headers["location"] == "/inboxes")
            #expect(try await server.get("/v1/inbox/1").status == 404)
            let method = try await server.send("GET", "/inboxes/clear", headers: Self.html)
            #expect(method.status == 404 || method.status == 405)
        }
    }

    @Test func `are read by those who look, and cleared by those who change`() async throws {
        let keys = Keys()
        try await TestServer.run(access: keys.setup) { server async throws in
            let send = [keys.ingest.header, "Cookie: a=b; penstock_session=0011"]
            #expect(try await server.post("{}", to: "/inbox/hr", headers: send).status == 200)
            #expect(try await server.send("GET", "/inboxes", headers: [keys.ingest.header]).status == 403)
            let page = try await server.send("GET", "/inboxes/1", headers: [keys.read.header])
            #expect(page.status == 200 && page.text.contains("Bearer ***"))
            // Who reads what arrived is not let in by it.
            let api = try await server.send("GET", "/v1/inbox/1", headers: [keys.read.header])
            for text in [page.text, api.text] {
                #expect(!text.contains(keys.ingest.secret.text) && !text.contains("penstock_session"))
            }
            let cleared = try await server.send("POST", "/inboxes/clear", headers: [keys.read.header], body: [])
            #expect(cleared.status == 403)
            #expect(try await server.send("GET", "/inboxes/1", headers: [keys.read.header]).status == 200)
        }
    }

    @Test func `keep credentials that are for others`() async throws {
        try await TestServer.run { server async throws in
            _ = try await server.post("{}", to: "/inbox/hr", headers: ["Authorization: Bearer of-the-receiver"])
            #expect(try await server.get("/inboxes/1").text.contains("Bearer of-the-receiver"))
        }
    }
}
