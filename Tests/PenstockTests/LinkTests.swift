import Foundation
import PenstockJSON
import Testing

/// `penstock link`, and the same over HTTP and on a page, with the real transport.
@Suite(.serialized) struct `Tests of a link` {
    /// Answers by the path: `/503`, `/redirect`, `/hostile`, `/silence`.
    private static func receiver() throws -> RawReceiver {
        try RawReceiver { reader in
            while let request = reader.next() {
                let path = request.start.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                let (head, body): (String, String)
                switch path {
                case "/503": (head, body) = ("503 Not just now\r\nRetry-After: 120", "come back later")
                case "/redirect": (head, body) = ("302 Found\r\nLocation: /503?secret=1", "")
                case "/410": (head, body) = ("410 Gone", "")
                case "/hostile":
                    head = "200 <b>OK</b>\r\nX-A: <script>alert(1)</script>"
                    body = "<script>alert(2)</script>\u{1B}[2J"
                case "/long": (head, body) = ("200 OK", String(repeating: "x", count: 70_000))
                case "/silence":
                    _ = reader.next()
                    return
                default: (head, body) = ("200 OK", String(decoding: request.body, as: UTF8.self))
                }
                let answer = "HTTP/1.1 \(head)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                guard (try? reader.socket.write(Array(answer.utf8))) != nil else { return }
            }
        }
    }

