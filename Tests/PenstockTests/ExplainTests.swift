import Foundation
import Glibc
import PenstockJSON
import Testing

@Suite(.serialized) struct `Explaining` {
    private func site(_ receiver: Receiver) throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/hr-webhook.yaml": Sample.webhook(to: receiver.url),
            "pipelines/others.yaml": """
            name: other-course
            on: course.completed
            subject: course/WS-202
            stages:
              - transport: http
                with: { url: "\(receiver.url)" }
            ---
            name: all-but-this
            on: course.*
            except: course/WS-1*
            stages:
              - transport: http
                with: { url: "\(receiver.url)" }
            ---
            name: newcomers
            on: user.added
            stages:
              - transport: http
                with: { url: "\(receiver.url)" }
            ---
            name: asleep
            enabled: false
            on: course.completed
            stages:
              - transport: http
                with: { url: "\(receiver.url)" }
            """,
        ])
    }

    /// Posts an event of a course with an id.
    private func post(_ id: String, score: Int, type: String = "course.completed", to server: Server) throws {
        let event: JSONValue = [
            "id": .string(id), "source": "/lms", "type": .string(type), "subject": "course/WS-101",
            "data": [
                "username": "learner1", "catalog_id": "WS-101", "score": .number(JSONNumber(score)),
                "passing_score": 60,
            ],
        ]
        #expect(try API(server).post("/v1/events", event).status == 202)
    }

    private func waitForEnd(of id: String, _ server: Server) throws {
        let hasEnded = try API(server).wait { api in
            let deliveries = try api.get("/v1/events/\(id)")["deliveries"]?.arrayValue ?? []
            return deliveries.allSatisfy { !["pending", "waiting"].contains($0["state"]?.stringValue) }
        }
        #expect(hasEnded, "\(server.log)")
    }

    @Test func `shows what each stage did, and at which clause other pipelines let the event pass`() throws {
        let tries = Tries()
        let receiver = try Receiver { _ in tries.next() == 1 ? 503 : 200 }
        let site = try site(receiver)
        try site.write(
            Sample.webhook(to: receiver.url) + "\nretry: { schedule: [100ms], then: repeat }\n",
            to: "pipelines/hr-webhook.yaml"
        )
        let server = try Server(site)
        try post("pass", score: 80, to: server)
        try post("fail", score: 12, to: server)
        for id in ["pass", "fail"] { try waitForEnd(of: id, server) }

        let passed = try site.penstock("explain", "pass", "--server", server.url)
        #expect(passed.status == 0, "\(passed.error)")
        for line in [
            "hr-webhook  took it: type course.completed is named", "├─ filter match            passed",
            "├─ sign standard-webhooks  passed", "└─ transport http          delivered",
            "├─ try 1  ", "transient 503", "└─ try 2  ", "delivered 200",
            "├─ asleep  `enabled`: the pipeline was disabled",
            "├─ all-but-this  `except`: subject course/WS-101 is excepted by course/WS-1*",
            "├─ other-course  `subject`: subject course/WS-101 is not among course/WS-202",
            "└─ newcomers  `on`: type course.completed is not among user.added",
        ] { #expect(passed.output.contains(line), "\(line) is not in:\n\(passed.output)") }

        let failed = try site.penstock("explain", "fail", "--server", server.url).output
        #expect(failed.contains("filter match            dropped: "), "\(failed)")
        #expect(failed.contains("sign standard-webhooks  not reached"), "\(failed)")
        #expect(failed.contains("next: where it should have passed: change the filter"), "\(failed)")
        let json = try JSONValue.parse(try site.penstock("explain", "fail", "--json", "--server", server.url).output)
        let delivery = try #require(json["pipelines"]?.arrayValue?.first?["deliveries"]?.arrayValue?.first)
        #expect(delivery["reason"]?["stage"] == "stages/0 (match)" && delivery["revision"] == 1)
        let id = try #require(delivery["id"]?.stringValue)
        let alone = try site.penstock("explain", id, "--server", server.url).output
        #expect(alone.contains("dropped") && !alone.contains("not for"), "\(alone)")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `an event that nobody wanted says who was nearest, and a strange id what ids look like`() throws {
        let receiver = try Receiver()
        let site = try site(receiver)
        let server = try Server(site)
        try post("lost", score: 80, type: "course.complete", to: server)
        let lost = try site.penstock("explain", "lost", "--server", server.url)
        #expect(lost.status == 0 && lost.output.contains("is 'course.completed' meant?"), "\(lost)")
        #expect(lost.output.contains("not for\n├─ all-but-this  `except`"), "\(lost.output)")
        for id in ["evt_other_1", "dlv_other_1", "nothing"] {
            let unknown = try site.penstock("explain", id, "--server", server.url)
            #expect(unknown.status == 1 && unknown.error.contains("there is no "), "\(unknown)")
        }
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `a repetition leads to the first, one behind another says so, and a pause how to end it`() throws {
        let gate = Gate()
        let receiver = try Receiver { _ in
            gate.wait()
            return 200
        }
        defer { gate.open() }
        let site = try Site([
            "pipelines/hook.yaml": ReloadSite.pipeline(
                to: receiver.url,
                more: "order_by: { key: /data/username }\ndedupe: { by: [/data/score], window: 1h }",
                timeout: "60s"
            )
        ])
        let server = try Server(site)
        try post("first", score: 1, to: server)
        gate.waitForVisitor()
        try post("again", score: 1, to: server)
        try post("second", score: 2, to: server)
        let again = try site.penstock("explain", "again", "--server", server.url).output
        #expect(again.contains("duplicate") && again.contains("because: repeats dlv_"), "\(again)")
        #expect(again.contains("transport http  not reached") && again.contains("tells of the first"), "\(again)")
        let second = try site.penstock("explain", "second", "--server", server.url).output
        #expect(second.contains("has the same order key and goes first"), "\(second)")
        #expect(second.contains("it goes on by itself when that one is finished"), "\(second)")
        #expect(try site.penstock("pause", "hook", "--server", server.url).status == 0)
        try post("third", score: 3, to: server)
        gate.open()
        try waitForEnd(of: "first", server)
        let paused = try site.penstock("explain", "second", "--server", server.url).output
        #expect(paused.contains("next: `penstock resume hook` lets the pipeline go on"), "\(paused)")
        #expect(server.end(by: SIGTERM) == 0)
    }
}

/// Counts.
private final class Tries: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    func next() -> Int {
        lock.withLock {
            count += 1
            return count
        }
    }
}
