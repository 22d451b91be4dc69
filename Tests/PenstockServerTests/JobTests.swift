import PenstockCore
import PenstockEngine
import PenstockJSON
import PenstockPipelines
import Testing

@Suite struct `A job` {
    /// A server with three events, of which the first was delivered and the second is dead.
    private func run(_ body: @Sendable (TestServer) async throws -> Void) async throws {
        try await TestServer.run { server async throws in
            for type in ["course.started", "course.completed", "user.added"] {
                _ = try await server.post(#"{"type":"\#(type)"}"#)
            }
            server.engine.store.settle(DeliveryID(1), .delivered)
            server.engine.store.settle(DeliveryID(2), .dead)
            try await body(server)
        }
    }

    @Test func `is begun, looked at and cancelled`() async throws {
        try await run { server async throws in
            let begun = try await server.post(#"{"since":"2h","rate":"50/s"}"#, to: "/v1/replays")
            #expect(begun.status == 202)
            #expect(begun.headers["location"] == "/v1/replays/job_k3f9x2pq_1")
            let expected = """
                {"id":"job_k3f9x2pq_1","kind":"replay","state":"running",\
                "request":{"since":"2026-03-04T09:00:00Z","rate":"50/s"},\
                "found":{"count":2,"complete":true,"types":{"course.completed":1,"course.started":1}},\
                "total":2,"done":0,"skipped":0,"position":0,"end":9,\
                "created_at":"2026-03-04T11:00:00Z","updated_at":"2026-03-04T11:00:00Z"}
                """
            #expect(begun.text == expected)
            #expect(try await server.get("/v1/replays/job_k3f9x2pq_1").text == expected)
            let cancelled = try await server.post("{}", to: "/v1/replays/job_k3f9x2pq_1/cancel")
            #expect(try cancelled.json["state"] == "cancelled")
            #expect(try cancelled.json.at("/reason/code") == "cancelled")
            let again = try await server.post("", to: "/v1/replays/job_k3f9x2pq_1/cancel", as: nil)
            #expect(again.status == 409 && again.problem == "conflict")
        }
    }

    @Test func `a time longer ago than times are counted is the first of all`() async throws {
        try await TestServer.run { server async throws in
            let begun = try await server.post(#"{"since":"99999999d"}"#, to: "/v1/replays")
            #expect(begun.text.contains(#""since":"1970-01-01T00:00:00Z""#), "\(begun.status) \(begun.text)")
        }
    }

    @Test func `that is dry is counted and not begun`() async throws {
        try await run { server async throws in
            let counted = try await server.post(#"{"all":true,"dry_run":true}"#, to: "/v1/replays")
            #expect(counted.status == 200)
            #expect(try counted.json["dry_run"] == true && counted.json.at("/found/count") == 2)
            #expect(try await server.get("/v1/replays").json["items"]?.count == 0)
        }
    }

    @Test func `that cancels is counted, begun and ended like the others`() async throws {
        try await run { server async throws in
            let counted = try await server.post(#"{"all":true,"dry_run":true}"#, to: "/v1/cancellations")
            #expect(counted.status == 200)
            #expect(try counted.json.at("/found/count") == 1, "the third is pending")
            let begun = try await server.post(#"{"state":"dead"}"#, to: "/v1/cancellations")
            #expect(begun.status == 202 && begun.headers["location"] == "/v1/cancellations/job_k3f9x2pq_1")
            #expect(try begun.json["kind"] == "cancel" && begun.json.at("/found/count") == 1)
            let ended = try await server.post("{}", to: "/v1/cancellations/job_k3f9x2pq_1/cancel")
            #expect(try ended.json["state"] == "cancelled")
            #expect(try await server.get("/v1/replays/job_k3f9x2pq_1").status == 404)
        }
    }

    @Test func `is listed with those of its kind, newest first, in pages`() async throws {
        try await run { server async throws in
            for path in ["replays", "retries", "replays", "replays"] {
                _ = try await server.post(#"{"type":"course.*"}"#, to: "/v1/\(path)")
            }
            func ids(_ answer: Answer) throws -> [String?] {
                (try answer.json["items"]?.arrayValue ?? []).map { $0["id"]?.stringValue }
            }
            let first = try await server.get("/v1/replays?limit=2")
            #expect(try ids(first) == ["job_k3f9x2pq_4", "job_k3f9x2pq_3"])
            let next = try #require(try first.json["next"]?.stringValue)
            let second = try await server.get("/v1/replays?limit=2&cursor=\(next)")
            #expect(try ids(second) == ["job_k3f9x2pq_1"])
            #expect(try second.json["next"] == nil)
            #expect(try ids(try await server.get("/v1/retries")) == ["job_k3f9x2pq_2"])
            #expect(try await server.get("/v1/retries/job_k3f9x2pq_1").status == 404)
        }
    }

    @Test func `reads what was asked for`() async throws {
        try await run { server async throws in
            let body = """
                {"since":"2026-03-04T10:00:00Z","until":"30m","type":"course.*","subject":"course/1","source":"/api",\
                "pipeline":"hr-webhook","state":["dead","delivered"],"into":"welcome","rate":"3000/m"}
                """
            #expect(try await server.post(body, to: "/v1/replays").status == 202)
            var expected = JobRequest(.replay(into: "welcome"))
            expected.since = MemoryEngine.epoch
            expected.until = MemoryEngine.epoch + .seconds(1800)
            (expected.type, expected.subject, expected.source) = ("course.*", "course/1", "/api")
            (expected.pipeline, expected.states) = ("hr-webhook", [.dead, .delivered])
            expected.rate = RateLimit(count: 3000, per: .seconds(60))
            #expect(server.engine.requests == [expected])

            #expect(try await server.post(#"{"state":"held,dead","render":true}"#, to: "/v1/retries").status == 202)
            var retry = JobRequest(.retry(render: true))
            retry.states = [.held, .dead]
            #expect(server.engine.requests.last == retry)

            let some = #"{"state":"held","pipeline":"hr-webhook","source":"/api"}"#
            #expect(try await server.post(some, to: "/v1/cancellations").status == 202)
            var cancel = JobRequest(.cancel)
            (cancel.states, cancel.pipeline, cancel.source) = ([.held], "hr-webhook", "/api")
            #expect(server.engine.requests.last == cancel)
        }
    }

    @Test func `that erases keeps no name`() async throws {
        try await run { server async throws in
            let begun = try await server.post(#"{"person":"learner1"}"#, to: "/v1/erasures")
            #expect(begun.status == 202 && begun.headers["location"] == "/v1/erasures/job_k3f9x2pq_1")
            #expect(!begun.text.contains("learner1"))
            let person = PersonDigest(of: "learner1", in: server.engine.storeID)
            #expect(server.engine.requests == [JobRequest(.erase(person))])
            #expect(person != PersonDigest(of: "learner10", in: server.engine.storeID))
        }
    }

    @Test(arguments: [
        ("replays", "{}", 400, "invalid-parameter", "nothing narrows it down"),
        ("replays", #"{"all":false}"#, 400, "invalid-parameter", #""all": true"#),
        ("replays", #"{"since":"soon"}"#, 400, "invalid-parameter", "'since' is 'soon'"),
        ("replays", #"{"since":"1h","until":"2h"}"#, 400, "invalid-parameter", "'until' is before 'since'"),
        ("replays", #"{"pipeline":"welcom"}"#, 404, "unknown-pipeline", "is 'welcome' meant?"),
        ("replays", #"{"all":true,"into":"welcom"}"#, 404, "unknown-pipeline", "is 'welcome' meant?"),
        ("replays", #"{"state":"ded"}"#, 400, "invalid-parameter", "is 'dead' meant?"),
        ("replays", #"{"state":[1]}"#, 400, "invalid-parameter", "list of strings"),
        ("replays", #"{"all":true,"rate":"50"}"#, 400, "invalid-parameter", "50/s"),
        ("replays", #"{"all":true,"rate":"0/s"}"#, 400, "invalid-parameter", "50/s"),
        ("replays", #"{"al":true}"#, 400, "invalid-parameter", "is 'all' meant?"),
        ("replays", #"{"all":true,"render":true}"#, 400, "invalid-parameter", "no option 'render'"),
        ("retries", "{}", 400, "invalid-parameter", "nothing narrows it down"),
        ("retries", #"{"state":"pending"}"#, 400, "invalid-parameter", "pending cannot be retried"),
        ("retries", #"{"all":true,"into":"welcome"}"#, 400, "invalid-parameter", "no option 'into'"),
        ("cancellations", "{}", 400, "invalid-parameter", "nothing narrows it down"),
        ("cancellations", #"{"state":"dead,delivered"}"#, 400, "invalid-parameter", "delivered have ended"),
        ("cancellations", #"{"pipeline":"welcom"}"#, 404, "unknown-pipeline", "is 'welcome' meant?"),
        ("cancellations", #"{"all":true,"render":true}"#, 400, "invalid-parameter", "no option 'render'"),
        ("erasures", "{}", 400, "invalid-parameter", "'person' is missing"),
        ("erasures", #"{"person":""}"#, 400, "invalid-parameter", "'person' is missing"),
        ("erasures", #"{"person":"x","since":"2h"}"#, 400, "invalid-parameter", "no option 'since'"),
    ])
    func `is refused where it makes no sense`(
        path: String,
        body: String,
        status: Int,
        problem: String,
        words: String
    ) async throws {
        try await run { server async throws in
            let answer = try await server.post(body, to: "/v1/\(path)")
            #expect(answer.status == status && answer.problem == problem)
            #expect(answer.detail.contains(words), "\(answer.detail)")
            #expect(server.engine.requests.isEmpty)
        }
    }

    @Test(arguments: ["/v1/replays/job_k3f9x2pq_7", "/v1/replays/job_other_1", "/v1/replays/7"])
    func `that is not there is not found`(target: String) async throws {
        try await run { server async throws in
            #expect(try await server.get(target).problem == "not-found")
            #expect(try await server.post("", to: target + "/cancel", as: nil).problem == "not-found")
        }
    }
}
