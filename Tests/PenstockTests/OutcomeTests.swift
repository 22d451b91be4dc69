import Foundation
import PenstockJSON
import Synchronization
import Testing

/// What becomes of deliveries when the other side, or a stage, does not do its part.
@Suite(.serialized) struct `Outcomes` {
    /// A pipeline that tries again soon.
    private func site(_ url: String, more: String = "", stages: String = "", files: [String: String] = [:]) throws
        -> Site
    {
        try Site(
            files.merging([
                "pipelines/events/course.completed.yaml": Sample.courseCompleted,
                "pipelines/hook.yaml": """
                name: hook
                on: course.completed
                retry: { schedule: [100ms, 100ms, 1h], jitter: 0% }
                \(more)
                stages:
                  - sign: standard-webhooks
                    with: { secrets: ["whsec_Zm9yLXRlc3RzLW9uLXRoaXMtbWFjaGluZS1vbmx5ISE="] }
                  - transport: http
                    with: { url: "\(url)", timeout: 1s }
                """.replacing("stages:\n", with: "stages:\n\(stages)"),
            ]) { first, _ in first }
        )
    }

    private func emit(_ site: Site, _ server: Server) throws -> String {
        let sent = try site.penstock("emit", "--sample", "course.completed", "--json", "--server", server.url)
        #expect(sent.status == 0, "\(sent.error)")
        let answer = try JSONValue.parse(sent.output)
        let accepted = answer.arrayValue?.first ?? answer
        return try #require(accepted["deliveries"]?.arrayValue?.first?["id"]?.stringValue, "\(sent.output)")
    }

    /// The delivery once something holds of it; looked at again until then, within bounds.
    private func delivery(
        _ id: String,
        _ site: Site,
        _ server: Server,
        until holds: (JSONValue) -> Bool
    ) throws -> JSONValue {
        var last = JSONValue.null
        let end = Date(timeIntervalSinceNow: 30)
        while Date() < end {
            last = try JSONValue.parse(try site.penstock("deliveries", id, "--json", "--server", server.url).output)
            if holds(last) { return last }
        }
        Issue.record("it never came to that: \(last)")
        return last
    }

    private func state(_ delivery: JSONValue) -> String { delivery["state"]?.stringValue ?? "?" }

    @Test func `a retry sends the same id and body with a fresh signature`() throws {
        let count = Mutex(0)
        let receiver = try Receiver { _ in
            count.withLock { count in
                count += 1
                return count == 1 ? 503 : 200
            }
        }
        let site = try site(receiver.url)
        let server = try Server(site)
        let id = try emit(site, server)
        let done = try delivery(id, site, server) { state($0) == "delivered" }
        #expect(done["attempts"]?.arrayValue?.count == 2)
        let requests = receiver.all.requests
        #expect(requests.map { $0.headers["webhook-id"] } == [id, id])
        #expect(requests[0].body == requests[1].body)
        #expect(requests.allSatisfy { $0.headers["webhook-signature"]?.hasPrefix("v1,") == true })
    }

    @Test func `each try tells what it sent and what came back`() throws {
        let receiver = try Receiver { $0.start.contains("/later?") ? 503 : 200 }
        for (path, tries) in [("later", 3), ("now", 1)] {
            let url = "\(receiver.url)/\(path)?course=WS-101"
            let site = try site("\(url)&api_key=in-the-open")
            let server = try Server(site)
            let id = try emit(site, server)
            let shown = try delivery(id, site, server) { $0["attempts"]?.arrayValue?.count == tries }
            let attempts = shown["attempts"]?.arrayValue ?? []
            let requests = receiver.all.requests.filter { $0.start.contains("/\(path)?") }
            try #require(attempts.count == tries && requests.count == tries, "\(shown)")
            for (attempt, request) in zip(attempts, requests) {
                #expect(attempt["request"]?["method"] == "POST")
                #expect(attempt["request"]?["target"]?.stringValue == "\(url)&api_key=***")
                let headers = attempt["request"]?["headers"]
                for name in ["webhook-id", "webhook-timestamp", "webhook-signature", "content-type", "penstock-hops"] {
                    #expect(headers?[name]?.stringValue == request.headers[name], "\(name)")
                }
                let head = attempt["response"]?["head"]?.stringValue ?? ""
                #expect(head.hasPrefix(path == "later" ? "HTTP/1.1 503" : "HTTP/1.1 200"), "\(head)")
            }
            #expect(!shown.text.contains("in-the-open"))
            let last = try site.penstock("deliveries", id, "--server", server.url).output
            #expect(last.contains("try \(tries) sent\n  POST \(url)&api_key=***\n"), "\(last)")
            #expect(last.contains("\nand was answered\n  HTTP/1.1"))
            #expect(last.contains("try 1 sent") == (tries == 1))
            let all = try site.penstock("deliveries", id, "--exchanges", "--server", server.url).output
            #expect((1...tries).allSatisfy { all.contains("try \($0) sent\n") }, "\(all)")
            #expect(server.end(by: SIGTERM) == 0)
        }
    }

    @Test(arguments: [302, 400, 404, 429, 500])
    func `an answer that may be mended is tried again, and dead when the schedule ends`(status: Int) throws {
        let receiver = try Receiver { _ in status }
        let site = try site(receiver.url)
        let server = try Server(site)
        let id = try emit(site, server)
        let waiting = try delivery(id, site, server) { ($0["attempts"]?.arrayValue?.count ?? 0) >= 3 }
        #expect(state(waiting) == "waiting")
        let attempt = try #require(waiting["attempts"]?.arrayValue?.first)
        #expect(attempt["outcome"] == "transient")
        #expect(attempt["status"]?.numberValue?.int64 == Int64(status))
        #expect(attempt["text"]?.stringValue?.isEmpty == false)
    }

