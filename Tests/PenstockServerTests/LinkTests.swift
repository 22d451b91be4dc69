import PenstockCore
import PenstockEngine
import PenstockJSON
import PenstockServer
import Synchronization
import Testing

@Suite struct `Links over HTTP` {
    @Test func `are tested as the body says`() async throws {
        let links = LinkDouble()
        try await TestServer.run(links: links) { server async throws in
            let body = """
                {"url":"https://hr.example.com/","method":"PUT","headers":{"X-Course":"Safety"},"body":{"a":1},
                 "timeout":"5s"}
                """
            let answer = try await server.post(body, to: "/v1/links/test")
            #expect(answer.status == 200)
            #expect(try answer.json["code"] == "delivered")
            _ = try await server.post(#"{"pipeline":"hr-webhook","body":"text"}"#, to: "/v1/links/test")
        }
        let (first, second) = (try #require(links.asked.first), try #require(links.asked.last))
        #expect(first.subject == .url("https://hr.example.com/") && first.method == "PUT")
        #expect(first.headers.map(\.name) == ["X-Course"] && first.headers.map(\.value) == ["Safety"])
        #expect(first.body == Array(#"{"a":1}"#.utf8) && first.timeout == .seconds(5))
        #expect(second.subject == .pipeline("hr-webhook") && second.body == Array("text".utf8))
        #expect(second.timeout == .seconds(30) && second.method == nil)
    }

    @Test(
        arguments: [
            "{}", #"{"url":"https://x.example.com/","pipeline":"x"}"#, #"{"url":1}"#,
            #"{"url":"https://x.example.com/","headers":[]}"#, #"{"url":"https://x.example.com/","headers":{"x":1}}"#,
            #"{"url":"https://x.example.com/","timeout":"soon"}"#, #"{"url":"https://x.example.com/","port":1}"#, "[",
        ]
    )
    func `are refused where the body makes no sense`(body: String) async throws {
        let links = LinkDouble()
        try await TestServer.run(links: links) { server async throws in
            #expect(try await server.post(body, to: "/v1/links/test").status == 400)
        }
        #expect(links.asked.isEmpty)
    }

    @Test(
        arguments: [
            (.invalid, 400, "invalid-parameter"), (.unknownPipeline, 404, "unknown-pipeline"),
            (.unusable, 409, "conflict"), (.tooMany, 429, "too-many-tests"), (.stopping, 503, "stopping"),
        ] as [(LinkRefusal.Kind, Int, String)]
    )
    func `say why none was tested`(kind: LinkRefusal.Kind, status: Int, problem: String) async throws {
        let links = LinkDouble(.failure(LinkRefusal(kind, "there is <no> way")))
        try await TestServer.run(links: links) { server async throws in
            let answer = try await server.post(#"{"url":"https://x.example.com/"}"#, to: "/v1/links/test")
            #expect(answer.status == status && answer.problem == problem)
            #expect(answer.detail == "there is <no> way")
        }
    }

    @Test func `are tested a few at a time, by whichever door`() async throws {
        let gate = LinkGate()
        try await TestServer.run(links: gate) { server async throws in
            try await withThrowingTaskGroup(of: Int.self) { tasks in
                let body = #"{"url":"https://x.example.com/"}"#
                for _ in 0..<4 { tasks.addTask { try await server.post(body, to: "/v1/links/test").status } }
                await gate.waitForArrivals(4)
                let refused = try await server.post(body, to: "/v1/links/test")
                #expect(refused.status == 429 && refused.headers["retry-after"] == "1")
                let page = try await Self.post(server, "url=https://x.example.com/")
                #expect(page.status == 200 && page.text.contains("4 links are being tested already"))
                gate.open()
                for try await status in tasks { #expect(status == 200) }
            }
            #expect(try await server.post(#"{"url":"https://x.example.com/"}"#, to: "/v1/links/test").status == 200)
        }
    }

    @Test func `need the scope to change things`() async throws {
        let (keys, links) = (Keys(), LinkDouble())
        try await TestServer.run(links: links, access: keys.setup) { server async throws in
            for (key, status) in [(keys.read, 403), (keys.ingest, 403), (keys.admin, 200)] {
                let answer = try await server.post(
                    #"{"url":"https://x.example.com/"}"#,
                    to: "/v1/links/test",
                    headers: [key.header]
                )
                #expect(answer.status == status, "\(answer.text)")
            }
        }
        #expect(links.asked.count == 1)
    }

    // MARK: - The page

    private static func post(_ server: TestServer, _ fields: String) async throws -> Answer {
        let headers = ["Content-Type: application/x-www-form-urlencoded", "Accept: text/html"]
        let body = try await server.csrfField + Array("&\(fields)".utf8)
        return try await server.send("POST", "/test/link", headers: headers, body: body)
    }

    @Test func `have a page, which shows what came of it as text`() async throws {
        let links = LinkDouble()
        try await TestServer.run(links: links) { server async throws in
            let empty = try await server.get("/test/link?url=https%3A%2F%2Fx.example.com%2F%22%3Cb%3E").text
            #expect(empty.contains(#"value="https://x.example.com/&quot;&lt;b&gt;""#), "\(empty)")
            #expect(try await server.get("/test/link?pipeline=hr-webhook").text.contains(#""hr-webhook" selected"#))
            #expect(try await server.get("/test/link?pipeline=no").status == 404)
            let fields =
                "url=+https%3A%2F%2Fx.example.com%2F+&headers=X-A%3A+1%0D%0AX-B%3A2&body=%7B%7D&method=PUT&timeout=5s"
            let page = try await Self.post(server, fields)
            #expect(page.status == 200 && page.text.contains("&lt;script&gt;alert(1)"), "\(page.text)")
            #expect(!page.text.contains("<script>alert"))
        }
        let link = try #require(links.asked.first)
        #expect(link.subject == .url("https://x.example.com/") && link.method == "PUT" && link.timeout == .seconds(5))
        #expect(link.headers.map(\.name) == ["X-A", "X-B"] && link.headers.map(\.value) == ["1", "2"])
        #expect(link.body == Array("{}".utf8))
    }

    @Test(
        arguments: [
            ("url=&pipeline=", "either a URL or a pipeline"), ("url=https://x/&pipeline=hr-webhook", "either a URL or"),
            ("url=https://x/&headers=none", "is no header"), ("url=https://x/&timeout=soon", "no length of time"),
        ]
    )
    func `are not tested by a form that makes no sense`(fields: String, words: String) async throws {
        let links = LinkDouble()
        try await TestServer.run(links: links) { server async throws in
            let page = try await Self.post(server, fields)
            #expect(page.status == 200 && page.text.contains(words), "\(page.text)")
            #expect(try await server.send("POST", "/test/link", body: Array("url=https://x/".utf8)).status == 403)
        }
        #expect(links.asked.isEmpty)
    }

    @Test func `cannot be tested where nothing tests them`() async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.post(#"{"url":"https://x/"}"#, to: "/v1/links/test").status == 404)
            #expect(try await server.get("/test/link").text.contains("send nothing"))
        }
    }
}

/// Answers with a report of a hostile receiver, or a refusal.
private final class LinkDouble: LinkTesting {
    private let answer: Result<JSONValue, LinkRefusal>
    private let links = Mutex<[LinkRequest]>([])

    static let report: JSONValue = [
        "request": [
            "method": "POST", "url": "https://x.example.com/", "content_type": "text/plain", "headers": [:],
        ],
        "addresses": ["127.0.0.1"], "sent": "yes", "code": "delivered", "text": "answered 200",
        "outcome": "delivered", "status": 200,
        "delivery": ["state": "delivered", "text": "a delivery would have been delivered"],
        "response": ["head": "HTTP/1.1 200 OK\r\nx: <script>alert(1)</script>", "body": "<script>alert(2)</script>"],
    ]

    init(_ answer: Result<JSONValue, LinkRefusal> = .success(LinkDouble.report)) { self.answer = answer }

    var asked: [LinkRequest] { links.withLock { $0 } }

    func test(_ link: LinkRequest) async throws(LinkRefusal) -> JSONValue {
        links.withLock { $0.append(link) }
        return try answer.get()
    }
}

/// Holds every test until it is opened.
private final class LinkGate: LinkTesting {
    private let (arrivals, arrive) = AsyncStream<Void>.makeStream()
    private let (opening, opened) = AsyncStream<Void>.makeStream()

    func waitForArrivals(_ count: Int) async {
        var iterator = arrivals.makeAsyncIterator()
        for _ in 0..<count { await iterator.next() }
    }

    func open() { opened.finish() }

    func test(_ link: LinkRequest) async throws(LinkRefusal) -> JSONValue {
        arrive.yield()
        for await _ in opening {}
        return LinkDouble.report
    }
}
