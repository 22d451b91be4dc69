import PenstockCore
import PenstockEngine
import PenstockJSON
import Testing

@testable import PenstockServer

@Suite struct `The dashboard` {
    private static let browser = ["Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"]
    private static let form = ["Content-Type: application/x-www-form-urlencoded"] + browser

    @Test(
        arguments: [
            "/", "/?window=24h", "/pipelines", "/pipelines/hr-webhook", "/plugins", "/catalog", "/test", "/sources",
            "/inboxes", "/signatures",
        ]
    )
    func `answers with a page that is guarded and that no cache keeps`(path: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send("GET", path, headers: Self.browser)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
            #expect(answer.headers["cache-control"] == "no-store")
            let policy = answer.headers["content-security-policy"] ?? ""
            for part in [
                "default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'",
                "frame-ancestors 'none'", "base-uri 'none'",
            ] { #expect(policy.contains(part)) }
            #expect(!policy.contains("unsafe"))
            #expect(answer.headers["x-content-type-options"] == "nosniff")
            #expect(answer.text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
            #expect(answer.text.contains("Penstock 1.2.3"))

            let head = try await server.send("HEAD", path, headers: Self.browser)
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers["content-type"] == answer.headers["content-type"])
        }
    }

    @Test func `has its files under names that may be kept for ever`() async throws {
        try await TestServer.run { server async throws in
            let page = try await server.get("/").text
            for ending in ["css", "js", "svg"] {
                let names = page.split(separator: "\"").filter {
                    $0.hasPrefix("/assets/") && $0.hasSuffix(".\(ending)")
                }
                let path = String(try #require(names.first))
                let file = try await server.get(path)
                #expect(file.status == 200 && !file.body.isEmpty)
                #expect(file.headers["cache-control"] == "public, max-age=31536000, immutable")
                #expect(file.headers["x-content-type-options"] == "nosniff")
                let tag = try #require(file.headers["etag"])
                let same = try await server.send("GET", path, headers: ["If-None-Match: W/\"x\", \(tag)"])
                #expect(same.status == 304 && same.body.isEmpty && same.headers["etag"] == tag)
                let other = try await server.send("GET", path, headers: ["If-None-Match: \"x\""])
                #expect(other.status == 200)
            }
            for name in ["style.css", "..%2Fstyle.css", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "style.0000000000000000.css"]
            {
                let missing = try await server.get("/assets/\(name)")
                #expect(missing.status == 404 && missing.problem == "not-found", "\(name)")
            }
        }
    }

    @Test func `tells a person of a problem on a page, and a program in a document`() async throws {
        try await TestServer.run { server async throws in
            for (path, status, words) in [
                ("/nowhere", 404, "Nothing answers at /nowhere."),
                ("/pipelines/hr-webhok", 404, "&#39;hr-webhook&#39; meant?"),
                ("/catalog/a", 404, "the catalog has no type"), ("/?window=2h", 400, "it takes 1h or 24h"),
                ("/pipelines/hr-webhook?revision=9", 404, "There is no revision 9"),
                ("/test?typ=x", 400, "is &#39;type&#39; meant?"), ("/test?pipeline=x", 404, "There is no pipeline"),
                ("/%3Cscript%3E", 404, "/%3Cscript%3E"),
            ] {
                let page = try await server.send("GET", path, headers: Self.browser)
                #expect(page.status == status && page.headers["content-type"] == "text/html; charset=utf-8", "\(path)")
                #expect(page.text.lowercased().contains(words.lowercased()), "\(path): \(page.text)")
                #expect(page.headers["content-security-policy"] != nil)
                let document = try await server.send("GET", path, headers: ["Accept: */*"])
                #expect(document.status == status && document.problem != nil, "\(path)")
            }
            // The API stays as it is, whoever asks.
            let api = try await server.send("GET", "/v1/nowhere", headers: Self.browser)
            #expect(api.problem == "not-found")
            let method = try await server.send("GET", "/pipelines/hr-webhook/pause", headers: Self.browser)
            #expect(method.status == 405 && method.headers["allow"] == "POST")
            #expect(method.headers["content-type"] == "text/html; charset=utf-8")
        }
    }

    @Test func `shows a page although the store cannot be read`() async throws {
        let engine = MemoryEngine { $0.readFailure = StoreError(.unavailable, "the disk is away") }
        try await TestServer.run(engine) { server async throws in
            let page = try await server.send("GET", "/", headers: Self.browser)
            #expect(page.status == 200 && page.text.contains("The store could not be read"))
            let pipelines = try await server.send("GET", "/pipelines", headers: Self.browser)
            #expect(pipelines.status == 503 && pipelines.text.contains("The disk is away."))
            #expect(pipelines.headers["retry-after"] == "5")
        }
    }

    @Test func `shows what needs a person, with the way to it`() async throws {
        try await TestServer.run { server async throws in
            for id in 0..<3 { _ = try await server.post(#"{"type":"course.started","id":"\#(id)"}"#) }
            server.engine.store.settle(DeliveryID(1), .dead)
            let page = try await server.get("/").text
            #expect(page.contains("1 delivery of hr-webhook is dead"))
            #expect(page.contains("href=\"/dead?pipeline=hr-webhook\""))
        }
    }

    @Test func `pauses and resumes`() async throws {
        try await TestServer.run { server async throws in
            let csrf = try await server.csrfField
            let paused = try await server.send("POST", "/pipelines/hr-webhook/pause", headers: Self.form, body: csrf)
            #expect(paused.status == 303 && paused.headers["location"] == "/pipelines/hr-webhook")
            let page = try await server.get("/pipelines/hr-webhook").text
            #expect(page.contains("paused") && page.contains("action=\"/pipelines/hr-webhook/resume\""))
            let body = csrf + Array("&back=list".utf8)
            let resumed = try await server.send("POST", "/pipelines/hr-webhook/resume", headers: Self.form, body: body)
            #expect(resumed.status == 303 && resumed.headers["location"] == "/pipelines")
            #expect(
                try await server.get("/pipelines/hr-webhook").text.contains("action=\"/pipelines/hr-webhook/pause\"")
            )
            let missing = try await server.send("POST", "/pipelines/x%2Fy/pause", headers: Self.form, body: csrf)
            #expect(missing.status == 404 && missing.text.contains("There is no pipeline &#39;x/y&#39;"))
        }
    }

    @Test(
        arguments: [
            (["Sec-Fetch-Site: cross-site"], 403), (["Sec-Fetch-Site: same-site"], 403),
            (["Origin: https://evil.example"], 403), (["Origin: null"], 403),
            (["Origin: http://127.0.0.1.evil.example"], 403),
            (["Sec-Fetch-Site: same-origin", "Origin: http://127.0.0.1"], 303), (["Origin: http://127.0.0.1"], 303),
            (["Sec-Fetch-Site: none"], 303), ([], 303),
        ]
    )
    func `takes forms from its own pages alone`(headers: [String], status: Int) async throws {
        try await TestServer.run { server async throws in
            let path = "/pipelines/hr-webhook/pause"
            let csrf = try await server.csrfField
            let answer = try await server.send("POST", path, headers: Self.form + headers, body: csrf)
            #expect(answer.status == status)
            #expect(try await server.get("/pipelines/hr-webhook").text.contains("/resume\"") == (status == 303))
        }
    }

    @Test func `compares the document of a revision with what runs`() async throws {
        let engine = MemoryEngine { $0.documents["hr-webhook"] = ["name": "hr-webhook", "on": "course.*"] }
        let names = ["name: hr-webhook\nrate: 1/s\n", "name: hr-webhook\nrate: 2/s\n"]
        for text in names {
            let document = DocumentText(text: text, stages: "[]")
            engine.store.adopt([PipelineDeclaration(name: "hr-webhook", selector: "{}", document: document)])
        }
        try await TestServer.run(engine) { server async throws in
            let page = try await server.get("/pipelines/hr-webhook?revision=2").text
            #expect(page.contains("<pre class=\"code\" tabindex=\"0\">name: hr-webhook\non: course.*"), "\(page)")
            #expect(page.contains("<del>- rate: 2/s\n</del>") && page.contains("<ins>+ rate: 1/s\n</ins>"), "\(page)")
        }
    }

    @Test func `changes nothing without a form of its own, and says so on a page`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send("POST", "/pipelines/hr-webhook/pause", headers: Self.form, body: [])
            #expect(answer.status == 403 && answer.headers["content-type"] == "text/html; charset=utf-8")
            #expect(answer.text.contains("The form was not made by this server"))
            #expect(try await server.get("/pipelines/hr-webhook").text.contains("/pause\""))
        }
    }
}

extension TestServer {
    /// What a form of a page brings along, as a body.
    var csrfField: [UInt8] {
        get async throws {
            let page = try await get("/pipelines").text
            let value = page.firstMatch(of: /name="csrf" value="([0-9a-f]+)"/)?.output.1
            return Array("csrf=\(value ?? "")".utf8)
        }
    }
}
