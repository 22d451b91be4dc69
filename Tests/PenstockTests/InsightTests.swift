import Foundation
import PenstockJSON
import Testing

/// What events mean, in a running server with the shipped catalog and the real plugin.
@Suite(.serialized) struct `Insight into events` {
    private func site(_ url: String, isolation: String = "none") throws -> Site {
        let catalog = Binary.root.appending(path: "pipelines/events/course.completed.yaml")
        return try Site([
            "pipelines/events/course.completed.yaml": try String(contentsOf: catalog, encoding: .utf8),
            "pipelines/hook.yaml": """
            name: hook
            on: course.completed
            stages:
              - transform: insight
                isolation: \(isolation)
                with: { zone: Europe/Berlin }
              - transform: jq
                with: { expression: ".data.insight + {id}" }
              - transport: http
                with: { url: "\(url)" }
            """,
        ])
    }

    private func event(_ id: String, _ username: String, _ score: JSONValue) -> JSONValue {
        [
            "id": .string(id), "type": "course.completed", "source": "/t",
            "data": [
                "course_name": "Workplace Safety", "catalog_id": "WS-101", "passing_score": 80,
                "username": .string(username), "score": score, "date": "2026-03-09",
            ],
        ]
    }

    /// Posts events one after the other, so that their order is known, and gives what left for each.
    private func deliver(_ events: [JSONValue], _ server: Server, _ receiver: Receiver) throws -> [JSONValue] {
        for (index, event) in events.enumerated() {
            try #require(try API(server).post("/v1/events", event).status == 202)
            try #require(receiver.wait { $0.requests.count == index + 1 })
        }
        return try receiver.all.requests.map { try JSONValue.parse($0.body) }
    }

    private func trial(_ subject: JSONObject, _ server: Server) throws -> JSONValue? {
        var body = subject
        body["pipeline"] = "hook"
        let answer = try JSONValue.parse(try API(server).post("/v1/trials", .object(body)).body)
        return answer["trials"]?.arrayValue?.first?["attempts"]?.arrayValue?.first?["request"]?["json"]
    }

    @Test(arguments: ["none", "process"])
    func `is the same at a replay, whatever came in meanwhile`(isolation: String) throws {
        let receiver = try Receiver()
        let site = try site(receiver.url, isolation: isolation)
        let server = try Server(site)
        let events = [event("1", "learner1", 70), event("2", "learner2", "92.5"), event("3", "learner1", 100)]
        let sent = try deliver(events, server, receiver)
        #expect(sent.map { $0["passed"] } == [false, true, true])
        #expect(sent.map { $0["margin"] } == [-10, .number(try #require(JSONNumber(parsing: "12.5"))), 20])
        #expect(sent.map { $0["attempt"] } == [1, 1, 2])
        #expect(sent.map { $0["peers"]?["counted"] } == [0, 1, 2])
        #expect(sent[2]["peers"]?["mean"] == .number(try #require(JSONNumber(parsing: "81.25"))))
        #expect(sent[2]["peers"]?["above_average"] == true && sent[2]["peers"]?["rank"] == 1)

        let replayed = try site.penstock("replay", "--pipeline", "hook", "--since", "2h", "--server", server.url)
        #expect(replayed.status == 0, "\(replayed)")
        #expect(receiver.wait { $0.requests.count == 6 })
        let again = try receiver.all.requests.suffix(3).map { try JSONValue.parse($0.body) }
        for body in sent { #expect(again.contains(body), "\(body) is not among \(again)") }
    }

    @Test func `of a trial is what the event would find now, and of an accepted event what it found`() throws {
        let receiver = try Receiver()
        let site = try site(receiver.url)
        let server = try Server(site)
        let sent = try deliver([event("1", "learner1", 70), event("2", "learner2", 90)], server, receiver)
        let next = try trial(["event": event("9", "learner1", 85)], server)
        #expect(next?["attempt"] == 2 && next?["peers"]?["counted"] == 2 && next?["peers"]?["mean"] == 80)
        #expect(try trial(["event": event("9", "learner1", 85)], server) == next, "a trial leaves no trace")
        let listed = try API(server).get("/v1/events")["items"]?.arrayValue ?? []
        let first = try #require(listed.first { $0["id"] == "1" }?["id"])
        #expect(try trial(["event_id": first], server) == sent[0])
        // Without a server nothing is known of what came before.
        let alone = try site.penstock(
            "trial",
            "hook",
            "--sample",
            "course.completed",
            "--dir",
            site.path("pipelines"),
            "--json"
        )
        let request = try JSONValue.parse(alone.output)["trials"]?.arrayValue?.first?["attempts"]?.arrayValue?.first?[
            "request"
        ]
        #expect(request?["json"]?["attempt"] == 1 && request?["json"]?["peers"] == ["counted": 0], "\(alone)")
    }

    @Test func `of a test is what its events before say`() throws {
        let site = try site("http://127.0.0.1:9/hook")
        try site.write(
            """
            tests:
              - name: two before
                before:
                  - { sample: course.completed, set: { /data/username: learner2, /data/score: 70 } }
                  - { sample: course.completed, set: { /data/score: 80 }, time: 2026-01-02T00:00:00Z }
                event: { sample: course.completed, set: { /data/score: 90 } }
                expect: { request: { json: { /attempt: 2, /peers/mean: 75, /peers/counted: 2, /margin: 10 } } }
              - name: nobody before
                event: { sample: course.completed }
                expect: { request: { json: { /attempt: 1, /peers: { counted: 0 } } } }
            """,
            to: "pipelines/hook.test.yaml"
        )
        let tested = try site.penstock("test", "pipelines")
        #expect(tested.status == 0 && tested.output == "2 tests of 1 pipeline passed\n", "\(tested)")
        try site.write(
            """
            tests:
              - name: what cannot be
                before: [{ type: course.completed, data: {}, time: soon }]
                event: { sample: course.completed }
                expect: { state: delivered }
            """,
            to: "pipelines/hook.test.yaml"
        )
        let refused = try site.penstock("test", "pipelines")
        #expect(refused.status == 1 && refused.output.contains("one of 'before' cannot be: "), "\(refused)")
    }
}
