internal import PenstockCore
internal import Testing

@Suite struct `Order keys` {
    /// Three deliveries of one order key; the second and the third are behind.
    private func line(_ bench: Workbench) throws -> [DeliveryID] {
        try (0..<3).map { try bench.keyed(order: 1, at: .at($0)).id }
    }

    private func due(_ bench: Workbench) throws -> [DeliveryID] {
        try bench.waiting(bench.hr, dueBy: .at(1000)).map(\.id)
    }

    @Test(arguments: StoreUnderTest.all)
    func `only the head of a key is to be worked on`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let made = try (0..<3).map { try bench.keyed(order: 1, at: .at($0)) }
        let other = try bench.keyed(order: 2)
        let elsewhere = try bench.keyed(order: 1, to: bench.mail)
        #expect(made.map(\.state) == [.pending, .held, .held])
        #expect(other.state == .pending && elsewhere.state == .pending)
        try bench.reopen()
        #expect(try bench.pending(bench.hr).map(\.id) == [made[0].id, other.id])
        let record = try bench.record(made[2].id)
        #expect(record.state == .held && record.reason?.code == "behind")
        #expect(record.reason?.text.contains(bench.store.id.text(of: made[0].id)) == true)
        let backlog = try bench.backlog(bench.hr)
        #expect(backlog.pending == 2 && backlog.behind == 2 && backlog.held == 0)
        var query = DeliveryQuery()
        query.states = [.held]
        #expect(try bench.store.deliveries(query).items.map(\.id) == [made[2].id, made[1].id])
    }

    @Test(arguments: StoreUnderTest.all, [DeliveryState.delivered, .filtered, .duplicate, .cancelled])
    func `the head's end makes the next one due`(kind: StoreUnderTest, state: DeliveryState) throws {
        let bench = try Workbench(kind)
        let ids = try line(bench)
        #expect(try bench.finish(ids[0], state, at: .at(9)))
        let record = try bench.record(ids[1])
        #expect(record.state == .waiting && record.due == .at(9) && record.reason == nil)
        #expect(record.attempts == 0)
        #expect(try due(bench) == [ids[1]])
        #expect(try bench.backlog(bench.hr).behind == 1)
        try bench.reopen()
        #expect(try bench.finish(ids[1]))
        #expect(try due(bench) == [ids[2]])
        #expect(try !bench.finish(ids[2]))
        // The line is empty: the next one begins it anew.
        #expect(try bench.keyed(order: 1).state == .pending)
    }

    @Test(arguments: StoreUnderTest.all)
    func `the next one is due by the clock that due times are by, whatever people's clock says`(
        kind: StoreUnderTest
    ) throws {
        let bench = try Workbench(kind)
        let ids = try line(bench)
        let settlement = Settlement(delivery: ids[0], state: .delivered, at: .at(3609), steady: .at(9))
        _ = try bench.store.commit([.settle(settlement)])
        #expect(try bench.record(ids[1]).due == .at(9))
    }

    @Test(arguments: StoreUnderTest.all, [DeliveryState.waiting, .held, .dead])
    func `what has not ended, or is dead, keeps the others waiting`(kind: StoreUnderTest, state: DeliveryState) throws {
        let bench = try Workbench(kind)
        let ids = try line(bench)
        #expect(try !bench.finish(ids[0], state))
        #expect(try bench.record(ids[1]).reason?.code == "behind")
        #expect(try bench.keyed(order: 1).state == .held)
        // A person retries it where that is needed, and it is still the head.
        _ = try bench.store.commit([.retry(ids[0], render: false, at: .at(7))])
        #expect(try bench.record(ids[0]).reason == nil)
        #expect(try due(bench) == [ids[0]])
        #expect(try bench.finish(ids[0]))
        #expect(try due(bench) == [ids[1]])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a dead one lets the others go on where that is asked, and its retry blocks nobody`(
        kind: StoreUnderTest
    ) throws {
        let bench = try Workbench(kind)
        let ids = try line(bench)
        #expect(try bench.finish(ids[0], .dead, whenDead: .continue))
        #expect(try due(bench) == [ids[1]])
        _ = try bench.store.commit([.retry(ids[0], render: false, at: .at(7))])
        #expect(try bench.record(ids[0]).reason?.code == "out-of-order")
        #expect(try bench.finish(ids[1]))
        #expect(try !bench.finish(ids[0]), "it has left the line, so its end lets nobody go")
        #expect(try due(bench) == [ids[2]])
        #expect(try bench.finish(ids[2]) == false)
        #expect(try bench.keyed(order: 1).state == .pending)
    }

    @Test(arguments: StoreUnderTest.all)
    func `one that a person lets go before its turn leaves the others in line`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let ids = try line(bench)
        _ = try bench.store.commit([.retry(ids[1], render: false, at: .at(4))])
        let record = try bench.record(ids[1])
        #expect(record.state == .waiting && record.reason?.code == "out-of-order")
        #expect(try bench.backlog(bench.hr).behind == 1)
        #expect(try !bench.finish(ids[1]), "the head is still unfinished")
        #expect(try bench.record(ids[2]).reason?.code == "behind")
        #expect(try bench.finish(ids[0]))
        #expect(try due(bench) == [ids[2]])
    }

    @Test(arguments: StoreUnderTest.all)
    func `those behind wait for one before its turn when the head has ended`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let ids = try line(bench)
        _ = try bench.store.commit([.retry(ids[1], render: false, at: .at(4))])
        #expect(try !bench.finish(ids[0]), "the second one goes already")
        #expect(try bench.record(ids[2]).reason?.code == "behind")
        #expect(try bench.finish(ids[1]))
        #expect(try due(bench) == [ids[2]])
    }

    @Test(arguments: StoreUnderTest.all)
    func `the same source and id is answered as the first time`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let head = try bench.keyed(id: "c-1", order: 1)
        let behind = try bench.keyed(id: "c-2", order: 1)
        _ = try bench.finish(head.id)
        _ = try bench.finish(behind.id)
        #expect(try bench.keyed(id: "c-1", order: 1) == head)
        #expect(try bench.keyed(id: "c-2", order: 1) == behind)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a repetition does not stand in line`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let head = try bench.keyed(dedupe: 1, order: 1)
        #expect(try bench.keyed(dedupe: 1, order: 1).state == .duplicate)
        #expect(try !bench.finish(head.id))
        #expect(try bench.keyed(dedupe: 1, order: 1).state == .duplicate)
        #expect(try bench.keyed(order: 1).state == .pending)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a line of one batch is settled in one batch`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let ids = try line(bench)
        let results = try bench.store.commit(
            ids.map { .settle(Settlement(delivery: $0, state: .delivered, at: .at(6))) }
        )
        #expect(results.map { $0.settled?.releases } == [true, true, false])
        #expect(try bench.backlog(bench.hr).behind == 0)
        #expect(try due(bench).isEmpty)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a late outcome of one behind changes nothing`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let ids = try line(bench)
        let results = try bench.store.commit([.settle(Settlement(delivery: ids[1], state: .delivered, at: .at(2)))])
        #expect(results.first?.failure?.code == .conflict)
        #expect(try bench.backlog(bench.hr).behind == 2)
    }
}
