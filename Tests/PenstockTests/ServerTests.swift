import Foundation
import Glibc
import PenstockJSON
import Testing

@Suite(.serialized) struct `A running server` {
    private func site(_ receiver: Receiver, more: String = "") throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hr-webhook.yaml": Sample.webhook(to: receiver.url) + more,
        ])
    }

    @Test func `takes a sample in, delivers it signed, and tells of it`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        #expect(server.announcement.contains("1 pipeline, 1 event type"))

        let emitted = try site.penstock("emit", "--sample", "course.completed", "--wait", "--server", server.url)
        #expect(emitted.status == 0, "\(emitted.error)")
        #expect(emitted.output.contains("1 delivery") && emitted.output.contains("delivered"), "\(emitted.output)")
        let request = try #require(receiver.all.requests.first)
        #expect(request.start == "POST /hook HTTP/1.1")
        #expect(request.headers["webhook-id"]?.hasPrefix("dlv_") == true)
        #expect(request.headers["webhook-signature"]?.hasPrefix("v1,") == true)
        let body = try JSONValue.parse(request.body)
        #expect(body["subject"] == "course/WS-101")

        let id = try #require(body["id"]?.stringValue)
        let event = try site.penstock("events", id, "--server", server.url)
        #expect(event.status == 0 && event.output.contains("hr-webhook") && event.output.contains("WS-101"))
        let deliveries = try site.penstock("deliveries", "--json", "--server", server.url)
        let items = try JSONValue.parse(deliveries.output)["items"]?.arrayValue ?? []
        #expect(items.map { $0["state"] } == ["delivered"])
        let delivery = try #require(items.first?["id"]?.stringValue)
        #expect(try site.penstock("deliveries", delivery, "--server", server.url).output.contains("200"))
        let status = try site.penstock("status", "--server", server.url)
        #expect(status.status == 0 && status.output.contains("nothing needs a person"), "\(status.output)")
    }

    @Test func `sets values in a sample, as JSON or as text, and refuses a field that the type has not`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        let changed = try site.penstock(
            "emit",
            "--sample",
            "course.completed",
            "--set",
            "/data/score=50",
            "--set",
            "/data/username=nobody",
            "--wait",
            "--server",
            server.url
        )
        #expect(changed.status == 0 && changed.output.contains("filtered"), "\(changed.output) \(changed.error)")
        let mistaken = try site.penstock(
            "emit",
            "--sample",
            "course.completed",
            "--set",
            "/data/scores=50",
            "--server",
            server.url
        )
        #expect(mistaken.status == 1 && mistaken.error.contains("/data/score"), "\(mistaken.error)")
        let unknown = try site.penstock("emit", "--sample", "course.complete", "--server", server.url)
        #expect(unknown.status == 1 && unknown.error.contains("course.completed"), "\(unknown.error)")
    }

    @Test func `takes an event from standard input and a batch from a file`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        let unmatched = try site.penstock(
            "emit",
            "-",
            "--server",
            server.url,
            input: #"{"type":"course.started","data":{}}"#
        )
        #expect(unmatched.status == 0 && unmatched.output.contains("no pipeline matches"), "\(unmatched.error)")
        let event = #"{"specversion":"1.0","id":"%","source":"/test","type":"course.completed","data":{}}"#
        let batch = ["a", "b"].map { event.replacing("%", with: $0) }.joined(separator: ",")
        try site.write("[\(batch)]", to: "batch.json")
        let sent = try site.penstock("emit", "batch.json", "--server", server.url)
        #expect(sent.status == 0 && sent.output.contains("a: 1 delivery"), "\(sent.output) \(sent.error)")
        let list = try site.penstock("events", "--unmatched", "--since", "1h", "--server", server.url)
        #expect(list.output.contains("course.started") && !list.output.contains("course.completed"), "\(list.output)")
        let invalid = try site.penstock("emit", "-", "--server", server.url, input: "{")
        #expect(invalid.status == 1 && invalid.error.contains("not JSON"))
    }

    @Test func `says what needs a person, and delivers after a retry`() throws {
        let accepting = Switch()
        let receiver = try Receiver { _ in accepting.isOn ? 200 : 400 }
        let site = try site(receiver, more: "\noutcomes: { 400: permanent }\n")
        let server = try Server(site)
        let emitted = try site.penstock("emit", "--sample", "course.completed", "--wait", "--server", server.url)
        #expect(emitted.status == 1 && emitted.output.contains("dead"), "\(emitted.output)")
        let status = try site.penstock("status", "--server", server.url)
        #expect(status.status == 1 && status.output.contains("dead"), "\(status.output)")

        accepting.turnOn()
        let id = try #require(emitted.output.firstMatch(of: /dlv_[a-z0-9_]+/)).output
        let retried = try site.penstock("retry", String(id), "--server", server.url)
        #expect(retried.status == 0, "\(retried.error)")
        #expect(receiver.wait { $0.requests.count == 2 })
        let requests = receiver.all.requests
        #expect(requests[0].body == requests[1].body)
        #expect(requests[0].headers["webhook-id"] == requests[1].headers["webhook-id"])
        let missing = try site.penstock("retry", "dlv_nowhere1_1", "--server", server.url)
        #expect(missing.status == 1 && missing.error.contains("dlv_nowhere1_1"))
    }

    @Test func `holds a pipeline until it is resumed`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        #expect(try site.penstock("pause", "hr-webhook", "--reason", "noon", "--server", server.url).status == 0)
        #expect(try site.penstock("emit", "--sample", "course.completed", "--server", server.url).status == 0)
        let status = try site.penstock("status", "--server", server.url)
        #expect(status.status == 1 && status.output.contains("noon"), "\(status.output)")
        #expect(receiver.all.requests.isEmpty)
        #expect(try site.penstock("resume", "hr-webhook", "--server", server.url).status == 0)
        #expect(receiver.wait { $0.requests.count == 1 })
        let unknown = try site.penstock("pause", "hr-webhok", "--server", server.url)
        #expect(unknown.status == 1 && unknown.error.contains("hr-webhook"), "\(unknown.error)")
    }

    @Test func `filters with a plugin in C that was dropped into the directory`() throws {
        let receiver = try Receiver()
        let site = try Site([
            "pipelines/contains.yaml": """
            name: contains
            on: course.completed
            stages:
              - filter: com.example.contains
                with: { text: WS-101 }
              - transport: http
                with: { url: "\(receiver.url)" }
            """
        ])
        try site.buildPlugin("contains.c", as: "contains.so")
        let server = try Server(site)
        for (course, state) in [("WS-101", "delivered"), ("WS-102", "filtered")] {
            let event = #"{"type":"course.completed","data":{"catalog_id":"\#(course)"}}"#
            let sent = try site.penstock("emit", "-", "--wait", "--server", server.url, input: event)
            #expect(sent.status == 0 && sent.output.contains(state), "\(sent.output) \(sent.error) \(server.log)")
        }
        #expect(receiver.all.requests.count == 1)
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `stops gracefully: what is under way ends, and what waits goes on at the next start`(signal: Int32) throws {
        let gate = Gate()
        let receiver = try Receiver { _ in
            gate.wait()
            return 200
        }
        let site = try site(receiver, more: "\nconcurrency: 1\n")
        let server = try Server(site)
        for _ in 0..<3 {
            #expect(try site.penstock("emit", "--sample", "course.completed", "--server", server.url).status == 0)
        }
        gate.waitForVisitor()
        server.send(signal)
        gate.open()
        #expect(server.end(by: 0) == 0, "\(server.log)")
        let second = try Server(site)
        #expect(receiver.wait { $0.events.count == 3 })
        #expect(second.end(by: signal) == 0)
        #expect(receiver.all.requests.count == 3)
    }

    @Test func `ends at once at a second signal, and loses nothing`() throws {
        let gate = Gate()
        let receiver = try Receiver { _ in
            gate.wait()
            return 200
        }
        let site = try site(receiver)
        let server = try Server(site)
        #expect(try site.penstock("emit", "--sample", "course.completed", "--server", server.url).status == 0)
        gate.waitForVisitor()
        server.send(SIGTERM)
        #expect(server.waitForLog("stopping"))
        #expect(server.end(by: SIGINT) == 128 + SIGINT, "\(server.log)")
        gate.open()
        let second = try Server(site)
        #expect(receiver.wait { $0.events.values.first == 2 })
        #expect(second.end(by: SIGTERM) == 0)
    }

    @Test func `serves a fresh clone at once, with the example of its environment`() throws {
        let site = try Site()
        let pipelines = site.directory.appending(path: "pipelines")
        try FileManager.default.removeItem(at: pipelines)
        try FileManager.default.copyItem(at: Binary.root.appending(path: "pipelines"), to: pipelines)
        try? FileManager.default.removeItem(at: pipelines.appending(path: ".env"))
        try FileManager.default.copyItem(
            at: pipelines.appending(path: ".env.example"),
            to: pipelines.appending(path: ".env")
        )
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600],
            ofItemAtPath: pipelines.appending(path: ".env").path
        )
        let server = try Server(site)
        #expect(server.announcement.contains("10 pipelines, 18 event types"), "\(server.announcement)")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `refuses to share its data, and to take a port that is in use`() throws {
        let site = try site(try Receiver())
        let server = try Server(site)
        let shared = try site.penstock("serve", "pipelines", "--data", "data", "--listen", "127.0.0.1:0")
        #expect(shared.status == 1 && shared.error.contains("another penstock"), "\(shared.error)")
        let inUse = try site.penstock("serve", "pipelines", "--data", "other", "--listen", "127.0.0.1:\(server.port)")
        #expect(inUse.status == 1 && inUse.error.contains("in use"), "\(inUse.error)")
    }

    @Test func `logs JSON when it is asked to`() throws {
        let site = try site(try Receiver())
        let server = try Server(site, arguments: ["--log-json"])
        #expect(server.end(by: SIGTERM) == 0)
        let lines = server.log.split(separator: "\n")
        #expect(!lines.isEmpty)
        for line in lines { #expect((try? JSONValue.parse(String(line)))?["level"] != nil, "\(line)") }
    }
}