    private func site(_ port: UInt16, isolation: String = "none") throws -> Site {
        let site = try Site([
            "pipelines/penstock.yaml": "egress: { allow: [localhost] }\n",
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hr.yaml": """
            name: hr
            on: course.completed
            isolation: \(isolation)
            outcomes: { "503": permanent }
            stages:
              - filter: match
                with: { pointer: /data/score, greater_or_equal: 99 }
              - transport: http
                with:
                  url: "http://127.0.0.1:\(port)/courses/{{data.catalog_id}}"
                  auth: { bearer: "${env:TOKEN}" }
                  headers: { x-token: "${env:TOKEN}", x-course: "{{data.catalog_id}}" }
            ---
            name: mails
            on: course.completed
            stages:
              - transform: email
                with: { from: a@example.com, to: b@example.com, subject: x, text: y }
              - transport: smtp
                with: { url: "smtp://127.0.0.1:1" }
            """,
            "pipelines/.env": "TOKEN=hidden-token\n",
        ])
        _ = try site.shell("chmod 600 pipelines/.env")
        return site
    }

    private func link(_ site: Site, _ arguments: String...) throws -> (status: Int32, report: JSONValue) {
        let done = try site.penstock(["link", "--json"] + arguments)
        return (done.status, try JSONValue.parse(done.output.isEmpty ? "null" : done.output))
    }

    @Test func `show the answer, the parts of the time, and what would become of a delivery`() throws {
        let receiver = try Self.receiver()
        let site = try site(receiver.port)
        let url = "http://localhost:\(receiver.port)"
        let (status, later) = try link(site, "\(url)/503")
        #expect(status == 1 && later["status"] == 503 && later["reason"] == "Not just now", "\(later)")
        #expect(later["address"] == "127.0.0.1" && later["sent"] == "yes" && later["tls"] == nil)
        #expect(later["outcome"] == "transient" && later["delivery"]?["state"] == "waiting")
        #expect(later["delivery"]?["text"]?.stringValue?.contains("2m") == true, "what Retry-After asks for: \(later)")
        #expect(later["response"]?["body"] == "come back later")
        #expect(later["response"]?["head"]?.stringValue?.contains("Retry-After: 120") == true)
        let times = ["connect", "first_byte", "total"].compactMap { later["timings_us"]?[$0]?.numberValue?.int64 }
        #expect(times.count == 3 && times == times.sorted() && times[0] > 0, "\(later)")

        let moved = try link(site, "\(url)/redirect")
        #expect(moved.status == 1 && moved.report["status"] == 302 && moved.report["code"] == "redirect")
        #expect(moved.report["response"]?["head"]?.stringValue?.contains("Location: /503?secret=1") == true)
        let gone = try link(site, "\(url)/410")
        #expect(gone.report["outcome"] == "gone" && gone.report["delivery"]?["state"] == "dead")
        let long = try link(site, "\(url)/long", "--method", "get")
        #expect(long.status == 0 && long.report["response"]?["truncated"] == true)
        #expect((long.report["response"]?["body"]?.stringValue?.utf8.count ?? 0) <= 65_536)
    }

    @Test func `send what is given, marked as a test, and else an event of their own`() throws {
        let receiver = try Receiver()
        let site = try site(receiver.port)
        let url = "http://localhost:\(receiver.port)/"
        #expect(try link(site, url).status == 0)
        #expect(try link(site, url, "--method", "PUT", "--header", "X-Course: Safety", "--body", "plain").status == 0)
        try site.write(#"{"a":1}"#, to: "body.json")
        #expect(try link(site, url, "--body", "@body.json").status == 0)
        let requests = receiver.all.requests
        try #require(requests.count == 3)
        #expect(requests.allSatisfy { $0.headers["webhook-test"] == "true" })
        #expect(try JSONValue.parse(requests[0].body)["type"] == "penstock.link.test")
        let (plain, json) = (requests[1], requests[2])
        #expect(plain.start.hasPrefix("PUT ") && plain.headers["x-course"] == "Safety")
        #expect(plain.body == Array("plain".utf8))
        #expect(plain.headers["content-type"] == "text/plain; charset=utf-8")
        #expect(json.body == Array(#"{"a":1}"#.utf8) && json.headers["content-type"] == "application/json")
    }

    @Test func `say what kept an answer away`() throws {
        let receiver = try Self.receiver()
        let site = try site(receiver.port)
        let closed = try Receiver().port
        for (url, code, state) in [
            ("http://127.0.0.1:\(receiver.port)/", "egress-refused", "dead"),
            ("http://169.254.169.254/latest", "egress-refused", "dead"),
            ("http://localhost:\(closed)/", "connection-refused", "waiting"),
            ("http://no-such-host.invalid/", "name-not-found", "waiting"),
            ("https://localhost:\(receiver.port)/", "tls-timeout", "waiting"),
            ("http://localhost:\(receiver.port)/silence", "timeout", "waiting"),
        ] {
            let (status, report) = try link(site, url, "--timeout", "1s")
            #expect(status == 1 && report["code"] == .string(code), "\(url): \(report)")
            #expect(report["delivery"]?["state"] == .string(state) && report["status"] == nil, "\(report)")
        }
        #expect(try link(site, "http://127.0.0.1:\(receiver.port)/", "--allow", "127.0.0.0/8").status == 0)
    }

    @Test func `show texts of a receiver without what would steer a terminal`() throws {
        let receiver = try Self.receiver()
        let site = try site(receiver.port)
        let shown = try site.penstock("link", "http://localhost:\(receiver.port)/hostile")
        #expect(shown.status == 0 && shown.output.contains("<script>alert(2)</script>"), "\(shown.output)")
        #expect(!shown.output.contains("\u{1B}") && shown.output.contains("a delivery would have been delivered"))
        #expect(shown.output.contains("looking up the name") && shown.output.contains("connecting"))
    }

    @Test(arguments: ["none", "process"])
    func `go where a pipeline goes, by its outcomes, and show no secret`(isolation: String) throws {
        let receiver = try Receiver(answering: { _ in 503 })
        let site = try site(receiver.port, isolation: isolation)
        let done = try site.penstock("link", "--pipeline", "hr", "--json")
        let report = try JSONValue.parse(done.output)
        #expect(done.status == 1 && report["pipeline"] == "hr" && report["status"] == 503, "\(report)")
        #expect(report["outcome"] == "permanent" && report["delivery"]?["state"] == "dead", "\(report)")
        #expect(report["address"] == "127.0.0.1", "\(report)")
        #expect(report["request"]?["url"] == .string("http://127.0.0.1:\(receiver.port)/courses/WS-101"))
        #expect(report["request"]?["headers"]?["x-token"] == "***" && !done.output.contains("hidden-token"))
        let request = try #require(receiver.all.requests.first)
        #expect(request.headers["authorization"] == "Bearer hidden-token" && request.headers["x-course"] == "WS-101")
        #expect(try JSONValue.parse(request.body)["type"] == "penstock.link.test", "the sample is not sent")
    }

    @Test(
        arguments: [
            (["http://x.example.com/", "--pipeline", "hr"], 2, "give a URL"), ([], 2, "give a URL"),
            (["ftp://x.example.com/"], 2, "http://"), (["http://x.example.com/{{data.x}}"], 2, "%7B"),
            (["http://x.example.com/", "--header", "no header"], 2, "no header"),
            (["http://x.example.com/", "--header", "X: a\r\nY: b"], 2, "line break"),
            (["http://x.example.com/", "--timeout", "31s"], 2, "at most 30s"),
            (["http://x.example.com/", "--method", "TRACE"], 2, "no method"),
            (["http://x.example.com/", "--allow", "10.0.0.0/99"], 2, "no network"),
            (["http://x.example.com/", "--ca-file", "none.pem"], 1, "cannot be read"),
            (["http://a:b@x.example.com/"], 1, "password"),
            (["http://localhost:1/", "--header", "Host: x"], 1, "bad-header"),
            (["--pipeline", "hrr"], 1, "there is no pipeline 'hrr'"), (["--pipeline", "mails"], 1, "'smtp'"),
        ] as [([String], Int32, String)]
    )
    func `say what is wrong with what is asked`(arguments: [String], status: Int32, words: String) throws {
        let site = try site(9)
        let refused = try site.penstock(["link"] + arguments)
        #expect(refused.status == status && (refused.error + refused.output).contains(words), "\(refused)")
    }

    @Test func `are made over HTTP beside deliveries`() throws {
        let receiver = try Self.receiver()
        let site = try site(receiver.port)
        let server = try Server(site)
        let api = API(server)
        func test(_ body: JSONValue) throws -> JSONValue {
            try JSONValue.parse(try api.post("/v1/links/test", body).body)
        }
        let url = "http://localhost:\(receiver.port)"
        let echoed = try test(["url": .string("\(url)/x"), "headers": ["X-A": "1"], "body": ["a": 1]])
        #expect(echoed["status"] == 200 && echoed["response"]?["body"] == #"{"a":1}"#, "\(echoed)")
        let own = try test(["pipeline": "hr"])
        #expect(own["outcome"] == "delivered" && own["request"]?["headers"]?["x-token"] == "***", "\(own)")
        let refused = try test(["url": .string("http://127.0.0.1:\(receiver.port)/")])
        #expect(refused["code"] == "egress-refused" && refused["sent"] == "no", "\(refused)")
        for (body, status) in [
            (["pipeline": "no"], 404), (["pipeline": "mails"], 409), (["url": "file:///etc/passwd"], 400),
            (["url": .string(url), "headers": ["x": "a\r\nb: c"]], 400), (["url": .string(url), "timeout": "1h"], 400),
        ] as [(JSONValue, Int)] {
            #expect(try api.post("/v1/links/test", body).status == status, "\(body)")
        }
        #expect(try api.get("/v1/events")["items"]?.arrayValue?.isEmpty == true, "a test stores nothing")
        #expect(try api.get("/v1/deliveries")["items"]?.arrayValue?.isEmpty == true)
        #expect(!server.log.contains("hidden-token"))
    }
}
