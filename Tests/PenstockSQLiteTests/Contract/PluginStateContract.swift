internal import PenstockCore
internal import Testing

@Suite struct `What stages keep` {
    private func key(_ bench: Workbench, _ name: String, stage: String = "seen", of pipeline: PipelineID? = nil)
        -> PluginStateKey
    {
        PluginStateKey(pipeline: pipeline ?? bench.hr, stage: stage, key: Array(name.utf8))
    }

    @Test(arguments: StoreUnderTest.all)
    func `is written with the outcome, and found after a crash`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let (here, there) = (key(bench, "a"), key(bench, "b"))
        let value = PluginStateValue([1, 2, 3], expiresAt: .at(90))
        try bench.settle(
            Settlement(
                delivery: try bench.delivery(),
                state: .filtered,
                at: .at(2),
                pluginState: [PluginStateWrite(here, value), PluginStateWrite(there, PluginStateValue([]))]
            )
        )
        try bench.crash()
        #expect(try bench.store.pluginState(here) == value)
        #expect(try bench.store.pluginState(there) == PluginStateValue([]))
        #expect(try bench.store.pluginState(key(bench, "c")) == nil)
    }

    @Test(arguments: StoreUnderTest.all)
    func `is found by its own stage of its own pipeline only`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let keys = [
            key(bench, "a"), key(bench, "a", stage: "stages/0"), key(bench, "a", of: bench.mail),
        ]
        for (index, key) in keys.enumerated() {
            let write = PluginStateWrite(key, PluginStateValue([UInt8(index)]))
            try bench.settle(
                Settlement(delivery: try bench.delivery(), state: .delivered, at: .at(2), pluginState: [write])
            )
        }
        #expect(try keys.map { try bench.store.pluginState($0)?.bytes } == [[0], [1], [2]])
    }

    @Test(arguments: StoreUnderTest.all)
    func `is replaced and removed in the order in which it was written`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let key = key(bench, "a")
        func write(_ values: PluginStateValue?...) throws {
            try bench.settle(
                Settlement(
                    delivery: try bench.delivery(),
                    state: .delivered,
                    at: .at(2),
                    pluginState: values.map { PluginStateWrite(key, $0) }
                )
            )
        }
        try write(PluginStateValue([1], expiresAt: .at(9)), PluginStateValue([2]))
        #expect(try bench.store.pluginState(key) == PluginStateValue([2]))
        try write(nil)
        #expect(try bench.store.pluginState(key) == nil)
        try write(nil, PluginStateValue([3]))
        #expect(try bench.store.pluginState(key) == PluginStateValue([3]))
    }

    @Test(arguments: StoreUnderTest.all)
    func `is not written with an outcome that comes too late`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let (id, key) = (try bench.delivery(), key(bench, "a"))
        _ = try bench.store.commit([.cancel(id, Reason(code: "cancelled", text: ""), at: .at(2))])
        let late = Settlement(
            delivery: id,
            state: .delivered,
            attempt: bench.attempt(1),
            at: .at(3),
            pluginState: [PluginStateWrite(key, PluginStateValue([1]))]
        )
        #expect(try bench.store.commit([.settle(late)]).first?.failure?.code == .conflict)
        #expect(try bench.store.pluginState(key) == nil)
    }

    @Test(arguments: StoreUnderTest.all, [true, false])
    func `of a delivery that was stopped meanwhile is written with an attempt alone`(
        kind: StoreUnderTest,
        hasAttempt: Bool
    ) throws {
        let bench = try Workbench(kind)
        let (id, key) = (try bench.delivery(), key(bench, "a"))
        _ = try bench.store.commit([.park(id, Reason(code: "paused", text: ""), at: .at(2))])
        let settlement = Settlement(
            delivery: id,
            state: hasAttempt ? .waiting : .filtered,
            due: hasAttempt ? .at(9) : nil,
            attempt: hasAttempt ? bench.attempt(1, .transient) : nil,
            at: .at(3),
            pluginState: [PluginStateWrite(key, PluginStateValue([1]))]
        )
        let settled = try #require(try bench.store.commit([.settle(settlement)]).first?.settled)
        #expect(settled.keepsPluginState == hasAttempt)
        #expect(try bench.store.pluginState(key) == (hasAttempt ? PluginStateValue([1]) : nil))
    }
}
