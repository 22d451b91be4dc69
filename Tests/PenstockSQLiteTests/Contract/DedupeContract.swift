internal import PenstockCore
internal import Testing

@Suite struct `Natural keys` {
    @Test(arguments: StoreUnderTest.all)
    func `the first within the window is delivered, and a repetition names it`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let first = try bench.keyed(id: "c-1", dedupe: 1, at: .at(1))
        let second = try bench.keyed(id: "c-2", dedupe: 1, at: .at(100))
        #expect(first.state == .pending && first.duplicateOf == nil)
        #expect(second.state == .duplicate && second.duplicateOf == first.id)
        let record = try bench.record(second.id)
        #expect(record.state == .duplicate)
        #expect(record.duplicateOf == first.id && record.duplicateOfEvent == "c-1")
        let text = "repeats \(bench.store.id.text(of: first.id)) of event c-1, accepted 1 minute before"
        #expect(record.reason == Reason(code: "duplicate", text: text))
        #expect(try bench.pending(bench.hr).map(\.id) == [first.id])
        #expect(try bench.backlog(bench.hr).pending == 1)
    }

    @Test(arguments: StoreUnderTest.all, [(Int64(100), DeliveryState.duplicate), (101, .pending), (5000, .pending)])
    func `the window runs from one acceptance to the other`(
        kind: StoreUnderTest,
        expected: (second: Int64, state: DeliveryState)
    ) throws {
        let bench = try Workbench(kind)
        let first = try bench.keyed(dedupe: 1, at: .at(1))
        // A repetition does not make the window longer.
        #expect(try bench.keyed(dedupe: 1, at: .at(60)).state == .duplicate)
        let last = try bench.keyed(dedupe: 1, at: .at(expected.second))
        #expect(last.state == expected.state)
        // The one behind the window is the first of the next.
        let next = try bench.keyed(dedupe: 1, at: .at(expected.second + 1))
        #expect(next.duplicateOf == (expected.state == .pending ? last.id : expected.second < 100 ? first.id : nil))
    }

    @Test(arguments: StoreUnderTest.all)
    func `the window is the one of the repetition`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        _ = try bench.keyed(dedupe: 1, at: .at(1))
        #expect(try bench.keyed(dedupe: 1, window: .seconds(5), at: .at(10)).state == .pending)
        #expect(
            try bench.keyed(dedupe: 1, window: .seconds(Int64.max / 2_000_000), at: .at(90_000)).state == .duplicate
        )
    }

    @Test(arguments: StoreUnderTest.all, DeliveryState.allCases.filter { $0 != .duplicate })
    func `a first one that came to nothing does not count`(kind: StoreUnderTest, state: DeliveryState) throws {
        let bench = try Workbench(kind)
        let first = try bench.keyed(dedupe: 1)
        _ = try bench.finish(first.id, state)
        try bench.reopen()
        let second = try bench.keyed(dedupe: 1, at: .at(6))
        let counts = ![.dead, .cancelled, .filtered].contains(state)
        #expect(second.duplicateOf == (counts ? first.id : nil))
        // Whoever took its place is the first now.
        #expect(try bench.keyed(dedupe: 1, at: .at(7)).duplicateOf == (counts ? first.id : second.id))
    }

    @Test(arguments: StoreUnderTest.all)
    func `keys are a pipeline's own, and what has none passes`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        _ = try bench.keyed(dedupe: 1)
        #expect(try bench.keyed(dedupe: 1, to: bench.mail).state == .pending)
        #expect(try bench.keyed(dedupe: 2).state == .pending)
        #expect(try bench.keyed().state == .pending)
    }

    @Test(arguments: StoreUnderTest.all)
    func `the same source and id is answered with the duplicate of the first time`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let first = try bench.keyed(id: "c-1", dedupe: 1)
        let second = try bench.keyed(id: "c-2", dedupe: 1)
        _ = try bench.finish(first.id)
        #expect(try bench.keyed(id: "c-1", dedupe: 1) == first)
        #expect(try bench.keyed(id: "c-2", dedupe: 1) == second)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a person may have a duplicate delivered all the same`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let (first, second) = (try bench.keyed(dedupe: 1), try bench.keyed(dedupe: 1))
        _ = try bench.store.commit([.retry(second.id, render: false, at: .at(3))])
        #expect(try bench.waiting(bench.hr, dueBy: .at(3)).map(\.id) == [second.id])
        #expect(try bench.record(second.id).duplicateOf == first.id)
    }

    @Test(arguments: StoreUnderTest.all)
    func `an operation that fails leaves no key behind`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        let key = DedupeKey(digest: KeyDigest(high: 7, low: 1), window: .seconds(100))
        var consequence = bench.event(to: [])
        consequence.deliveries = [
            NewDelivery(pipeline: bench.hr, dedupe: key), NewDelivery(pipeline: PipelineID(99)),
        ]
        let results = try bench.store.commit([
            .settle(Settlement(delivery: id, state: .dead, at: .at(2), consequences: [consequence]))
        ])
        #expect(results.first?.failure?.code == .notFound)
        #expect(try bench.keyed(dedupe: 1).state == .pending)
    }
}
