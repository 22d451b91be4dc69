import PenstockCore
import PenstockEngine
import Synchronization
import Testing

@testable import PenstockServer

@Suite struct `Pages of sources` {
    private static let secret = "a-secret-nobody-sees"
    private static let html = ["Accept: text/html"]
    private static let form = ["Content-Type: application/x-www-form-urlencoded", "Accept: text/html"]

    private static let axis = """
        description: "The <b>LMS</b>"
        methods: [POST, GET]
        verify:
          any:
            - { header: X-Secret, equals: "${env:S}" }
            - { query: secret, equals: an-open-secret }
        events:
          - when: { hook: [course.completed, "course.completed.*"] }
            type: course.completed
            data:
              username: { from: [login, /user/name], required: true }
              origin: { from: o, values: { "1": admin }, default: unknown }
        learn: true
        expect: { every: 1d }
        """

    private static func run(
        access: AccessSetup = AccessSetup(),
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        let ground = try `A source`.ground(["axis": axis, "off": axis + "\nenabled: false\n"])
        try await TestServer.run(access: access, MemoryEngine { $0.sources = ground }, body)
    }

    /// What a page shows as text, its markup's escapes undone.
    private static func page(_ server: TestServer, _ path: String) async throws -> String {
        let answer = try await server.send("GET", path, headers: html)
        #expect(answer.status == 200 && answer.headers["cache-control"] == "no-store", "\(path)")
        return answer.text
    }

    @Test func `list addresses, states and how each fares`() async throws {
        try await Self.run { server async throws in
            let right = ["X-Secret: \(Self.secret)"]
            _ = try await server.post(#"{"login":"a"}"#, to: "/in/axis/course.completed", headers: right)
            for _ in 0..<2 { _ = try await server.post("{}", to: "/in/axis", headers: ["X-Secret: wrong"]) }
            let list = try await Self.page(server, "/sources")
            #expect(list.contains("<code>/in/axis/{hook}</code>") && list.contains("href=\"/sources/axis\""))
            #expect(list.contains("Last verified now; 2 refused: wrong secret"), "\(list)")
            #expect(list.contains("header x-secret or query parameter secret") && list.contains("every 1d"))
            #expect(list.contains(">learning</span>") && list.contains(">disabled</span>"))
            #expect(list.contains("aria-current=\"page\">Sources</a>"))
        }
    }

    @Test func `show one with its document and without its secrets`() async throws {
        try await Self.run { server async throws in
            _ = try await server.post("{}", to: "/in/axis", headers: ["X-Secret: wrong-<script>"])
            let page = try await Self.page(server, "/sources/axis")
            #expect(page.contains("The &lt;b&gt;LMS&lt;/b&gt;") && !page.contains("<script>"))
            #expect(page.contains("<code>data.username</code>"))
            #expect(page.contains("login or /user/name, required"))
            #expect(page.contains("o, &#39;1&#39; is &quot;admin&quot;, otherwise &quot;unknown&quot;"), "\(page)")
            #expect(page.contains("<code>/in/axis/course.completed.*</code>"))
            #expect(page.contains("curl -X POST &#39;http://127.0.0.1/in/axis/course.completed&#39;"), "\(page)")
            #expect(page.contains("equals: &quot;${env:S}&quot;"))
            #expect(page.contains("query: secret, equals: &#39;***&#39;"))
            for secret in [Self.secret, "an-open-secret"] { #expect(!page.contains(secret)) }
            #expect(try await Self.page(server, "/sources/off").contains("while the source is disabled"))
            let missing = try await server.send("GET", "/sources/axs", headers: Self.html)
            #expect(missing.status == 404 && missing.text.contains("&#39;axis&#39; meant?"))
            let program = try await server.get("/sources/axs")
            #expect(program.problem == "unknown-source")
        }
    }

    @Test func `show what was learned as text, and forget it`() async throws {
        try await Self.run { server async throws in
            _ = try await server.post(
                #"{"a":"<script>alert(1)</script>"}"#,
                to: "/in/axis/new%3Cscript%3E",
                headers: ["X-Secret: \(Self.secret)"]
            )
            let page = try await Self.page(server, "/sources/axis")
            #expect(page.contains("href=\"/sources/axis/learned/l1\"") && page.contains("1 learned"))
            #expect(page.contains("the hook &#39;new&lt;script&gt;&#39;") && !page.contains("<script>"), "\(page)")
            let learned = try await Self.page(server, "/sources/axis/learned/l1")
            #expect(learned.contains("&quot;a&quot;: &quot;&lt;script&gt;alert(1)"), "\(learned)")
            #expect(!learned.contains("<script>") && !learned.contains(Self.secret))
            let path = "/sources/axis/learned/l1/forget"
            #expect(learned.contains("action=\"\(path)\""))
            let without = try await server.send("POST", path, headers: Self.form, body: Array("csrf=0".utf8))
            #expect(without.status == 403 && without.text.contains("The form was not made by this server"))
            let csrf = try await server.csrfField
            let forgotten = try await server.send("POST", path, headers: Self.form, body: csrf)
            #expect(forgotten.status == 303 && forgotten.headers["location"] == "/sources/axis#learned")
            #expect(try await Self.page(server, "/sources/axis").contains("None is kept."))
            for path in ["/sources/axis/learned/l1", "/sources/axis/learned/x", "/sources/off/learned/l1"] {
                #expect(try await server.send("GET", path, headers: Self.html).status == 404, "\(path)")
            }
            #expect(try await server.send("POST", path, headers: Self.form, body: csrf).status == 404)
        }
    }

    @Test func `let nobody forget who may only look`() async throws {
        let keys = Keys()
        try await Self.run(access: keys.setup) { server async throws in
            _ = try await server.post("{}", to: "/in/axis/new", headers: ["X-Secret: \(Self.secret)"])
            let page = try await server.send("GET", "/sources/axis/learned/l1", headers: [keys.read.header] + Self.html)
            #expect(page.status == 200 && !page.text.contains("/forget"))
            let path = "/sources/axis/learned/l1/forget"
            #expect(try await server.send("POST", path, headers: [keys.read.header], body: []).status == 403)
            #expect(try await server.send("POST", path, headers: [keys.ingest.header], body: []).status == 403)
            #expect(server.engine.store.learnedList.withLock { $0.count } == 1)
            let led = try await server.send("GET", "/sources", headers: Self.html)
            #expect(led.status == 303 && led.headers["location"] == "/login?next=/sources")
        }
    }
}
