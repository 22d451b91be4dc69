import PenstockCore
import PenstockEngine
import PenstockJSON
import Synchronization
import Testing

@testable import PenstockServer

@Suite struct `Timers over HTTP` {
    private static func engine() -> MemoryEngine {
        let rule: JSONValue = ["emit": "cert.expiring", "at": "/data/until", "zone": "Europe/Berlin"]
        let engine = MemoryEngine { $0.catalog = [EventTypeSummary(type: "cert.issued", timers: [rule])] }
        engine.store.timerList.withLock { timers in
            for number in 1...4 as ClosedRange<Int64> {
                timers.append(
                    TimerRecord(
                        id: TimerID(number),
                        event: EventSequence(1),
                        eventID: "evt_k3f9x2pq_1",
                        type: "cert.issued",
                        emit: number == 4 ? "cert.expired" : "cert.expiring",
                        offset: number == 4 ? 1 : -30,
                        due: MemoryEngine.epoch + .seconds(number * 86_400),
                        person: number == 2 ? "learner2" : "learner1"
                    )
                )
            }
            timers[2].state = .fired
            (timers[2].result, timers[2].endedAt) = ("tmr_3", timers[2].due)
        }
        return engine
    }

    private static func ids(_ answer: JSONValue) -> [String] {
        (answer["items"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }.map { String($0.suffix(1)) }
    }

    @Test(arguments: [
        ("", ["1", "2", "3", "4"]), ("?state=pending", ["1", "2", "4"]), ("?state=fired,cancelled", ["3"]),
        ("?emit=cert.expired", ["4"]), ("?person=learner2", ["2"]), ("?person=nobody", []),
        ("?due_before=2d", ["1", "2"]), ("?due_before=1d", ["1"]), ("?due_before=2026-03-07T00:00:00Z", ["1", "2"]),
        ("?type=course.completed", []),
        ("?due_before=200000d", ["1", "2", "3", "4"]),
    ])
    func `are listed by what is asked`(query: String, expected: [String]) async throws {
        try await TestServer.run(Self.engine()) { server async throws in
            #expect(Self.ids(try await server.get("/v1/timers\(query)").json) == expected)
        }
    }

    @Test func `are listed page by page`() async throws {
        try await TestServer.run(Self.engine()) { server async throws in
            let first = try await server.get("/v1/timers?limit=3").json
            let next = try #require(first["next"]?.stringValue)
            #expect(Self.ids(first) == ["1", "2", "3"])
            #expect(Self.ids(try await server.get("/v1/timers?limit=3&cursor=\(next)").json) == ["4"])
        }
    }

    @Test(arguments: [
        "state=dead", "state=pendng", "due_before=soon", "cursor=t12", "cursor=e5", "cursor=t0zz", "limit=0",
        "person=a&person=b",
        "colour=red",
    ])
    func `are not listed by what makes no sense`(query: String) async throws {
        try await TestServer.run(Self.engine()) { server async throws in
            let answer = try await server.get("/v1/timers?\(query)")
            #expect(answer.status == 400 && answer.problem == "invalid-parameter")
        }
    }

    @Test func `are shown one by one`() async throws {
        try await TestServer.run(Self.engine()) { server async throws in
            #expect(
                try await server.get("/v1/timers/tim_k3f9x2pq_3").json.text
                    == #"{"id":"tim_k3f9x2pq_3","event":"evt_k3f9x2pq_1","type":"cert.issued","emit":"cert.expiring","offset_days":-30,"due":"2026-03-07T10:00:00Z","state":"fired","moved":false,"person":"learner1","became":"tmr_3","ended_at":"2026-03-07T10:00:00Z"}"#
            )
            for id in ["tim_k3f9x2pq_9", "tim_other_1", "dlv_k3f9x2pq_1", "x"] {
                #expect(try await server.get("/v1/timers/\(id)").status == 404)
            }
        }
    }

