import PenstockCore
import PenstockEngine
import PenstockJSON
import PenstockPipelines
import Testing

@Suite struct `Pages of the log` {
    private static let page = ["Accept: text/html"]

    private static func fill(_ server: TestServer) async throws {
        try await `Events are shown`.fill(server)
        var result = AttemptResult(.permanent)
        result.status = 400
        result.sentence = "the receiver answered 400"
        result.timings = Timings(connect: 120, total: 5000)
        let attempt = Attempt(number: 1, startedAt: MemoryEngine.epoch, result: result, revision: RevisionID(1))
        server.engine.store.settle(DeliveryID(5), .dead, Reason(code: "permanent", text: "it answered 400"), attempt)
    }

    private func get(_ server: TestServer, _ target: String) async throws -> Answer {
        try await server.send("GET", target, headers: Self.page)
    }

    /// Sends a form as a page of this server has it, with what tells it from forged ones.
    private func send(_ server: TestServer, _ form: String, to target: String, from: String = "") async throws -> Answer
    {
        let page = try await get(server, "/pipelines").text
        let token = page.firstMatch(of: /name="csrf" value="([0-9a-f]+)"/)?.output.1 ?? ""
        let headers = Self.page + ["Content-Type: application/x-www-form-urlencoded"] + (from.isEmpty ? [] : [from])
        let body = Array((form.isEmpty ? "" : form + "&").utf8) + Array("csrf=\(token)".utf8)
        return try await server.send("POST", target, headers: headers, body: body)
    }

    private static let shown: [(target: String, words: [String])] = [
        ("/events", ["/events/e6?source=%2Fapi", "course.completed"]),
        ("/events?person=p2", ["/events/e5", "/events/e2"]),
        ("/events?limit=2", ["rel=\"next\"", "cursor=e6"]), ("/events?type=nothing", ["No events are like this"]),
        ("/events/e6", ["its type is one of `on`", "dlv_k3f9x2pq_5", "username"]),
        ("/deliveries?status=400", ["dlv_k3f9x2pq_5", "it answered 400"]), ("/deliveries?text=answered+400", ["_5"]),
        ("/deliveries/dlv_k3f9x2pq_5", ["the receiver answered 400", "<rect", "/retry\"", "/cancel\"", "Replay"]),
        ("/dead", ["1 in all", "dlv_k3f9x2pq_5"]), ("/dead?type=user.*", ["No dead letters are like this"]),
        ("/dead?source=/elsewhere", ["No dead letters are like this"]), ("/dead?source=/api", ["dlv_k3f9x2pq_5"]),
        ("/dead?person=nobody", ["No dead letters are like this"]), ("/dead?text=answered+400", ["dlv_k3f9x2pq_5"]),
        ("/bulk?work=render&state=dead", ["1 delivery", "the stages of its pipeline run again"]),
        ("/bulk?work=replay&type=nothing", ["There is none"]), ("/jobs", ["There are no jobs yet"]),
    ]

