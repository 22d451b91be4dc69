internal import PenstockCore
internal import Testing

@Suite struct `Claiming deliveries` {
    @Test(arguments: StoreUnderTest.all)
    func `pending ones come oldest first, behind a cursor, up to a limit`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        var ids: [DeliveryID] = []
        for _ in 0..<5 {
            ids.append(try bench.delivery())
            _ = try bench.delivery(to: bench.mail)
        }
        #expect(try bench.pending(bench.hr).map(\.id) == ids)
        #expect(try bench.pending(bench.hr, limit: 2).map(\.id) == Array(ids[..<2]))
        #expect(try bench.pending(bench.hr, after: ids[1], limit: 2).map(\.id) == Array(ids[2..<4]))
        #expect(try bench.pending(bench.hr, after: ids[4]).isEmpty)
        #expect(try bench.pending(PipelineID(99)).isEmpty)
        try bench.settle(Settlement(delivery: ids[0], state: .delivered, at: .at(2)))
        #expect(try bench.pending(bench.hr).map(\.id) == Array(ids[1...]))
    }

    @Test(arguments: StoreUnderTest.all)
    func `a claim has all that is needed`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        var new = bench.event(id: "c-1", at: .at(4), to: [])
        new.deliveries = [NewDelivery(pipeline: bench.hr, replayOf: DeliveryID(7))]
        let appended = try bench.append(new)
        #expect(appended.deliveries.first?.replayOf == DeliveryID(7))
        let claimed = try #require(try bench.pending(bench.hr).first)
        #expect(claimed.event == appended.event)
        #expect(claimed.createdAt == .at(4))
        #expect(claimed.pipeline == bench.hr)
        #expect(claimed.replayOf == DeliveryID(7))
        #expect(claimed.attempts == 0 && claimed.rendered == nil && claimed.resume.isEmpty)
        #expect(try bench.record(claimed.id).replayOf == DeliveryID(7))
    }

    @Test(arguments: StoreUnderTest.all)
    func `a claim stops before too many bytes, after at least one`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let ids = try (0..<3).map { _ in try bench.delivery() }
        let size = try #require(try bench.pending(bench.hr).first).event.json.count
        for (bytes, count) in [(0, 1), (size, 1), (2 * size, 2), (3 * size - 1, 2), (3 * size, 3)] {
            let claimed = try bench.store.claimPending(bench.hr, after: nil, limit: 9, bytes: bytes)
            #expect(claimed.map(\.id) == Array(ids[..<count]), "\(bytes) bytes")
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `waiting ones come by due time, those in flight left out`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let ids = try (0..<4).map { _ in try bench.delivery() }
        for (id, due) in zip(ids, [40, 20, 30, 20]) {
            try bench.settle(Settlement(delivery: id, state: .waiting, due: .at(Int64(due)), at: .at(2)))
        }
        let store = bench.store
        #expect(try bench.waiting(bench.hr, dueBy: .at(19)).isEmpty)
        #expect(try bench.waiting(bench.hr, dueBy: .at(30)).map(\.id) == [ids[1], ids[3], ids[2]])
        let claimed = try store.claimWaiting(
            bench.hr,
            dueBy: .at(99),
            except: [ids[1], ids[2]],
            limit: 1,
            bytes: .max
        )
        #expect(claimed.map(\.id) == [ids[3]])
        let one = try store.claimWaiting(bench.hr, dueBy: .at(99), except: [ids[1]], limit: 9, bytes: 0)
        #expect(one.map(\.id) == [ids[3]])
        #expect(try store.nextDue(bench.hr, except: []) == .at(20))
        #expect(try store.nextDue(bench.hr, except: [ids[1], ids[3]]) == .at(30))
        #expect(try store.nextDue(bench.hr, except: Set(ids)) == nil)
        #expect(try store.nextDue(bench.mail, except: []) == nil)
        #expect(try bench.pending(bench.hr).isEmpty)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a settled delivery is not claimed again, also after a restart`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let ids = try (0..<3).map { _ in try bench.delivery() }
        try bench.settle(Settlement(delivery: ids[1], state: .filtered, at: .at(2)))
        try bench.reopen()
        #expect(try bench.pending(bench.hr).map(\.id) == [ids[0], ids[2]])
    }
}