    @Test(arguments: [
        ("1", "2026-12-01T08:00:00Z", "2026-12-01T08:00:00Z"),
        ("1", "2026-12-01T08:00:00+02:00", "2026-12-01T06:00:00Z"),
        // Without an offset, by the clocks of the rule's zone; of a type without a rule, of UTC.
        ("1", "2026-12-01T08:00", "2026-12-01T07:00:00Z"), ("2", "2026-07-01T08:00:30", "2026-07-01T06:00:30Z"),
        ("4", "2026-12-01T08:00", "2026-12-01T08:00:00Z"),
    ])
    func `are moved`(id: String, due: String, expected: String) async throws {
        try await TestServer.run(Self.engine()) { server async throws in
            let answer = try await server.post(#"{"due":"\#(due)"}"#, to: "/v1/timers/tim_k3f9x2pq_\(id)/move")
            #expect(answer.status == 200)
            #expect(try answer.json["due"]?.stringValue == expected && answer.json["moved"] == true)
        }
    }

    @Test(arguments: [
        ("1", "", 400, "invalid-parameter"), ("1", "{}", 400, "invalid-parameter"),
        ("1", #"{"due":"tomorrow"}"#, 400, "invalid-parameter"),
        ("1", #"{"due":"2026-02-30T08:00"}"#, 400, "invalid-parameter"),
        ("1", #"{"due":5}"#, 400, "invalid-parameter"), ("1", #"{"du":"2026-12-01T08:00"}"#, 400, "invalid-parameter"),
        ("1", "{", 400, "invalid-json"), ("3", #"{"due":"2026-12-01T08:00"}"#, 409, "conflict"),
        ("9", #"{"due":"2026-12-01T08:00"}"#, 404, "not-found"),
    ])
    func `are not moved to what is no time, and not once they have ended`(
        id: String,
        body: String,
        status: Int,
        problem: String
    ) async throws {
        try await TestServer.run(Self.engine()) { server async throws in
            let answer = try await server.post(body, to: "/v1/timers/tim_k3f9x2pq_\(id)/move")
            #expect(answer.status == status && answer.problem == problem)
        }
    }

    @Test func `are cancelled, once`() async throws {
        try await TestServer.run(Self.engine()) { server async throws in
            let answer = try await server.post("", to: "/v1/timers/tim_k3f9x2pq_1/cancel", as: nil)
            #expect(try answer.status == 200 && answer.json["state"] == "cancelled")
            #expect(try answer.json.at("/reason/code") == "cancelled")
            #expect(try await server.post("", to: "/v1/timers/tim_k3f9x2pq_1/cancel", as: nil).status == 409)
            #expect(try await server.post("", to: "/v1/timers/tim_k3f9x2pq_9/cancel", as: nil).status == 404)
        }
    }

    @Test func `are counted, and named where an event is explained`() async throws {
        try await TestServer.run(Self.engine()) { server async throws in
            let metrics = try await server.get("/metrics").text
            #expect(
                metrics.contains("\npenstock_timers_pending 3\n")
                    && metrics.contains("\npenstock_timers_fired_total 0\n")
            )
            _ = try await server.post(#"{"type":"course.started"}"#)
            let explanation = try await server.get("/v1/events/evt_k3f9x2pq_1/explanation").json
            #expect(explanation["timers"]?.arrayValue?.count == 4)
            #expect(try await server.get("/v1/catalog").json.at("/items/0/timers/0/emit") == "cert.expiring")
        }
    }

    @Test func `are told of by a reload`() async throws {
        let change = TimerChange(type: "cert.issued", added: 3, moved: 12, dropped: 1, isComplete: false)
        let report = ReloadReport(pipelines: SetChange(), timers: [change])
        try await TestServer.run(reloading: ReloadDouble(.success(report))) { server async throws in
            #expect(
                try await server.post(#"{"dry_run":true}"#, to: "/v1/reload").json["timers"]?.text
                    == #"[{"type":"cert.issued","added":3,"moved":12,"dropped":1,"complete":false}]"#
            )
        }
    }
}
