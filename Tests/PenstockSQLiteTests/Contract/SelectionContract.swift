internal import PenstockCore
internal import Testing

@Suite struct `Selecting for a job` {
    /// Ten events, one an hour: even ones to hr, odd ones to mail; every third delivery is dead.
    private func fill(_ bench: Workbench) throws -> [AppendedEvent] {
        try (0..<10).map { index in
            let new = bench.event(
                id: "c-\(index)",
                source: index < 5 ? "/lms" : "/import",
                type: index % 2 == 0 ? "course.completed" : "user.added",
                subject: "course/\(index % 3)",
                at: .at(Int64(index) * 3600),
                to: [index % 2 == 0 ? bench.hr : bench.mail]
            )
            let event = try bench.append(new)
            if index % 3 == 0 { _ = try bench.finish(event.deliveries[0].id, .dead) }
            return event
        }
    }

    /// Which of the events a selection finds, by deliveries, page after page.
    private func found(_ bench: Workbench, limit: Int = 4, _ change: (inout Selection) -> Void) throws -> [Int] {
        var selection = Selection()
        change(&selection)
        var (events, cursor): ([Int64], Int64?) = ([], 0)
        while let position = cursor {
            let page = try bench.store.select(selection, after: position, limit: limit)
            #expect(page.items.count <= limit)
            events += page.items.map(\.event.rawValue)
            cursor = page.next
            if let cursor { try #require(cursor > position) }
        }
        return events.map { Int($0) - 1 }
    }

    /// The same by events.
    private func foundEvents(_ bench: Workbench, limit: Int = 4, _ change: (inout Selection) -> Void) throws -> [Int] {
        var selection = Selection()
        change(&selection)
        var (events, cursor): ([Int64], Int64?) = ([], 0)
        while let position = cursor {
            let page = try bench.store.selectEvents(selection, after: position, limit: limit)
            #expect(page.items.count <= limit)
            events += page.items.map(\.sequence.rawValue)
            cursor = page.next
            if let cursor { try #require(cursor > position) }
        }
        return events.map { Int($0) - 1 }
    }

    @Test(arguments: StoreUnderTest.all, [1, 3, 10, 50])
    func `all come oldest first, page after page`(kind: StoreUnderTest, limit: Int) throws {
        let bench = try Workbench(kind)
        #expect(try found(bench, limit: limit) { _ in } == [])
        #expect(try foundEvents(bench, limit: limit) { _ in } == [])
        let all = try fill(bench)
        #expect(try found(bench, limit: limit) { _ in } == Array(0..<10))
        #expect(try foundEvents(bench, limit: limit) { _ in } == Array(0..<10))
        #expect(try found(bench, limit: limit) { $0.states = [.dead] } == [0, 3, 6, 9])
        let page = try bench.store.selectEvents(Selection(), after: 0, limit: 50)
        #expect(page.items == all.map(\.event))
    }

    private static let cases: [(name: String, selection: @Sendable (inout Selection) -> Void, expected: [Int])] = [
        ("type", { $0.types = ["user.added"] }, [1, 3, 5, 7, 9]),
        ("type prefix", { $0.types = ["course.*"] }, [0, 2, 4, 6, 8]),
        ("unknown type", { $0.types = ["ilt.*"] }, []),
        ("one of two types", { $0.types = ["course.*", "ilt.*"] }, [0, 2, 4, 6, 8]),
        ("both types", { $0.types = ["course.*", "user.added"] }, Array(0..<10)),
        ("subject", { $0.subject = "course/0" }, [0, 3, 6, 9]),
        ("subject prefix", { $0.subject = "course/*" }, Array(0..<10)),
        ("another prefix", { $0.subject = "ilt/*" }, []),
        ("source", { $0.source = "/import" }, [5, 6, 7, 8, 9]),
        ("since", { $0.since = .at(7 * 3600) }, [7, 8, 9]),
        ("until", { $0.until = .at(2 * 3600) }, [0, 1, 2]),
        ("both", { ($0.since, $0.until) = (.at(3 * 3600), .at(5 * 3600)) }, [3, 4, 5]),
        ("end", { $0.end = 4 }, [0, 1, 2, 3]),
        ("all", { ($0.types, $0.subject, $0.source) = (["course.*"], "course/0", "/lms") }, [0]),
    ]

    @Test(arguments: StoreUnderTest.all, cases.map(\.name))
    func `what holds is selected, of events and of deliveries`(kind: StoreUnderTest, name: String) throws {
        let bench = try Workbench(kind)
        _ = try fill(bench)
        let sample = try #require(Self.cases.first { $0.name == name })
        #expect(try found(bench, sample.selection) == sample.expected)
        #expect(try foundEvents(bench, sample.selection) == sample.expected)
        let dead = sample.expected.filter { $0 % 3 == 0 }
        #expect(
            try found(bench) {
                sample.selection(&$0)
                $0.states = [.dead, .held]
            } == dead
        )
    }

    @Test(arguments: StoreUnderTest.all)
    func `pipelines and states select deliveries`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        _ = try fill(bench)
        #expect(try found(bench) { $0.pipeline = bench.mail } == [1, 3, 5, 7, 9])
        #expect(
            try found(bench) {
                $0.pipeline = bench.hr
                $0.states = [.dead]
            } == [0, 6]
        )
        #expect(try found(bench) { $0.states = [.dead, .delivered] } == [0, 3, 6, 9])
        #expect(try found(bench) { $0.states = [.pending] } == [1, 2, 4, 5, 7, 8])
        let selected = try bench.store.select(Selection(), after: 0, limit: 1).items
        #expect(
            selected == [
                SelectedDelivery(id: DeliveryID(1), event: EventSequence(1), pipeline: bench.hr, state: .dead)
            ]
        )
    }

    @Test(arguments: StoreUnderTest.all)
    func `the newest numbers are those that were given last`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        #expect(try bench.store.newest() == (EventSequence(0), DeliveryID(0)))
        let event = try bench.append(bench.event(to: [bench.hr, bench.mail]))
        try bench.reopen()
        #expect(try bench.store.newest() == (event.event.sequence, event.deliveries[1].id))
    }
}
