internal import PenstockCore
internal import Testing

@Suite struct `Searching a store` {
    /// What stands in the data of events, as JSON writes it.
    private static let people = [
        "learner1", "learner10", "Learner1", "caf\u{E9}", #"50%_off"#, #"a\"b"#, #"l\u0065arner1"#, #"c:\\d"#,
    ]

    /// Events for hr, one a second, each about another person.
    private func fill(_ bench: Workbench) throws -> [AppendedEvent] {
        try Self.people.enumerated().map { index, person in
            try bench.append(
                bench.event(
                    id: "c-\(index)",
                    subject: "course/\(index)",
                    data: #"{"username":"\#(person)"}"#,
                    at: .at(Int64(index)),
                    to: [bench.hr]
                )
            )
        }
    }

    /// Which events are found, page after page.
    private func events(_ bench: Workbench, limit: Int = 2, _ change: (inout EventQuery) -> Void) throws -> [Int] {
        var query = EventQuery()
        query.limit = limit
        change(&query)
        var found: [Int64] = []
        repeat {
            let page = try bench.store.events(query)
            #expect(page.items.count <= limit)
            found += page.items.map(\.event.sequence.rawValue)
            query.cursor = page.next.map(EventSequence.init)
        } while query.cursor != nil
        return found.reversed().map { Int($0) - 1 }
    }

    /// Of which events deliveries are found, page after page.
    private func deliveries(_ bench: Workbench, limit: Int = 2, _ change: (inout DeliveryQuery) -> Void) throws -> [Int]
    {
        var query = DeliveryQuery()
        query.limit = limit
        change(&query)
        var found: [Int64] = []
        repeat {
            let page = try bench.store.deliveries(query)
            #expect(page.items.count <= limit)
            found += page.items.map(\.event.rawValue)
            query.cursor = page.next.map(DeliveryID.init)
        } while query.cursor != nil
        return found.reversed().map { Int($0) - 1 }
    }

    private static let texts: [(text: String, expected: [Int])] =
        [
            ("learner1", [0, 1, 2]), ("LEARNER10", [1]), ("caf\u{E9}", [3]), ("%", [4]), ("50%_", [4]), ("_o", [4]),
            ("a\"b", [5]), ("c:\\d", [7]), ("\\", [5, 6, 7]), ("course/3", [3]), ("c-2", [2]), ("nothing", []),
            ("specversion", Array(0..<8)),
        ]

