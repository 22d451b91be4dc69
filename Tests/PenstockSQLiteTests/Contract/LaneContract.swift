internal import PenstockCore
internal import Testing

@Suite struct `What a store keeps for lanes` {
    private func adopt(_ bench: Workbench, target: String, at time: Int64 = 1) throws -> Adoption {
        var declarations = Workbench.declarations
        for index in declarations.indices { declarations[index].target = target }
        return try bench.store.adopt(declarations, digest: "a", at: .at(time))
    }

    @Test(arguments: StoreUnderTest.all)
    func `what a lane leaves is given back when its pipeline is adopted`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        _ = try bench.store.commit([.remember(bench.hr, [1, 2]), .remember(bench.mail, [3])])
        _ = try bench.store.commit([.remember(bench.hr, [4, 5])])
        try bench.reopen()
        #expect(try adopt(bench, target: "a").memories == [bench.hr: [4, 5], bench.mail: [3]])
        _ = try bench.store.commit([.remember(bench.mail, [])])
        #expect(try adopt(bench, target: "a").memories == [bench.hr: [4, 5]])
        let alone = try bench.store.adopt([Workbench.declarations[0]], digest: "b", at: .at(2))
        #expect(alone.memories.isEmpty, "it is another pipeline's")
    }

    @Test(arguments: StoreUnderTest.all)
    func `too much, or for nobody, is not remembered`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let most = Array(repeating: UInt8(1), count: 4096)
        let results = try bench.store.commit([
            .remember(bench.hr, most), .remember(bench.hr, most + [1]), .remember(PipelineID(99), [1]),
        ])
        #expect(results.map { $0.failure?.code } == [nil, .conflict, .notFound])
        #expect(try adopt(bench, target: "a").memories == [bench.hr: most])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a hold for gone is lifted when the pipeline has another target`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let gone = Reason(code: "gone", text: "the endpoint answered 410")
        let paused = Reason(code: "paused", text: "by hand")
        let revision = try adopt(bench, target: "https://old.example.com").revision
        _ = try bench.store.commit([.hold(bench.hr, gone), .hold(bench.mail, paused)])
        try bench.reopen()
        let same = try adopt(bench, target: "https://old.example.com")
        #expect(same.held == [bench.hr: gone, bench.mail: paused])
        #expect(same.revision == revision)
        #expect(try adopt(bench, target: "https://new.example.com").held == [bench.mail: paused])
        #expect(try bench.backlog(bench.hr).hold == nil)
        // Going back does not bring the hold back.
        #expect(try adopt(bench, target: "https://old.example.com").held == [bench.mail: paused])
    }

    @Test(
        arguments: StoreUnderTest.all,
        [
            (["paused", "gone"], "paused"), (["gone", "configuration"], "gone"), (["configuration", "gone"], "gone"),
            (["gone", "paused"], "paused"), (["paused", "configuration"], "paused"), (["gone", "gone"], "gone"),
        ] as [([String], String)]
    )
    func `an answer's hold takes no stronger one's place`(
        kind: StoreUnderTest,
        expected: (codes: [String], held: String)
    ) throws {
        let bench = try Workbench(kind)
        _ = try bench.store.commit(expected.codes.map { .hold(bench.hr, Reason(code: $0, text: $0)) })
        #expect(try bench.backlog(bench.hr).hold?.code == expected.held)
    }
}