    @Test func `410 is dead at once and holds the pipeline until a person resumes it`() throws {
        let receiver = try Receiver { _ in 410 }
        let site = try site(receiver.url)
        let server = try Server(site)
        let id = try emit(site, server)
        _ = try delivery(id, site, server) { state($0) == "dead" }
        let status = try site.penstock("status", "--server", server.url)
        #expect(status.status == 1 && status.output.contains("hook"), "\(status.output)")
        let second = try emit(site, server)
        let seen = try delivery(second, site, server) { _ in true }
        #expect(state(seen) == "held" && seen["reason"]?["code"] == "gone", "\(seen)")
        #expect(receiver.all.requests.count == 1)
    }

    @Test func `nobody listening is an attempt with a sentence, and a retry`() throws {
        let port = try Receiver().port
        let site = try site("http://127.0.0.1:\(port)/")
        let server = try Server(site)
        let id = try emit(site, server)
        let waiting = try delivery(id, site, server) { ($0["attempts"]?.arrayValue?.count ?? 0) >= 1 }
        let attempt = try #require(waiting["attempts"]?.arrayValue?.first)
        #expect(attempt["outcome"] == "transient")
        #expect(attempt["sent"] == "no")
        #expect(attempt["text"]?.stringValue?.contains("refused") == true, "\(attempt)")
    }

    @Test func `outcomes of the pipeline override the transport's`() throws {
        let receiver = try Receiver { _ in 409 }
        let site = try site(receiver.url, more: "outcomes: { 409: delivered }")
        let server = try Server(site)
        let id = try emit(site, server)
        _ = try delivery(id, site, server) { state($0) == "delivered" }
    }

    @Test func `a template that names a missing field is a dead letter that says which, and nothing is sent`() throws {
        let receiver = try Receiver()
        let site = try site(
            receiver.url,
            stages: """
                  - transform: template
                    with: { body: '{"name": "{{data.person.name}}"}' }

                """
        )
        let server = try Server(site)
        let id = try emit(site, server)
        let dead = try delivery(id, site, server) { state($0) == "dead" }
        #expect(dead["reason"]?["text"]?.stringValue?.contains("data.person.name") == true, "\(dead)")
        #expect(receiver.all.requests.isEmpty)
    }

    @Test func `a dead letter becomes an event for the pipelines that name it, and makes no other`() throws {
        let refusing = try Receiver { _ in 404 }
        let operators = try Receiver { _ in 404 }
        let site = try site(
            refusing.url,
            more: "outcomes: { 404: permanent }",
            files: [
                "pipelines/operators.yaml": """
                name: operators
                on: penstock.delivery.dead
                outcomes: { 404: permanent }
                stages:
                  - transport: http
                    with: { url: "\(operators.url)" }
                """,
                "pipelines/everything.yaml": """
                name: everything
                on: "*"
                stages:
                  - transport: http
                    with: { url: "\(try Receiver().url)" }
                """,
            ]
        )
        let server = try Server(site)
        let id = try emit(site, server)
        #expect(operators.wait { $0.requests.count == 1 })
        let body = try JSONValue.parse(try #require(operators.all.requests.first).body)
        #expect(body["type"] == "penstock.delivery.dead")
        #expect(body["subject"] == "pipeline/hook")
        #expect(body["data"]?["delivery"]?.stringValue == id || body["data"]?["pipeline"] == "hook", "\(body)")
        let events = try site.penstock("events", "--type", "penstock.*", "--json", "--server", server.url)
        let items = try JSONValue.parse(events.output)["items"]?.arrayValue ?? []
        #expect(items.count == 1, "a delivery of a system event makes no system event")
    }

    @Test func `what was delivered becomes an event where a pipeline names it, and the shipped schema describes it`()
        throws
    {
        let (receiver, audit) = (try Receiver(), try Receiver())
        let shipped = Binary.root.appending(path: "pipelines/events/penstock.delivery.delivered.yaml")
        let site = try site(
            receiver.url,
            files: [
                "pipelines/events/penstock.delivery.delivered.yaml": try String(contentsOf: shipped, encoding: .utf8),
                "pipelines/audit.yaml": """
                name: audit
                on: penstock.delivery.delivered
                stages:
                  - transport: http
                    with: { url: "\(audit.url)" }
                """,
            ]
        )
        let server = try Server(site)
        let id = try emit(site, server)
        #expect(audit.wait { $0.requests.count == 1 })
        let body = try JSONValue.parse(try #require(audit.all.requests.first).body)
        #expect(body["type"] == "penstock.delivery.delivered")
        #expect(body["data"]?["delivery"]?.stringValue == id)
        #expect(body["data"]?["attempts"] == 1 && body["data"]?["status"] == 200)
        let event = try #require(body["id"]?.stringValue)
        let shown = try JSONValue.parse(try site.penstock("events", event, "--json", "--server", server.url).output)
        #expect(shown["contradiction"] == nil, "\(shown)")
    }

    @Test func `an idempotent sender is answered as the first time and delivers nothing twice`() throws {
        let receiver = try Receiver()
        let site = try site(receiver.url)
        let server = try Server(site)
        let event = #"{"id":"one","source":"/lms","type":"course.completed","data":{"score":1}}"#
        let answers = try (0..<3).map { _ in
            try site.penstock("emit", "-", "--json", "--server", server.url, input: event).output
        }
        #expect(receiver.wait { $0.events["one"] == 1 })
        let ids = try answers.map { text in
            let answer = try JSONValue.parse(text)
            return (answer.arrayValue?.first ?? answer)["deliveries"]?.arrayValue?.first?["id"]
        }
        #expect(Set(ids.map { "\(String(describing: $0))" }).count == 1)
        #expect(receiver.all.requests.count == 1)
    }
}
