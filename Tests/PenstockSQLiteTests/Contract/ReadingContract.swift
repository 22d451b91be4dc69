internal import PenstockCore
internal import Testing

@Suite struct `Asking a store` {
    /// Ten events, one a second: even ones `course.completed` to hr, odd ones `user.added` to nobody.
    private func fill(_ bench: Workbench) throws -> [AppendedEvent] {
        var appended: [AppendedEvent] = []
        for index in 0..<10 {
            let isCourse = index % 2 == 0
            let new = bench.event(
                id: "c-\(index)",
                source: index < 5 ? "/lms" : "/import",
                type: isCourse ? "course.completed" : "user.added",
                subject: "course/\(index % 3)",
                at: .at(Int64(index)),
                to: isCourse ? [bench.hr] : []
            )
            appended.append(try bench.append(new))
        }
        return appended
    }

    private func ids(_ bench: Workbench, _ change: (inout EventQuery) -> Void) throws -> [String] {
        var query = EventQuery()
        change(&query)
        return try bench.store.events(query).items.map(\.event.id)
    }

    @Test(arguments: StoreUnderTest.all)
    func `events are listed newest first, by what is asked`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        #expect(try bench.store.events(EventQuery()).items.isEmpty)
        _ = try fill(bench)
        #expect(try ids(bench) { _ in } == (0..<10).reversed().map { "c-\($0)" })
        #expect(try ids(bench) { $0.type = "user.added" } == ["c-9", "c-7", "c-5", "c-3", "c-1"])
        #expect(try ids(bench) { $0.type = "course.*" } == ["c-8", "c-6", "c-4", "c-2", "c-0"])
        #expect(try ids(bench) { $0.type = "ilt.*" } == [])
        #expect(try ids(bench) { $0.type = "*" }.count == 10)
        #expect(try ids(bench) { $0.subject = "course/0" } == ["c-9", "c-6", "c-3", "c-0"])
        #expect(try ids(bench) { $0.subject = "course/*" }.count == 10)
        #expect(try ids(bench) { $0.subject = "ilt/*" } == [])
        #expect(try ids(bench) { $0.source = "/import" } == ["c-9", "c-8", "c-7", "c-6", "c-5"])
        #expect(try ids(bench) { $0.source = "/nowhere" } == [])
        #expect(try ids(bench) { $0.isUnmatched = true } == ["c-9", "c-7", "c-5", "c-3", "c-1"])
        #expect(
            try ids(bench) {
                $0.since = .at(3)
                $0.until = .at(5)
            } == ["c-5", "c-4", "c-3"]
        )
        #expect(
            try ids(bench) {
                $0.type = "course.completed"
                $0.subject = "course/0"
                $0.limit = 1
            } == ["c-6"]
        )
    }

    @Test(arguments: StoreUnderTest.all, [1, 3, 5, 10, 50])
    func `pages follow each other to the end`(kind: StoreUnderTest, limit: Int) throws {
        let bench = try Workbench(kind)
        let all = try fill(bench).map(\.event.id)
        var query = EventQuery()
        query.limit = limit
        var found: [String] = []
        repeat {
            let page = try bench.store.events(query)
            #expect(page.items.count <= limit)
            found += page.items.map(\.event.id)
            query.cursor = page.next.map(EventSequence.init)
        } while query.cursor != nil
        #expect(found == all.reversed())
    }

    @Test(arguments: StoreUnderTest.all)
    func `one event is found by id and source`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        try bench.append(bench.event(id: "c-1", to: []))
        let newer = try bench.append(bench.event(id: "c-1", source: "/import", to: []))
        #expect(try bench.store.event("c-1", source: nil)?.event.sequence == newer.event.sequence)
        #expect(try bench.store.event("c-1", source: "/lms")?.event.source == "/lms")
        #expect(try bench.store.event("c-1", source: "/nowhere") == nil)
        #expect(try bench.store.event("c-2", source: nil) == nil)
        #expect(try bench.store.delivery(DeliveryID(99)) == nil)
        #expect(try bench.store.rendered(DeliveryID(99)) == nil)
    }

    @Test(
        arguments: StoreUnderTest.all,
        [
            [], [.pending], [.dead], [.dead, .held], [.waiting, .pending], [.delivered], [.delivered, .dead],
            Set(DeliveryState.allCases),
        ] as [Set<DeliveryState>]
    )
    func `deliveries are listed newest first, by state and page`(
        kind: StoreUnderTest,
        states: Set<DeliveryState>
    ) throws {
        let bench = try Workbench(kind)
        let cycle = DeliveryState.allCases
        var expected: [DeliveryID] = []
        for index in 0..<40 {
            let id = try bench.delivery(to: index % 3 == 0 ? bench.mail : bench.hr, at: .at(Int64(index)))
            let state = cycle[index * 7 % cycle.count]
            if state != .pending { try bench.settle(Settlement(delivery: id, state: state, at: .at(100))) }
            if states.isEmpty || states.contains(state) { expected.insert(id, at: 0) }
        }
        for limit in [1, 4, 50] {
            var query = DeliveryQuery()
            query.states = states
            query.limit = limit
            var found: [DeliveryID] = []
            repeat {
                let page = try bench.store.deliveries(query)
                #expect(page.items.count <= limit)
                found += page.items.map(\.id)
                query.cursor = page.next.map(DeliveryID.init)
            } while query.cursor != nil
            #expect(found == expected, "pages of \(limit)")
        }
        var query = DeliveryQuery()
        query.states = states
        query.pipeline = bench.mail
        query.since = .at(10)
        query.until = .at(30)
        let bounds = try expected.filter { id in
            let record = try bench.record(id)
            return record.pipeline == "mail" && (.at(10)...(.at(30))).contains(record.createdAt)
        }
        #expect(try bench.store.deliveries(query).items.map(\.id) == bounds)
        query.type = "course.*"
        #expect(try bench.store.deliveries(query).items.map(\.id) == bounds)
        query.subject = "*"
        #expect(try bench.store.deliveries(query).items.isEmpty, "they have no subject")
        query.subject = "course/none"
        #expect(try bench.store.deliveries(query).items.isEmpty)
    }

    @Test(arguments: StoreUnderTest.all)
    func `the backlog counts what is unfinished or needs a person`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let ids = try (0..<6).map { try bench.delivery(at: .at(Int64($0))) }
        for (id, state) in zip(ids, [.delivered, .waiting, .dead, .held, .filtered] as [DeliveryState]) {
            try bench.settle(Settlement(delivery: id, state: state, due: .at(50), at: .at(9)))
        }
        #expect(
            try bench.store.backlog() == [
                PipelineBacklog(
                    pipeline: bench.hr,
                    name: "hr",
                    pending: 1,
                    waiting: 1,
                    dead: 1,
                    held: 1,
                    oldest: .at(1),
                    oldestPending: .at(5),
                    nextDue: .at(50),
                    deadSince: .at(9),
                    hold: nil
                ),
                PipelineBacklog(
                    pipeline: bench.mail,
                    name: "mail",
                    pending: 0,
                    waiting: 0,
                    dead: 0,
                    held: 0,
                    oldest: nil,
                    hold: nil
                ),
            ]
        )
    }
}