    @Test(arguments: StoreUnderTest.all, texts.indices)
    func `text is found wherever it stands, and nothing is a wildcard`(kind: StoreUnderTest, index: Int) throws {
        let (text, expected) = Self.texts[index]
        let bench = try Workbench(kind)
        _ = try fill(bench)
        let filter = try #require(TextFilter(text))
        #expect(try events(bench) { $0.text = filter } == expected)
        #expect(try deliveries(bench) { $0.text = filter } == expected)
        for id in 1...8 { _ = try bench.finish(DeliveryID(Int64(id)), .dead) }
        #expect(
            try deliveries(bench) {
                $0.text = filter
                $0.states = [.dead]
            } == expected
        )
        #expect(
            try events(bench) {
                $0.text = filter
                $0.subject = "course/0"
            } == expected.filter { $0 == 0 }
        )
    }

    @Test(arguments: StoreUnderTest.all, [("/lms", [0, 2]), ("/crm", [1]), ("/lm", []), ("/nowhere", [])])
    func `a source is found by its whole name, also among what is dead`(
        kind: StoreUnderTest,
        expected: (source: String, events: [Int])
    ) throws {
        let bench = try Workbench(kind)
        for source in ["/lms", "/crm", "/lms"] {
            let delivery = try bench.append(bench.event(source: source, to: [bench.hr])).deliveries[0].id
            _ = try bench.finish(delivery, .dead)
        }
        #expect(try events(bench) { $0.source = expected.source } == expected.events)
        #expect(try deliveries(bench) { $0.source = expected.source } == expected.events)
        for states in [[DeliveryState.dead], [.delivered]] as [Set<DeliveryState>] {
            let found = try deliveries(bench) {
                $0.source = expected.source
                $0.states = states
            }
            #expect(found == (states == [.dead] ? expected.events : []))
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `an id that the store made is found, and a reason`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let appended = try (0..<3).map { _ in try bench.append(bench.event(to: [bench.hr])) }
        let reason = Reason(code: "permanent", text: "the relay said NO thanks", stage: nil)
        try bench.settle(Settlement(delivery: appended[1].deliveries[0].id, state: .dead, reason: reason, at: .at(9)))
        let event = try #require(TextFilter(appended[2].event.id))
        #expect(try events(bench) { $0.text = event } == [2])
        #expect(try deliveries(bench) { $0.text = event } == [2])
        let delivery = try #require(TextFilter(bench.store.id.text(of: appended[0].deliveries[0].id)))
        #expect(try deliveries(bench) { $0.text = delivery } == [0])
        let words = try #require(TextFilter("said no"))
        #expect(try deliveries(bench) { $0.text = words } == [1])
        #expect(try events(bench) { $0.text = words } == [])
    }

    @Test(arguments: StoreUnderTest.all, [1, 3, 50])
    func `a person is found by what says who it is, however it is written`(
        kind: StoreUnderTest,
        limit: Int
    ) throws {
        let bench = try Workbench(kind)
        _ = try fill(bench)
        // The last character before the last quote tells `learner1` and its escaped form from the others.
        let person = PersonFilter(name: "learner1") { event in
            let json = String(decoding: event.json, as: UTF8.self)
            return json.contains(#":"learner1""#) || json.contains(#":"l\u0065arner1""#)
        }
        #expect(try events(bench, limit: limit) { $0.person = person } == [0, 6])
        #expect(try deliveries(bench, limit: limit) { $0.person = person } == [0, 6])
        #expect(
            try deliveries(bench, limit: limit) {
                $0.person = person
                $0.states = [.pending]
            } == [0, 6]
        )
        let nobody = PersonFilter(name: "learner1") { _ in false }
        #expect(try events(bench, limit: limit) { $0.person = nobody } == [])
        #expect(try deliveries(bench, limit: limit) { $0.person = nobody } == [])
    }

    private static let statuses: [(status: ClosedRange<Int>, expected: [Int])] = [
        (500...599, [0, 3]), (503...503, [3]), (200...299, [1]), (400...499, []),
    ]

    @Test(arguments: StoreUnderTest.all, statuses.indices)
    func `deliveries are found by how the last try was answered`(kind: StoreUnderTest, index: Int) throws {
        let (status, expected) = Self.statuses[index]
        let bench = try Workbench(kind)
        let ids = try fill(bench).map { $0.deliveries[0].id }
        func settle(_ index: Int, _ state: DeliveryState, _ statuses: Int...) throws {
            for (number, status) in statuses.enumerated() {
                var attempt = bench.attempt(number + 1)
                attempt.result.status = status
                let isLast = number == statuses.count - 1
                try bench.settle(
                    Settlement(
                        delivery: ids[index],
                        state: isLast ? state : .waiting,
                        due: isLast && state != .waiting ? nil : .at(50),
                        attempt: attempt,
                        at: .at(9)
                    )
                )
            }
        }
        try settle(0, .dead, 500)
        try settle(1, .delivered, 503, 200)
        try settle(2, .dead, 0)
        try settle(3, .waiting, 500, 503)
        #expect(try deliveries(bench) { $0.status = status } == expected)
        #expect(
            try deliveries(bench) {
                $0.status = status
                $0.states = [.dead, .waiting]
            } == expected.filter { $0 != 1 }
        )
        #expect(try [0, 1, 2, 3].map { try bench.record(ids[$0]).lastStatus } == [500, 200, nil, 503])
    }
}
