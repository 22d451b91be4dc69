internal import PenstockCore
internal import Testing

@Suite struct `Cancelling and parking deliveries` {
    private let reason = Reason(code: "cancelled", text: "by hand: the course was withdrawn")
    private let stop = Reason(code: "parked", text: "by hand")

    private func cancel(_ bench: Workbench, _ id: DeliveryID, at time: Timestamp = .at(6)) throws -> StoreResult {
        try #require(bench.store.commit([.cancel(id, reason, at: time)]).first)
    }

    private func park(_ bench: Workbench, _ id: DeliveryID, at time: Timestamp = .at(6)) throws -> StoreResult {
        try #require(bench.store.commit([.park(id, stop, at: time)]).first)
    }

    @Test(arguments: StoreUnderTest.all, DeliveryState.allCases)
    func `what has not arrived can be cancelled`(kind: StoreUnderTest, state: DeliveryState) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        try bench.settle(
            Settlement(delivery: id, state: state, due: .at(9), rendered: `Settling deliveries`.message, at: .at(2))
        )
        let result = try cancel(bench, id)
        guard [.pending, .waiting, .held, .dead].contains(state) else {
            #expect(result.failure?.code == .conflict)
            #expect(try bench.record(id).state == state)
            return
        }
        #expect(result.cancelled?.pipeline == bench.hr && result.cancelled?.releases == false)
        try bench.reopen()
        let record = try bench.record(id)
        #expect(record.state == .cancelled && record.reason == reason && record.due == nil)
        #expect(record.updatedAt == .at(6) && !record.hasRendered)
        #expect(try bench.store.rendered(id) == nil)
        let backlog = try bench.backlog(bench.hr)
        #expect([backlog.pending, backlog.waiting, backlog.held, backlog.dead] == [0, 0, 0, 0])
        #expect(try bench.pending(bench.hr).isEmpty && bench.waiting(bench.hr, dueBy: .at(99)).isEmpty)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a cancelled head lets the next one go, and one behind lets nobody`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let ids = try (0..<3).map { _ in try bench.keyed(order: 1).id }
        #expect(try cancel(bench, ids[1]).cancelled?.releases == false)
        #expect(try bench.backlog(bench.hr).behind == 1)
        #expect(try !bench.finish(ids[0], .dead))
        #expect(try cancel(bench, ids[0], at: .at(8)).cancelled?.releases == true)
        #expect(try bench.waiting(bench.hr, dueBy: .at(8)).map(\.id) == [ids[2]])
        // What was cancelled in line and is tried again goes out of order.
        _ = try bench.store.commit([.retry(ids[1], render: false, at: .at(9))])
        #expect(try bench.record(ids[1]).reason?.code == "out-of-order")
    }

    @Test(arguments: StoreUnderTest.all, DeliveryState.allCases)
    func `what would be tried can be parked, and a retry lets it go on`(
        kind: StoreUnderTest,
        state: DeliveryState
    ) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        try bench.settle(
            Settlement(delivery: id, state: state, due: .at(9), rendered: `Settling deliveries`.message, at: .at(2))
        )
        let result = try park(bench, id)
        guard !state.isFinal else {
            #expect(result.failure?.code == .conflict)
            return
        }
        #expect(result.parked == bench.hr)
        // Lifting a hold of the pipeline is not about it.
        _ = try bench.store.commit([.resume(bench.hr, at: .at(7))])
        try bench.reopen()
        let record = try bench.record(id)
        #expect(record.state == .held && record.reason == stop && record.due == nil)
        #expect(try bench.backlog(bench.hr).held == 1)
        _ = try bench.store.commit([.retry(id, render: false, at: .at(8))])
        let claimed = try #require(try bench.waiting(bench.hr, dueBy: .at(8)).first)
        #expect(claimed.rendered == `Settling deliveries`.message)
    }

    @Test(arguments: StoreUnderTest.all)
    func `one that is behind its order key or unknown cannot be parked`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let ids = try (0..<2).map { _ in try bench.keyed(order: 1).id }
        #expect(try park(bench, ids[1]).failure?.code == .conflict)
        #expect(try park(bench, DeliveryID(99)).failure?.code == .notFound)
        #expect(try cancel(bench, DeliveryID(99)).failure?.code == .notFound)
        // The head that is parked keeps the other waiting.
        #expect(try park(bench, ids[0]).parked == bench.hr)
        #expect(try bench.record(ids[1]).reason?.code == "behind")
    }

    @Test(arguments: StoreUnderTest.all, DeliveryState.allCases.filter { $0 != .delivered })
    func `a late outcome of a parked delivery is kept, and it stays stopped`(
        kind: StoreUnderTest,
        state: DeliveryState
    ) throws {
        let bench = try Workbench(kind)
        let ids = try (0..<2).map { _ in try bench.keyed(order: 1).id }
        _ = try park(bench, ids[0])
        let gone = Reason(code: "gone", text: "410")
        let attempt = bench.attempt(1, .transient, resume: [7])
        let events = try bench.settle(
            Settlement(
                delivery: ids[0],
                state: state,
                due: .at(50),
                reason: Reason(code: "timeout", text: "no answer"),
                attempt: attempt,
                rendered: `Settling deliveries`.message,
                at: .at(7),
                holdsPipeline: gone,
                consequences: [
                    bench.event(type: "penstock.delivery.dead", to: [bench.mail]),
                    bench.event(type: "penstock.endpoint.gone", to: [bench.mail]),
                ]
            )
        )
        // What it tells of the endpoint holds; the delivery is not dead.
        #expect(events.map(\.event.type) == ["penstock.endpoint.gone"])
        #expect(try bench.backlog(bench.hr).hold == gone)
        let record = try bench.record(ids[0])
        #expect(record.state == .held && record.reason == stop && record.attempts == 1 && record.hasRendered)
        #expect(try bench.store.attempts(of: ids[0]) == [attempt])
        #expect(try bench.record(ids[1]).reason?.code == "behind")
        _ = try bench.store.commit([.retry(ids[0], render: false, at: .at(9))])
        let claimed = try #require(try bench.waiting(bench.hr, dueBy: .at(9)).first)
        #expect(claimed.attempts == 1 && claimed.resume == [7])
        #expect(claimed.rendered == `Settling deliveries`.message)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a parked delivery that arrived after all is delivered`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let ids = try (0..<2).map { _ in try bench.keyed(order: 1).id }
        _ = try park(bench, ids[0])
        #expect(try bench.finish(ids[0], at: .at(9)))
        #expect(try bench.record(ids[0]).state == .delivered)
        #expect(try bench.waiting(bench.hr, dueBy: .at(9)).map(\.id) == [ids[1]])
        #expect(try bench.backlog(bench.hr).held == 0)
    }

    @Test(arguments: StoreUnderTest.all)
    func `the first attempt's time is kept, and counted anew from a retry`(kind: StoreUnderTest) throws {
        let bench = try Workbench(kind)
        let id = try bench.delivery()
        #expect(try bench.pending(bench.hr).map(\.firstAttemptAt) == [nil])
        func settle(_ number: Int) throws -> Timestamp? {
            let attempt = bench.attempt(number, .transient)
            try bench.settle(Settlement(delivery: id, state: .waiting, due: .at(20), attempt: attempt, at: .at(9)))
            return try #require(bench.waiting(bench.hr, dueBy: .at(20)).first).firstAttemptAt
        }
        #expect(try settle(3) == .at(3))
        #expect(try settle(4) == .at(3))
        _ = try bench.store.commit([.retry(id, render: false, at: .at(10))])
        #expect(try bench.waiting(bench.hr, dueBy: .at(10)).map(\.firstAttemptAt) == [nil])
        #expect(try settle(5) == .at(5))
    }
}
