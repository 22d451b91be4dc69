import Glibc
import PenstockCore
import PenstockPlugins
import Testing

/// The services through their C tables, asked by a plugin in C.
@Suite struct `Services that a C plugin asks` {
    private let metrics = PluginMetrics()

    private func stage(_ isolation: PluginIsolation = .none) throws -> ConfiguredStage {
        let workshop = try Workshop()
        try workshop.build("first-seen.c", as: "first-seen.so")
        let type = try #require(try workshop.load(isolation).stageType(.filter, "com.example.first-seen"))
        var services = quiet
        services.metrics = metrics
        let setup = StageSetup(pipeline: "p", stage: "seen", services: services)
        return try #require(type.configure(Array("{}".utf8), setup).stage)
    }

    private func frame(_ view: PluginStateView, _ delivery: String, subject: String? = "course/WS-101") -> MessageFrame
    {
        let frame = MessageFrame(state: view)
        var claimed = claimed()
        claimed.event.subject = subject
        frame.load(claimed, id: delivery, replayOf: nil, pipeline: "p", budget: .seconds(1))
        frame.setTime(Timestamp(microseconds: 1_000_000))
        return frame
    }

    private func counted() -> [String: Double] {
        let figures = metrics.families.first?.series.map { ($0.labels.last?.value ?? "", $0.value) } ?? []
        return Dictionary(figures, uniquingKeysWith: +)
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a value that a delivery wrote is found by the next`(isolation: PluginIsolation) throws {
        let view = PluginStateView()
        let stage = try stage(isolation)
        defer { withExtendedLifetime(stage) {} }
        let instance = try stage.instance(onThread: 0)
        let (first, second) = (frame(view, "dlv_1"), frame(view, "dlv_2"))
        #expect(instance.run(first) == .pass)
        guard case .failed(.transient, let reason) = instance.run(second) else {
            Issue.record("the key is not the first delivery's")
            return
        }
        #expect(reason.code == "state-reserved" && second.state.metReservedKey)
        let writes = first.state.take()
        #expect(writes.map(\.key.stage) == ["seen"] && writes.map(\.value?.bytes) == [Array("dlv_1".utf8)])
        #expect(writes.first?.value?.expiresAt == Timestamp(microseconds: 30 * 86_400_000_000 + 1_000_000))
        view.settled(writes, isWritten: true)
        #expect(instance.run(second) == .drop("its subject was seen before"))
        #expect(instance.run(frame(view, "dlv_1")) == .pass, "the same delivery, run again")
        // From a worker they come on a socket of their own.
        let end = ContinuousClock.now + .seconds(10)
        while counted() != ["pass": 2, "drop": 1], ContinuousClock.now < end { sched_yield() }
        #expect(counted() == ["pass": 2, "drop": 1])
    }

    @Test(arguments: PluginIsolation.allCases)
    func `what the host refuses becomes the stage's failure, with the host's words`(isolation: PluginIsolation) throws {
        let stage = try stage(isolation)
        defer { withExtendedLifetime(stage) {} }
        let instance = try stage.instance(onThread: 0)
        guard case .failed(.permanent, let reason) = instance.run(frame(PluginStateView(), "d", subject: nil)) else {
            Issue.record("a key without a byte was taken")
            return
        }
        #expect(reason.code == "state-refused" && reason.text.contains("at least one byte"))
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a metric that cannot be is a problem of the configuration`(isolation: PluginIsolation) throws {
        _ = try metrics.define(
            .init("first_seen_total", .counter, help: "x"),
            pipeline: "other",
            stage: "stages/0"
        )
        // The kind is the same, so it is one beside it.
        _ = try stage(isolation)
        let taken = PluginMetrics()
        for index in 0..<PluginMetrics.limit {
            _ = try taken.define(.init("m\(index)", .gauge, help: "x"), pipeline: "p", stage: "s")
        }
        let workshop = try Workshop()
        try workshop.build("first-seen.c", as: "first-seen.so")
        let type = try #require(try workshop.load(isolation).stageType(.filter, "com.example.first-seen"))
        var services = quiet
        services.metrics = taken
        let report = type.configure(Array("{}".utf8), StageSetup(pipeline: "p", stage: "s", services: services))
        #expect(report.stage == nil)
        #expect(report.complaints.map(\.text).joined().contains("one too many"))
    }

    @Test func `a plugin that was built with the first version's header runs`() throws {
        let workshop = try Workshop()
        try workshop.build("contains.c", as: "contains.so", headers: "Tests/Fixtures/plugins/v1")
        let type = try #require(try workshop.load().stageType(.filter, "com.example.contains"))
        let setup = StageSetup(pipeline: "p", stage: "stages/0", services: quiet)
        let stage = try #require(type.configure(Array(#"{"text":"80"}"#.utf8), setup).stage)
        defer { withExtendedLifetime(stage) {} }
        #expect(try stage.instance(onThread: 0).run(frame(PluginStateView(), "d")) == .pass)
    }
}
