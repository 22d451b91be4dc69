import Foundation
import PenstockCore
import PenstockEngine
import PenstockJSON
import PenstockPipelines
import PenstockPlugins
import Testing

@testable import PenstockServer

/// Webhooks of other systems, over the wire.
@Suite struct `A source` {
    private static let secret = "a-secret-nobody-sees"

    private static let lms = """
        methods: [POST, GET]
        verify:
          any:
            - { header: X-Secret, equals: "${env:S}" }
            - { field: secret, equals: "${env:S}" }
            - { query: secret, equals: "${env:S}" }
        echo: { query: echo }
        events:
          - when: { hook: course.completed }
            type: course.completed
            data: { username: { from: username, required: true }, score: { from: score, as: number } }
        """

    private static let batch = """
        verify: { bearer: "${env:S}" }
        items: /payloads
        events: [{ type: user.added, id: id, data: { username: { from: u, required: true } } }]
        """

    /// Runs a body against a server with the sources `lms`, `learning` (the same, which learns), `batch` and `off`.
    private static func run(
        _ change: (inout MemoryEngine.Settings) -> Void = { _ in },
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        let ground = try ground([
            "lms": lms, "learning": lms + "\nlearn: true\n", "batch": batch, "off": lms + "\nenabled: false\n",
        ])
        let engine = MemoryEngine { settings in
            settings.sources = ground
            change(&settings)
        }
        try await TestServer.run(engine, body)
    }

    static func ground(_ sources: [String: String]) throws -> SourceGround {
        let directory = NSTemporaryDirectory() + "penstock-server-sources-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory + "/sources", withIntermediateDirectories: true)
        for (name, text) in sources {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/sources/\(name).yaml"))
        }
        let (set, diagnostics) = PipelineLoader.loadSources(
            directory: directory,
            stageTypes: NoStageTypes(),
            catalog: Catalog(),
            settings: Settings(),
            lookup: .given(["S": secret])
        )
        try #require(!diagnostics.contains { $0.severity == .error }, "\(diagnostics)")
        return SourceGround(sources: set)
    }

    private struct NoStageTypes: StageTypes {
        func find(_: StageKind, _: String) -> (any ConfigurableStageType)? { nil }
        func ids(_: StageKind) -> [String] { [] }
    }

    private static let form = "application/x-www-form-urlencoded"

