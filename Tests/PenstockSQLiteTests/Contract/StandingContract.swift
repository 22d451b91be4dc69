internal import PenstockCore
internal import Testing

@Suite struct `Where people stand` {
    private func measure(_ list: [NewMeasurement], in bench: Workbench) throws {
        var event = bench.event(to: [])
        event.measurements = list
        try bench.append(event)
    }

    private func new(
        _ measure: String,
        _ group: UInt64,
        _ label: String,
        of person: UInt64?,
        _ value: MeasuredValue
    ) -> NewMeasurement {
        NewMeasurement(
            MeasureName(series: "course.completed", name: measure),
            group: KeyDigest(high: 1, low: group),
            label: label,
            person: person.map(KeyDigest.person),
            value: value
        )
    }

    private func score(_ value: Int64) -> MeasuredValue {
        FixedDecimal(whole: value).map(MeasuredValue.number) ?? .none
    }

    @Test(arguments: StoreUnderTest.all)
    func `is told in each group against everybody of now`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        for (person, value) in [(1, 70), (2, 80), (1, 90), (3, 100)] as [(UInt64, Int64)] {
            try measure([new("score", 7, "Safety", of: person, score(value))], in: bench)
        }
        try measure([new("score", 7, "Safety", of: nil, score(60))], in: bench)
        try measure(
            [new("score", 8, "Aid", of: 1, .none), new("day", 8, "Aid", of: 1, .day(.init(number: 7)))],
            in: bench
        )
        try measure([new("score", 9, "Other", of: 2, score(1))], in: bench)
        try bench.crash()

        let found = try bench.store.standings(of: .person(1), limit: 10)
        #expect(
            found.map { "\($0.measure) \($0.group)" }
                == ["course.completed/day Aid", "course.completed/score Aid", "course.completed/score Safety"]
        )
        #expect(found[0].figures.own.lastDay == CalendarDay(number: 7))
        #expect(found[1].figures.own.count == 1 && found[1].figures.peers.counted == 0)
        let safety = found[2].figures
        #expect(safety.own.count == 2 && safety.own.best?.description == "90" && safety.value?.description == "90")
        // 60, 70, 80, 90, 100.
        #expect(safety.peers.counted == 5 && safety.peers.mean?.description == "80")
        #expect(safety.peers.medianText == "80" && safety.peers.percentile?.description == "70")
        #expect(try bench.store.standings(of: .person(4), limit: 10).isEmpty)
        #expect(try bench.store.standings(of: .person(1), limit: 2) == Array(found.prefix(2)))
    }

    /// A ledger in memory says the same of the same events.
    @Test(arguments: StoreUnderTest.all, RandomMeasures.seeds)
    func `is what an event of now would find`(kind: StoreUnderTest, seed: UInt64) throws {
        let bench = try Workbench(kind)
        var random = RandomMeasures(seed: seed)
        var ledger = MeasureLedger()
        var asked: [KeyDigest: [String: NewMeasurement]] = [:]
        for _ in 0..<20 {
            let batch = random.batch(bench)
            _ = try bench.store.commit(batch.map(StoreOperation.append))
            for event in batch {
                _ = ledger.record(event.measurements, at: event.acceptedAt)
                for new in event.measurements {
                    guard let person = new.person else { continue }
                    asked[person, default: [:]]["\(new.measure) \(new.label)"] = new
                }
            }
        }
        #expect(asked.count > 3)
        for (person, measured) in asked {
            var expected: [String: MeasureFigures] = [:]
            for (name, new) in measured {
                let own = try #require(ledger.figure(of: new, .none)?.own)
                // A repetition alone counts nowhere.
                guard own.count > 0 else { continue }
                expected[name] = ledger.figure(of: new, own.last.map(MeasuredValue.number) ?? .none)
            }
            let found = try bench.store.standings(of: person, limit: 1000)
            #expect(found.map { "\($0.measure) \($0.group)" }.sorted() == expected.keys.sorted())
            for standing in found {
                let wanted = try #require(expected["\(standing.measure) \(standing.group)"])
                #expect(standing.figures.own == wanted.own && standing.figures.peers == wanted.peers)
                #expect(standing.figures.value == wanted.value)
            }
        }
    }
}

extension MeasureLedger {
    /// What another event of the same person and group would find.
    fileprivate func figure(of new: NewMeasurement, _ value: MeasuredValue) -> MeasureFigures? {
        var new = new
        (new.value, new.identity) = (value, nil)
        return figures(for: [new], at: .at(9)).measures.first
    }
}
