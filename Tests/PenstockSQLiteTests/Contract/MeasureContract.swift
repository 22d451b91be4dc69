internal import PenstockCore
internal import Testing

@Suite struct `What events measure` {
    /// The same events to a store and to a ledger in memory: the figures of each are the same, and stay so.
    @Test(arguments: StoreUnderTest.all, RandomMeasures.seeds)
    func `is counted as in a ledger, through crashes`(kind: StoreUnderTest, seed: UInt64) throws {
        let bench = try Workbench(kind)
        var random = RandomMeasures(seed: seed)
        var ledger = MeasureLedger()
        var known: [(sequence: EventSequence, figures: EventFigures)] = []
        for _ in 0..<60 {
            let batch = random.batch(bench)
            let expected = batch.map { ledger.record($0.measurements, at: $0.acceptedAt) }
            let results = try bench.store.commit(batch.map(StoreOperation.append))
            for (result, figures) in zip(results, expected) {
                known.append((try #require(result.appended).event.sequence, figures))
            }
            if random.roll(6) { try bench.crash() }
            let next = random.batch(bench)[0]
            #expect(
                try bench.store.figures(for: next.measurements, at: next.acceptedAt)
                    == ledger.figures(for: next.measurements, at: next.acceptedAt),
                "what is only asked"
            )
        }
        for event in known {
            let expected = event.figures.measures.isEmpty ? nil : event.figures
            #expect(try bench.store.figures(of: event.sequence) == expected)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `is not counted when its event is undone`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        var lost = bench.event(id: "lost", to: [PipelineID(77)])
        lost.measurements = [.score(10)]
        var kept = bench.event(id: "kept", to: [bench.hr])
        kept.measurements = [.score(90)]
        let results = try bench.store.commit([.append(lost), .append(kept), .append(lost)])
        #expect(results.count { $0.appended != nil } == 1)
        #expect(try bench.store.figures(for: [.score(50)], at: .at(9))["score"]?.peers.counted == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `is not counted for a repeated source and id`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        for _ in 0..<3 {
            var event = bench.event(id: "one", to: [])
            event.measurements = [.score(90)]
            try bench.append(event)
        }
        let figures = try #require(try bench.store.figures(for: [.score(50)], at: .at(9))["score"])
        #expect(figures.peers.counted == 1 && figures.own.count == 1)
    }
}

extension NewMeasurement {
    /// A score of one learner in one course.
    fileprivate static func score(_ value: Int64) -> NewMeasurement {
        NewMeasurement(
            MeasureName(series: "course.completed", name: "score"),
            group: KeyDigest(high: 1, low: 1),
            label: "Workplace Safety",
            person: KeyDigest(high: 2, low: 2),
            value: FixedDecimal(whole: value).map(MeasuredValue.number) ?? .none
        )
    }
}