    @Test(arguments: shown)
    func `show what is asked for`(target: String, words: [String]) async throws {
        try await TestServer.run { server async throws in
            try await Self.fill(server)
            let answer = try await get(server, target)
            #expect(answer.status == 200 && answer.headers["content-type"] == "text/html; charset=utf-8")
            for word in words { #expect(answer.text.contains(word), "\(word) in \(answer.text)") }
        }
    }

    private static let long = String(repeating: "a", count: 300)
    private static let wrong: [(target: String, status: Int)] = [
        ("/events?cursor=d5", 400), ("/events?cursor=%3Cscript%3E", 400), ("/events?limit=99999999999999999999", 400),
        ("/events?since=yesterday", 400), ("/events?nothing=1", 400), ("/events?type=%ff", 400),
        ("/events?text=\(long)", 400), ("/deliveries?state=%3Cscript%3E", 400),
        ("/deliveries?status=-5", 400), ("/deliveries?pipeline=%3Cscript%3E", 404), ("/dead?state=held", 400),
        ("/events/%3Cscript%3E", 404), ("/events/evt_other123_1", 404), ("/deliveries/dlv_other123_1", 404),
        ("/deliveries/dlv_k3f9x2pq_99999999999999999999", 404), ("/deliveries/dlv_k3f9x2pq_-1", 404),
        ("/deliveries/%00", 404), ("/jobs/job_k3f9x2pq_7", 404), ("/jobs/%3Cscript%3E", 404),
        ("/jobs?cursor=e1", 400), ("/bulk", 400), ("/bulk?work=erase&state=dead", 400),
        ("/bulk?work=retry&state=pending", 400), ("/bulk?work=retry&state=dead&since=1h&until=2h", 400),
        ("/bulk?work=retry&pipeline=nowhere", 404), ("/bulk?work=cancel", 400),
        ("/bulk?work=cancel&state=delivered", 400), ("/deliveries/..%2F..%2Fetc%2Fpasswd", 404),
    ]

    @Test(arguments: wrong)
    func `tell what is wrong with a question on a page, and no more`(target: String, status: Int) async throws {
        try await TestServer.run { server async throws in
            try await Self.fill(server)
            let answer = try await get(server, target)
            #expect(answer.status == status, "\(answer.text)")
            #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
            #expect(!answer.text.contains("<script>") && answer.text.contains("<h1>"))
        }
    }

    @Test(arguments: [("", "5 kept"), ("render=true", "5 rendered")])
    func `retry a delivery, and lead back to it`(form: String, retry: String) async throws {
        try await TestServer.run { server async throws in
            try await Self.fill(server)
            let answer = try await send(server, form, to: "/deliveries/dlv_k3f9x2pq_5/retry")
            #expect(answer.status == 303 && answer.headers["location"] == "/deliveries/dlv_k3f9x2pq_5")
            #expect(server.engine.retries == [retry])
        }
    }

    @Test func `cancel a delivery, and say why that is not possible`() async throws {
        try await TestServer.run { server async throws in
            try await Self.fill(server)
            #expect(try await send(server, "", to: "/deliveries/dlv_k3f9x2pq_5/cancel").status == 303)
            #expect(try server.engine.store.delivery(DeliveryID(5))?.state == .cancelled)
            server.engine.store.settle(DeliveryID(4), .delivered)
            let late = try await send(server, "", to: "/deliveries/dlv_k3f9x2pq_4/cancel")
            #expect(late.status == 409 && late.text.contains("delivered already"))
            #expect(try await send(server, "", to: "/deliveries/dlv_k3f9x2pq_99/retry").status == 404)
        }
    }

    @Test func `begin a job for what was counted, and show it`() async throws {
        try await TestServer.run { server async throws in
            try await Self.fill(server)
            let question = try await get(server, "/bulk?work=retry&state=dead&since=2h&pipeline=hr-webhook")
            // Times that do not move while somebody reads.
            for field in ["since\" value=\"2026-03-04T09:00:00Z", "until\" value=\"2026-03-04T11:00:00Z"] {
                #expect(question.text.contains(field), "\(question.text)")
            }
            #expect(question.text.contains("Do it to 1 delivery"))
            let form = "work=retry&state=dead&since=2026-03-04T09%3A00%3A00Z&pipeline=hr-webhook&rate=50%2Fs"
            let begun = try await send(server, form, to: "/bulk")
            #expect(begun.status == 303)
            let path = try #require(begun.headers["location"])
            #expect(path.hasPrefix("/jobs/job_k3f9x2pq_"))
            let request = try #require(server.engine.requests.last)
            #expect(request.states == [.dead] && request.pipeline == "hr-webhook" && request.rate?.text == "50/s")
            let job = try await get(server, path)
            #expect(job.status == 200 && job.text.contains("<progress") && job.text.contains("hr-webhook"))
            #expect(try await get(server, "/jobs").text.contains(path))
            #expect(try await send(server, "", to: "\(path)/cancel").status == 303)
            #expect(try await get(server, path).text.contains("cancelled"))
        }
    }

    @Test func `cancel all that are like those of the list, once it was said how many`() async throws {
        try await TestServer.run { server async throws in
            try await Self.fill(server)
            let list = try await get(server, "/deliveries?state=dead&pipeline=hr-webhook")
            #expect(list.text.contains("name=\"work\" value=\"cancel\""), "\(list.text)")
            let question = try await get(server, "/bulk?work=cancel&state=dead&pipeline=hr-webhook")
            #expect(question.text.contains("Cancel deliveries") && question.text.contains("Do it to 1 delivery"))
            #expect(question.text.contains("href=\"/deliveries\""))
            let begun = try await send(server, "work=cancel&state=dead&pipeline=hr-webhook", to: "/bulk")
            let path = try #require(begun.headers["location"])
            #expect(begun.status == 303)
            let request = try #require(server.engine.requests.last)
            #expect(request.work == .cancel && request.states == [.dead])
            #expect(try await get(server, path).text.contains("Cancellation"))
        }
    }

    @Test(arguments: ["/deliveries/dlv_k3f9x2pq_5/retry", "/deliveries/dlv_k3f9x2pq_5/cancel", "/bulk"])
    func `do nothing for a page of another site`(target: String) async throws {
        try await TestServer.run { server async throws in
            try await Self.fill(server)
            let form = target == "/bulk" ? "work=retry&state=dead" : ""
            for header in ["Sec-Fetch-Site: cross-site", "Origin: https://elsewhere.example"] {
                #expect(try await send(server, form, to: target, from: header).status == 403)
            }
            #expect(server.engine.retries.isEmpty && server.engine.requests.isEmpty)
            #expect(try server.engine.store.delivery(DeliveryID(5))?.state == .dead)
        }
    }
}