    @Test func `takes form, JSON and query, and answers as events are answered`() async throws {
        try await Self.run { server async throws in
            let path = "/in/lms/course.completed"
            let answers = [
                try await server.post(
                    "username=a&score=90",
                    to: path,
                    as: Self.form,
                    headers: ["X-Secret: \(Self.secret)"]
                ),
                try await server.post("{\"username\":\"b\",\"score\":\"90\",\"secret\":\"\(Self.secret)\"}", to: path),
                try await server.get("\(path)?username=c&score=90&secret=\(Self.secret)"),
            ]
            for answer in answers {
                #expect(answer.status == 202, "\(answer.text)")
                #expect(try answer.json["duplicate"] == false && answer.json["deliveries"]?.count == 1)
            }
            let drafts = server.engine.drafts
            #expect(drafts.map(\.type) == Array(repeating: "course.completed", count: 3))
            #expect(drafts.allSatisfy { $0.source == "/in/lms" && $0.id?.hasPrefix("lms-") == true })
            #expect(
                drafts.map { String(decoding: $0.data ?? [], as: UTF8.self) }
                    == ["a", "b", "c"].map { "{\"username\":\"\($0)\",\"score\":90}" }
            )
            let again = try await server.get("\(path)?username=c&score=90&secret=\(Self.secret)")
            #expect(try again.status == 202 && again.json["duplicate"] == true)
        }
    }

    @Test func `tells nobody why a secret is wrong, and counts it`() async throws {
        try await Self.run { server async throws in
            let answer = try await server.post("{}", to: "/in/lms", headers: ["X-Secret: wrong-\(Self.secret)"])
            #expect(answer.status == 401 && answer.problem == "not-verified")
            #expect(answer.headers["www-authenticate"] == "Webhook realm=\"/in/lms\"")
            #expect(!answer.text.contains("wrong secret") && !answer.text.contains(Self.secret))
            let bearer = try await server.post("{}", to: "/in/batch")
            #expect(bearer.headers["www-authenticate"] == "Bearer realm=\"/in/batch\"")
            let shown = try await server.get("/v1/sources/lms").json
            #expect(shown["refused"]?.at("/0/reason") == "wrong secret" && shown["refused"]?.at("/0/count") == 1)
            #expect(shown["refused"]?.at("/0/last_text") == "wrong secret in the header x-secret")
            #expect(shown["last_verified"] == nil && server.engine.drafts.isEmpty)
        }
    }

    @Test func `slows down an address that shows wrong secrets, but takes right ones`() async throws {
        try await Self.run { server async throws in
            var statuses: [Int] = []
            for _ in 0..<11 {
                statuses.append(try await server.post("{}", to: "/in/lms", headers: ["X-Secret: wrong"]).status)
            }
            #expect(statuses == Array(repeating: 401, count: 10) + [429])
            let told = try await server.post("{}", to: "/in/batch", headers: ["Authorization: Bearer wrong"])
            #expect(told.status == 429 && told.problem == "too-many-failures")
            #expect(told.headers["retry-after"] == "6" && told.detail.hasPrefix("too many wrong secrets"))
            let right = try await server.get("/in/lms/course.completed?username=c&secret=\(Self.secret)")
            #expect(right.status == 202)
            // Whoever shows nothing tries nothing out.
            #expect(try await server.post("{}", to: "/in/lms").status == 401)
            // All are counted, told so or not.
            let shown = try await server.get("/v1/sources/lms").json
            #expect(shown["refused"]?.arrayValue?.first { $0["reason"] == "wrong secret" }?["count"] == 11)
            let metrics = try await server.get("/metrics").text
            #expect(metrics.contains(#"penstock_access_failures_total{reason="secret"} 10"#), "\(metrics)")
            #expect(metrics.contains(#"penstock_access_failures_total{reason="limited"} 2"#))
        }
    }

    @Test func `counts wrong secrets and wrong tokens of an address together`() async throws {
        let keys = Keys()
        let ground = try Self.ground(["lms": Self.lms])
        try await TestServer.run(access: keys.setup, MemoryEngine { $0.sources = ground }) { server async throws in
            for _ in 0..<5 {
                #expect(try await server.post("{}", to: "/in/lms", headers: ["X-Secret: wrong"]).status == 401)
                #expect(try await server.send("GET", "/v1/status", headers: [Key("x", [.admin]).header]).status == 401)
            }
            #expect(try await server.post("{}", to: "/in/lms", headers: ["X-Secret: wrong"]).status == 429)
            #expect(try await server.send("GET", "/v1/status", headers: [Key("x", [.admin]).header]).status == 429)
            #expect(try await server.send("GET", "/v1/status", headers: [keys.read.header]).status == 200)
        }
    }

    @Test(arguments: ["/in/lms", "/in/lms/course.completed"])
    func `lets a CloudEvents sender ask first`(path: String) async throws {
        try await Self.run { server async throws in
            let asked = ["WebHook-Request-Origin: lms.example.com", "WebHook-Request-Rate: 120"]
            let answer = try await server.send("OPTIONS", path, headers: asked)
            #expect(answer.status == 200 && answer.headers["allow"] == "POST, GET, OPTIONS")
            #expect(answer.headers["webhook-allowed-origin"] == "lms.example.com")
            #expect(answer.headers["webhook-allowed-rate"] == "120")
            #expect(answer.headers["access-control-allow-origin"] == nil)
            let plain = try await server.send("OPTIONS", path)
            #expect(plain.status == 204 && plain.headers["webhook-allowed-origin"] == nil)
            #expect(server.engine.drafts.isEmpty)
            // It is no request that was verified or refused.
            let shown = try await server.get("/v1/sources/lms").json
            #expect(shown["last_verified"] == nil && shown["refused"]?.count == 0)
        }
    }

    @Test func `consents to nothing where it is not there, or another site asks`() async throws {
        try await Self.run { server async throws in
            let asked = ["WebHook-Request-Origin: lms.example.com"]
            for path in ["/in/off", "/in/none"] {
                let answer = try await server.send("OPTIONS", path, headers: asked)
                #expect(answer.status == 404 && answer.headers["webhook-allowed-origin"] == nil, "\(path)")
            }
            let page = try await server.send("OPTIONS", "/in/lms", headers: asked + ["Origin: https://evil.example"])
            #expect(page.status == 403 && page.headers["webhook-allowed-origin"] == nil)
            let bad = try await server.send("OPTIONS", "/in/lms", headers: ["WebHook-Request-Origin: <b>"])
            #expect(bad.status == 204 && bad.headers["webhook-allowed-origin"] == nil)
        }
    }

    @Test func `is not there under another name, or where it is disabled`() async throws {
        try await Self.run { server async throws in
            for path in ["/in/none", "/in/off", "/in/none/hook", "/in/LMS"] {
                let answer = try await server.post("{}", to: path)
                #expect(answer.status == 404 && answer.problem == "unknown-source", "\(path)")
            }
            for path in ["/in", "/in/lms/a/b"] {
                #expect(try await server.post("{}", to: path).problem == "not-found")
            }
        }
    }

    @Test(arguments: ["PUT", "DELETE", "PATCH", "HEAD"])
    func `says which methods it takes`(method: String) async throws {
        try await Self.run { server async throws in
            let answer = try await server.send(method, "/in/lms/course.completed?secret=\(Self.secret)&username=a")
            #expect(answer.status == 405 && answer.headers["allow"] == "POST, GET, OPTIONS")
            #expect(server.engine.drafts.isEmpty)
            #expect(try await server.get("/in/batch").headers["allow"] == "POST, OPTIONS")
        }
    }

    @Test func `answers an echo as plain text, without an event`() async throws {
        try await Self.run { server async throws in
            let answer = try await server.get("/in/lms?echo=%3Cb%3Ehello%20there")
            #expect(answer.status == 200 && answer.text == "<b>hello there")
            #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
            #expect(answer.headers["x-content-type-options"] == "nosniff")
            let long = try await server.get("/in/lms?echo=\(String(repeating: "a", count: 1_025))")
            #expect(long.status == 400)
            #expect(try await server.get("/in/batch?echo=x").status == 405)
            #expect(server.engine.drafts.isEmpty)
        }
    }

    @Test func `says what was looked for where a request becomes no event`() async throws {
        try await Self.run { server async throws in
            let headers = ["X-Secret: \(Self.secret)"]
            let hook = try await server.post("{}", to: "/in/lms/other", headers: headers)
            #expect(hook.status == 422 && hook.problem == "not-mapped")
            #expect(hook.detail.hasSuffix("the request has the hook 'other'; looked for hook is course.completed"))
            let score = try await server.post(
                #"{"username":"a","score":"x"}"#,
                to: "/in/lms/course.completed",
                headers: headers
            )
            #expect(score.detail == "score: 'x' is no number (from score)")
            let broken = try await server.post("{", to: "/in/lms/course.completed", headers: headers)
            #expect(broken.status == 400 && broken.problem == "unreadable-body")
            let xml = try await server.post("<a/>", to: "/in/lms", as: "application/xml", headers: headers)
            #expect(xml.status == 415 && xml.problem == "unsupported-content-type")
            #expect(server.engine.drafts.isEmpty)
        }
    }

    @Test func `takes a batch as a whole or not at all`() async throws {
        try await Self.run { server async throws in
            let headers = ["Authorization: Bearer \(Self.secret)"]
            let good = try await server.post(
                #"{"payloads":[{"u":"a","id":"1"},{"u":"b","id":"2"}]}"#,
                to: "/in/batch",
                headers: headers
            )
            #expect(try good.status == 202 && good.json.count == 2 && good.json.at("/1/id") == "2")
            let half = try await server.post(#"{"payloads":[{"u":"c"},{},{"v":1}]}"#, to: "/in/batch", headers: headers)
            #expect(half.status == 422 && half.problem == "not-mapped")
            let items = try half.json["items"]
            #expect(items?.count == 2 && items?.at("/0/index") == 1)
            #expect(items?.at("/1/detail") == "username: looked for u, found nothing")
            #expect(try await server.post(#"{"payloads":[]}"#, to: "/in/batch", headers: headers).text == "[]")
            #expect(server.engine.drafts.count == 2)
        }
    }

    @Test func `tells of a store that takes nothing, as events do`() async throws {
        try await Self.run { settings in
            settings.refusal = IntakeError(.busy, "later", retryAfter: .seconds(3))
        } _: { server async throws in
            let answer = try await server.get("/in/lms/course.completed?username=c&secret=\(Self.secret)")
            #expect(answer.status == 429 && answer.headers["retry-after"] == "3")
        }
    }

    @Test func `refuses an event that came round in a loop, and keeps the trace`() async throws {
        try await Self.run { server async throws in
            let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            let headers = ["X-Secret: \(Self.secret)", "traceparent: \(trace)", "penstock-hops: 2"]
            _ = try await server.post(#"{"username":"a"}"#, to: "/in/lms/course.completed", headers: headers)
            let extensions = try #require(server.engine.drafts.first?.extensions)
            #expect(extensions.contains(EventExtension(name: "traceparent", value: trace)))
            let looped = ["X-Secret: \(Self.secret)", "penstock-hops: 99"]
            #expect(try await server.post("{}", to: "/in/lms", headers: looped).status == 508)
        }
    }

    // MARK: Learning

    @Test func `learns what cannot be mapped, with nothing secret in it`() async throws {
        try await Self.run { server async throws in
            let answer = try await server.post(
                "{\"secret\":\"\(Self.secret)\",\"again\":\"\(Self.secret)\",\"u\":\"learner1\"}",
                to: "/in/learning/new?secret=\(Self.secret)&a=b",
                headers: ["X-Secret: \(Self.secret)", "Authorization: Basic eDp5", "Cookie: c=d"]
            )
            #expect(try answer.status == 202 && answer.json["learned"] == true)
            let id = try #require(try answer.json["id"]?.stringValue)
            let list = try await server.get("/v1/sources/learning/learned")
            #expect(list.status == 200 && !list.text.contains(Self.secret) && !list.text.contains("eDp5"))
            let request = try #require(try list.json.at("/items/0/request"))
            #expect(request["hook"] == "new" && request.at("/query/a") == "b" && request.at("/body/u") == "learner1")
            #expect(request.at("/body/again") == "***" && request.at("/body/secret") == nil)
            #expect(try await server.get("/v1/sources/learning").json["learned"] == 1)
            #expect(try await server.get("/v1/sources/learning/learned/\(id)").status == 200)
            #expect(try await server.get("/v1/sources/lms/learned/\(id)").status == 404)
            #expect(try await server.send("DELETE", "/v1/sources/learning/learned/\(id)").status == 200)
            #expect(try await server.send("DELETE", "/v1/sources/learning/learned/\(id)").status == 404)
            #expect(server.engine.drafts.isEmpty)
        }
    }

    @Test func `lists what it has learned page by page`() async throws {
        try await Self.run { server async throws in
            for number in 0..<5 {
                _ = try await server.get("/in/learning/\(number)?secret=\(Self.secret)")
            }
            var hooks: [String] = []
            var cursor = ""
            repeat {
                let page = try await server.get("/v1/sources/learning/learned?limit=2\(cursor)").json
                hooks += page["items"]?.arrayValue?.compactMap { $0.at("/request/hook")?.stringValue } ?? []
                cursor = page["next"]?.stringValue.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            #expect(hooks == ["4", "3", "2", "1", "0"])
            #expect(try await server.get("/v1/sources/learning/learned?cursor=e1").problem == "invalid-parameter")
            #expect(try await server.get("/v1/sources/learning/learned/x").status == 404)
        }
    }

    @Test func `is shown without anything secret`() async throws {
        try await Self.run { server async throws in
            _ = try await server.get("/in/lms/course.completed?username=c&secret=\(Self.secret)")
            let list = try await server.get("/v1/sources")
            #expect(!list.text.contains(Self.secret))
            let sources = try #require(try list.json["items"]?.arrayValue)
            #expect(sources.map { $0["name"] } == ["batch", "learning", "lms", "off"])
            let lms = sources[2]
            #expect(lms["verify"] == "header x-secret, field secret or query parameter secret")
            #expect(lms["last_verified"] == .string(server.engine.now.description) && lms["events_accepted"] == 1)
            #expect(lms.at("/events/0/when") == "hook is course.completed" && sources[3]["enabled"] == false)
            let unknown = try await server.get("/v1/sources/lmss")
            #expect(unknown.problem == "unknown-source" && unknown.detail.contains("is 'lms' meant?"))
        }
    }
}
