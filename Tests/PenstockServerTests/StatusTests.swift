import PenstockCore
import PenstockEngine
import PenstockJSON
import Testing

@testable import PenstockServer

@Suite struct `The status` {
    @Test func `says what needs a person`() async throws {
        let engine = MemoryEngine { settings in
            settings.plugins = [
                PluginSummary(
                    file: "a.so",
                    problems: [.init(isError: true, sentence: "a.so is not loaded: it is empty")]
                ),
                PluginSummary(
                    file: "b.so",
                    id: "b",
                    version: "1",
                    vendor: "v",
                    digest: "00",
                    stageTypes: [
                        StageTypeSummary(kind: "filter", id: "b", summary: "s", schema: #"{"type":"object"}"#)
                    ],
                    problems: [.init(isError: false, sentence: "b.so: shadowed")]
                ),
            ]
        }
        try await TestServer.run(engine) { server async throws in
            for id in 0..<3 { _ = try await server.post(#"{"type":"course.started","id":"\#(id)"}"#) }
            server.engine.store.settle(DeliveryID(1), .dead)
            server.engine.store.settle(DeliveryID(2), .dead)
            let json = try await server.get("/v1/status").json
            #expect(json["version"]?.stringValue == "1.2.3")
            #expect(json["needs_attention"]?.boolValue == true)
            let attention = """
                [{"kind":"dead","pipeline":"hr-webhook","count":2,"text":"2 deliveries of hr-webhook are dead"},\
                {"kind":"plugin","text":"a.so is not loaded: it is empty"}]
                """
            #expect(json["attention"]?.text == attention)
            let lane = """
                {"name":"hr-webhook","pending":1,"waiting":0,"in_flight":0,"dead":2,"held":0,\
                "oldest":"2026-03-04T10:00:02Z"}
                """
            #expect(json.at("/pipelines/0")?.text == lane)
            let plugins = try await server.get("/v1/plugins").json
            #expect(plugins.at("/items/0/loaded")?.boolValue == false)
            #expect(plugins.at("/items/1/stages/0/schema/type")?.stringValue == "object")
        }
    }

    @Test(arguments: [(0, ""), (1, "; 1 delivery waits"), (5, "; 5 deliveries wait")])
    func `names a held pipeline with its reason`(pending: Int, rest: String) {
        let lane = PipelineBacklog(
            pipeline: PipelineID(1),
            name: "hr",
            pending: pending,
            waiting: 0,
            dead: 0,
            held: 1,
            oldest: nil,
            hold: Reason(code: "gone", text: "the endpoint is no more")
        )
        let report = StatusReport(backlog: [lane], plugins: [])
        #expect(report.concerns.map(\.kind) == ["pipeline-held", "held"])
        #expect(report.concerns[0].text == "pipeline hr is held (gone): the endpoint is no more\(rest)")
        #expect(report.concerns[1].text == "1 delivery of hr is held")
    }

    @Test func `is fine when nothing is wrong`() async throws {
        try await TestServer.run { server async throws in
            let json = try await server.get("/v1/status").json
            #expect(json["needs_attention"]?.boolValue == false)
        }
    }

    @Test(arguments: [(true, 200, 200), (false, 200, 503)])
    func `is split into alive and ready`(isReady: Bool, alive: Int, ready: Int) async throws {
        try await TestServer.run(MemoryEngine { $0.isReady = isReady }) { server async throws in
            #expect(try await server.get("/healthz").status == alive)
            let answer = try await server.get("/readyz")
            #expect(answer.status == ready)
            #expect(answer.headers["retry-after"] == (isReady ? nil : "5"))
        }
    }

    @Test func `has the catalog beside it`() async throws {
        let type = EventTypeSummary(
            type: "course.completed",
            description: "d",
            subject: "course/{{data.catalog_id}}",
            person: "/data/username",
            key: ["/data/username"],
            isStrict: false,
            schema: ["type": "object"],
            sample: ["score": 90]
        )
        try await TestServer.run(MemoryEngine { $0.catalog = [type] }) { server async throws in
            let expected = """
                {"type":"course.completed","description":"d","subject":"course/{{data.catalog_id}}",\
                "person":"/data/username","key":["/data/username"],"strict":false,"schema":{"type":"object"},\
                "sample":{"score":90}}
                """
            let list = try await server.get("/v1/catalog")
            #expect(list.text == #"{"items":[\#(expected)]}"#)
            #expect(try await server.get("/v1/catalog/course.completed").text == expected)
            #expect(try await server.get("/v1/catalog/course.complete").detail.contains("'course.completed' meant?"))
        }
    }
}

@Suite struct `The metrics` {
    @Test func `are in Prometheus' format`() async throws {
        var metrics = EngineMetrics()
        metrics.accepted = 5
        metrics.attempts = [.delivered: 3]
        metrics.settled = [.delivered: 3, .dead: 1]
        metrics.attemptLatency = .init(bounds: [1000, 2_500_000], counts: [2, 1, 1], sum: 4_000_000)
        let kept = metrics
        try await TestServer.run(MemoryEngine { $0.metrics = kept }) { server async throws in
            _ = try await server.post(#"{"type":"course.started"}"#)
            let answer = try await server.get("/metrics")
            #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = answer.text.split(separator: "\n").map(String.init)
            for line in [
                "# TYPE penstock_events_accepted_total counter", "penstock_events_accepted_total 5",
                #"penstock_build_info{version="1.2.3"} 1"#, #"penstock_attempts_total{outcome="delivered"} 3"#,
                #"penstock_attempts_total{outcome="plugin-fault"} 0"#, #"penstock_deliveries_total{state="dead"} 1"#,
                #"penstock_attempt_seconds_bucket{le="0.001"} 2"#, #"penstock_attempt_seconds_bucket{le="2.5"} 3"#,
                #"penstock_attempt_seconds_bucket{le="+Inf"} 4"#, "penstock_attempt_seconds_sum 4.0",
                "penstock_attempt_seconds_count 4", #"penstock_backlog{pipeline="hr-webhook",state="pending"} 1"#,
                #"penstock_pipeline_held{pipeline="welcome"} 0"#,
            ] {
                #expect(lines.contains(line), "\(line)")
            }
            #expect(!answer.text.contains("unmatched"))
            try Self.check(lines)
        }
    }

    /// Every sample stands below its family's HELP and TYPE, and no family begins twice.
    private static func check(_ lines: [String]) throws {
        var families: [String] = []
        for line in lines {
            let words = line.split(separator: " ")
            if words[0] == "#" {
                if words[1] == "TYPE" { #expect(!families.contains(String(words[2]))) }
                if words[1] == "TYPE" { families.append(String(words[2])) }
                continue
            }
            let name = words[0].prefix { $0 != "{" }
            let family = try #require(families.last)
            #expect(name == family || ["_bucket", "_sum", "_count"].contains { name == family + $0 }, "\(line)")
            #expect(words.last.flatMap { Double($0) } != nil, "\(line)")
        }
    }

    @Test func `escape what labels must not hold`() {
        var text = MetricsText()
        text.labelled("a", "gauge", "h", [([("b", "x\"y\\z\n")], 1)])
        #expect(text.text == "# HELP a h\n# TYPE a gauge\na{b=\"x\\\"y\\\\z\\n\"} 1\n")
    }

    @Test func `are there when the store is not`() async throws {
        let engine = MemoryEngine { $0.readFailure = StoreError(.unavailable, "gone") }
        try await TestServer.run(engine) { server async throws in
            let answer = try await server.get("/metrics")
            #expect(answer.status == 200)
            #expect(!answer.text.contains("penstock_backlog"))
        }
    }
}
