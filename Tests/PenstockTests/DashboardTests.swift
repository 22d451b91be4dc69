import Foundation
import PenstockJSON
import Testing

/// The dashboard of the real command, with the real plugins, as a browser without script uses it.
@Suite(.serialized) struct `The dashboard of a server` {
    @Test func `shows what goes on, tries events, and pauses`() throws {
        let receiver = try Receiver()
        let site = try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hr.yaml": Sample.webhook(name: "hr", to: receiver.url),
        ])
        let server = try Server(site)
        let browser = Browser(port: server.port)

        let overview = try browser.get("/")
        #expect(overview.contains("Nothing needs a person"))
        for link in overview.matches(of: /(?:href|src)="(\/assets\/[^"]+)"/) {
            #expect(try browser.send("GET", String(link.output.1)).status == 200, "\(link.output.1)")
        }

        #expect(try browser.get("/pipelines").contains("on course.completed, then filter match, then sign"))
        let page = try browser.get("/pipelines/hr")
        #expect(page.contains("schedule: [5s, 5m, 30m, 2h, 5h, 10h, 14h, 20h, 1d]"), "defaults are written out")
        // The default of a reference to a secret stands in the document as it is written, the secret itself nowhere.
        #expect(page.contains("${env:HR_SECRET"))
        #expect(try browser.get("/plugins").contains("standard-webhooks"))
        #expect(try browser.get("/catalog/course.completed").contains("webhook-signature: v1,"))

        // Dry, then live.
        let event = "type=course.completed&as=form&value:/username=learner1&value:/score=90&value:/passing_score=60"
        let dry = try browser.post("/test", event + "&mode=dry&do=run")
        #expect(dry.contains("would be delivered") && dry.contains("webhook-signature: v1,"), "\(dry)")
        #expect(receiver.all.requests.isEmpty)
        let live = try browser.post("/test", event + "&mode=live&confirmed=true&do=run")
        #expect(live.contains("What became of it") && live.contains("<strong>200</strong>"), "\(live)")
        #expect(receiver.all.requests.map { $0.headers["webhook-test"] } == ["true"])
        let failed = try browser.post("/test", event.replacing("score=90", with: "score=10") + "&do=run")
        #expect(failed.contains("filtered") && failed.contains("/data/score is 10"), "\(failed)")

        // The link alone.
        let link = try browser.post("/test/link", "pipeline=hr&timeout=5s&headers=X-A:+1")
        #expect(link.contains("200 Status") && link.contains("A delivery would have been delivered."), "\(link)")
        #expect(receiver.all.requests.last?.headers["x-a"] == "1")
        #expect(try browser.post("/test/link", "url=\(receiver.url)").contains("egress-refused"))
        #expect(try browser.get("/pipelines/hr").contains("/test/link?pipeline=hr"))

        // Paused, what comes waits; resumed, it goes on.
        #expect(try browser.send("POST", "/pipelines/hr/pause").status == 403, "without what the form brings along")
        #expect(try browser.submit("/pipelines/hr/pause").status == 303)
        let api = API(server)
        let sent: JSONValue = ["type": "course.completed", "data": ["username": "x", "score": 90, "passing_score": 1]]
        #expect(try api.post("/v1/events", sent).status == 202)
        #expect(try browser.get("/").contains("Pipeline hr is held (paused): a person paused it; 1 delivery waits"))
        #expect(try browser.submit("/pipelines/hr/resume").status == 303)
        #expect(receiver.wait { $0.requests.count == 3 })
    }
}

/// Sends what a browser sends.
private struct Browser {
    let port: UInt16

    func get(_ path: String) throws -> String {
        let answer = try send("GET", path)
        try #require(answer.status == 200, "\(path): \(answer.start)")
        return String(decoding: answer.body, as: UTF8.self)
    }

    func post(_ path: String, _ form: String) throws -> String {
        let answer = try submit(path, form)
        try #require(answer.status == 200, "\(path): \(answer.start)")
        return String(decoding: answer.body, as: UTF8.self)
    }

    /// Sends a form as it stands in a page of the server.
    func submit(_ path: String, _ form: String = "") throws -> HTTPMessage {
        let csrf = try get("/pipelines").firstMatch(of: /name="csrf" value="([0-9a-f]+)"/)
        return try send("POST", path, "csrf=\(try #require(csrf).output.1)&\(form)")
    }

    func send(_ method: String, _ path: String, _ form: String = "") throws -> HTTPMessage {
        let socket = try Socket.connected(to: port)
        let lines = [
            "\(method) \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Accept: text/html", "Sec-Fetch-Site: same-origin",
            "Content-Type: application/x-www-form-urlencoded", "Content-Length: \(form.utf8.count)",
        ]
        try socket.write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + form).utf8))
        var reader = HTTPReader(socket)
        let answer = reader.next()
        return try #require(answer)
    }
}
