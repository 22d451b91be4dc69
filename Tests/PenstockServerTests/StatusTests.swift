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
                "behind":0,"oldest":"2026-03-04T10:00:02Z"}
                """
            #expect(json.at("/pipelines/0")?.text == lane)
            let plugins = try await server.get("/v1/plugins").json
            #expect(plugins.at("/items/0/loaded")?.boolValue == false)
            #expect(plugins.at("/items/1/stages/0/schema/type")?.stringValue == "object")
        }
    }

    @Test(arguments: [(0, ""), (1, "; 1 delivery waits"), (5, "; 5 deliveries wait")])
    func `names a held pipeline with its reason`(pending: Int, rest: String) {
        var report = report()
        report.backlog = [
            lane(pending: pending, held: 1, hold: Reason(code: "gone", text: "the endpoint is no more"))
        ]
        let concerns = StatusReport(report).concerns
        #expect(concerns.map(\.kind) == [.pipelineHeld, .held])
        #expect(concerns[0].text == "pipeline hr is held (gone): the endpoint is no more\(rest)")
        #expect(concerns[1].text == "1 delivery of hr is held")
    }

    @Test func `says for how long deliveries have been dead`() {
        var report = report()
        var lane = lane(dead: 3)
        lane.deadSince = report.now + .seconds(-7500)
        report.backlog = [lane]
        let concern = StatusReport(report).concerns.first
        #expect(concern?.kind == .dead && concern?.count == 3 && concern?.since == lane.deadSince)
        #expect(concern?.text == "3 deliveries of hr are dead, the oldest for 2h 5m")
    }

    @Test(
        arguments: [
            (-301, nil, 0, true), (-300, nil, 0, false), (nil, -301, 0, true), (nil, 301, 0, false),
            (nil, -301, 3600, false), (nil, nil, 0, false),
        ] as [(Int?, Int?, Int, Bool)]
    )
    func `names a pipeline whose oldest due delivery is late`(pending: Int?, due: Int?, shift: Int, isLate: Bool) {
        var report = report()
        // Retries run on a clock that does not follow the wall's.
        report.condition.clockShift = .seconds(shift)
        var lane = lane(pending: 1)
        lane.oldestPending = pending.map { report.now + .seconds($0) }
        lane.nextDue = due.map { report.now + .seconds($0) }
        report.backlog = [lane]
        #expect(StatusReport(report).concerns.contains { $0.kind == .late } == isLate)
    }

    @Test func `leaves a late delivery out where the hold or the breaker says more`() {
        var report = report()
        var lane = lane(pending: 1)
        lane.oldestPending = report.now + .seconds(-9000)
        report.backlog = [lane]
        var metrics = LaneMetrics(pipeline: "hr")
        metrics.isBreakerOpen = true
        report.metrics.lanes = [metrics]
        #expect(StatusReport(report).concerns.map(\.kind) == [.breaker])
        report.metrics.lanes[0].isBreakerOpen = false
        #expect(StatusReport(report).concerns.map(\.kind) == [.late])
    }

    @Test func `looks at the disk, the clock and the files`() {
        var report = report()
        report.condition.space = StoreSpace(free: 500 << 20, reserve: 256 << 20, file: 1, log: 1)
        report.condition.clockShift = .seconds(-3600)
        report.process = ProcessFigures(files: 950, fileLimit: 1000)
        let concerns = StatusReport(report).concerns
        #expect(concerns.map(\.kind) == [.disk, .clock, .files])
        #expect(concerns[0].text.contains("500 MiB free, below 256 MiB"))
        #expect(concerns[1].text.contains("set back by 1h since"))
        report.condition.space?.free = 1 << 30
        report.condition.clockShift = .seconds(4)
        report.process.files = 900
        #expect(StatusReport(report).concerns.isEmpty)
        report.condition.refusal = Reason(code: "storage-full", text: "the disk is nearly full")
        #expect(StatusReport(report).concerns.map(\.kind) == [.refusing])
    }

    @Test func `names a source that is silent for too long, while it is`() async throws {
        let source = """
            verify: { header: X-Secret, equals: "${env:S}" }
            events: [{ type: user.added, data: { username: { from: u } } }]
            expect: { every: 1d }
            """
        let ground = try `A source`.ground(["lms": source, "off": source + "\nenabled: false\n"])
        var memory = SourceMemory()
        memory.lastEvent = MemoryEngine.epoch + .seconds(-180_030)
        let memories = ["lms": memory, "off": memory]
        try await TestServer.run(
            MemoryEngine { settings in
                settings.sources = ground
                settings.memories = memories
            }
        ) { server async throws in
            let attention = try await server.get("/v1/status").json["attention"]
            #expect(attention?.arrayValue?.count == 1)
            #expect(attention?.at("/0/kind") == "source-silent" && attention?.at("/0/source") == "lms")
            let text = attention?.at("/0/text")?.stringValue ?? ""
            #expect(text.hasPrefix("nothing came to source lms for 2d "), "\(text)")
            #expect(text.hasSuffix(", and something is expected every 1d"), "\(text)")
            server.engine.note(.accepted(1), of: "lms")
            #expect(try await server.get("/v1/status").json["attention"]?.arrayValue?.isEmpty == true)
        }
    }

    private func report() -> HostReport {
        HostReport(metrics: EngineMetrics(), condition: HostCondition(), backlog: [], now: MemoryEngine.epoch)
    }

    private func lane(pending: Int = 0, dead: Int = 0, held: Int = 0, hold: Reason? = nil) -> PipelineBacklog {
        PipelineBacklog(
            pipeline: PipelineID(1),
            name: "hr",
            pending: pending,
            waiting: 0,
            dead: dead,
            held: held,
            oldest: nil,
            hold: hold
        )
    }

    @Test func `is fine when nothing is wrong`() async throws {
        try await TestServer.run { server async throws in
            let json = try await server.get("/v1/status").json
            #expect(json["needs_attention"]?.boolValue == false)
        }
    }

    @Test func `is split into alive and ready`() async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.get("/healthz").status == 200)
            #expect(try await server.get("/readyz").text == "ready\n")
            server.engine.change {
                $0.condition.refusal = Reason(code: "storage-full", text: "the disk is nearly full: 1 MiB free")
            }
            #expect(try await server.get("/healthz").status == 200)
            let answer = try await server.get("/readyz")
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] == "5")
            #expect(answer.detail == "the disk is nearly full: 1 MiB free")
            #expect(try await server.get("/v1/status").json["ready"]?.boolValue == false)
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
