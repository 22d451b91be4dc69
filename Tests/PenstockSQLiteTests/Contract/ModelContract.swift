internal import PenstockCore
internal import Testing

@Suite struct `Random actions` {
    @Test(arguments: StoreUnderTest.all, RandomActions.seeds)
    func `a store does what the model does, through restarts and crashes`(kind: StoreUnderTest, seed: UInt64) throws {
        let bench = try Workbench(kind)
        var actions = RandomActions(bench: bench, seed: seed)
        var model = StoreModel(pipelines: [bench.hr, bench.mail])
        for round in 1...150 {
            let operations = actions.batch()
            let results = try bench.store.commit(operations)
            try #require(results.count == operations.count)
            for (operation, result) in zip(operations, results) { try model.apply(operation, result, bench.store) }
            actions.deliveries = model.rows.keys.sorted()
            actions.events = model.events.map(\.event.sequence)
            actions.jobs = model.jobs.keys.sorted()
            if round % 25 == 0 { try model.check(bench.store) }
            if actions.roll(15) { try bench.reopen() }
            if actions.roll(15) { try bench.crash() }
            if actions.roll(25) {
                actions.now += 1
                let adoption = try bench.store.adopt(Workbench.declarations, digest: "a", at: .at(actions.now))
                model.adopt(at: .at(actions.now))
                #expect(adoption.revision == bench.revision)
                #expect(adoption.held == model.holds && adoption.memories == model.memories)
            }
        }
        try bench.crash()
        try model.check(bench.store)
    }
}
