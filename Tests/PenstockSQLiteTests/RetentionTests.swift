internal import Foundation
internal import PenstockCore
@testable internal import PenstockSQLite
internal import Testing

/// A store with one pipeline, and short words for upkeep.
final class UpkeepBench {
    let directory: TemporaryDirectory
    let store: SQLiteStore
    let adoption: Adoption
    let hr: PipelineID

    init(_ limits: StoreLimits = StoreLimits()) throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(directory: directory.path, limits: limits)
        adoption = try store.adopt([PipelineDeclaration(name: "hr", selector: "{}")], digest: "a", at: .at(0))
        hr = try #require(adoption.pipelines["hr"])
    }

    deinit {
        store.close()
        directory.remove()
    }

    func event(_ id: String?, data: String = "{}", subject: String? = nil, deliveries: Int = 1, at time: Int64 = 0)
        -> NewEvent
    {
        NewEvent(
            id: id,
            source: "/lms",
            type: "course.completed",
            subject: subject,
            time: .at(time),
            data: Array(data.utf8),
            acceptedAt: .at(time),
            revision: adoption.revision,
            deliveries: (0..<deliveries).map { _ in NewDelivery(pipeline: hr) }
        )
    }

    @discardableResult
    func append(_ event: NewEvent) throws -> AppendedEvent {
        try #require(store.commit([.append(event)]).first?.appended)
    }

    /// Appends an event and ends its delivery with a try.
    @discardableResult
    func delivery(_ id: String, _ state: DeliveryState, _ code: String = "test", at time: Int64 = 0) throws
        -> DeliveryID
    {
        let delivery = try #require(append(event(id, at: time)).deliveries.first).id
        try settle(delivery, state, code, at: time)
        return delivery
    }

    func settle(_ id: DeliveryID, _ state: DeliveryState, _ code: String = "test", at time: Int64) throws {
        guard state != .pending else { return }
        let outcome: Outcome = state == .delivered ? .delivered : .transient
        let attempt = Attempt(
            number: 1,
            startedAt: .at(time),
            result: AttemptResult(outcome),
            revision: adoption.revision
        )
        let result = try store.commit([
            .settle(
                Settlement(
                    delivery: id,
                    state: state,
                    due: state == .waiting ? .at(time + 60) : nil,
                    reason: state == .delivered ? nil : Reason(code: code, text: "for learner1"),
                    attempt: attempt,
                    at: .at(time)
                )
            )
        ])
        try #require(result.first?.failure == nil)
    }

    /// Steps until nothing is left to do.
    @discardableResult
    func maintain(_ policy: RetentionPolicy = .standard, day: Int64) throws -> Int {
        var removed = 0
        for _ in 0..<1000 {
            let report = try store.maintain(policy, at: .at(day * 86_400), budget: .milliseconds(5))
            removed += report.removed
            if report.isDone { return removed }
        }
        Issue.record("upkeep does not come to an end")
        return removed
    }

    /// Counts rows of a table.
    func rows(_ table: String) throws -> Int64 {
        try store.readers.read { (connection) throws(StoreError) in
            var select = try Statement("SELECT count(*) FROM \(table)", on: connection)
            return try select.numbers().first ?? -1
        }
    }
}

@Suite struct `Retention` {
    @Test(
        arguments: [
            (DeliveryState.delivered, 30), (.filtered, 30), (.duplicate, 30), (.dead, 90), (.cancelled, 90),
            (.held, 90),
        ] as [(DeliveryState, Int64)]
    )
    func `removes an ended delivery with its event at its age and not before`(state: DeliveryState, days: Int64) throws
    {
        let bench = try UpkeepBench()
        let id = try bench.delivery("c-1", state)
        try bench.maintain(day: days - 1)
        #expect(try bench.store.delivery(id)?.state == state)
        try bench.maintain(day: days + 1)
        #expect(try bench.store.delivery(id) == nil)
        for table in ["event", "payload", "attempt", "rendered", "event_key"] {
            #expect(try bench.rows(table) == 0, "\(table)")
        }
        let backlog = try #require(try bench.store.backlog().first)
        let counts = [backlog.pending, backlog.waiting, backlog.held, backlog.dead]
        #expect(counts == [0, 0, 0, 0])
    }

    @Test(arguments: [(DeliveryState.pending, "test"), (.waiting, "test")])
    func `never removes what is unfinished`(state: DeliveryState, code: String) throws {
        let bench = try UpkeepBench()
        let id = try bench.delivery("c-1", state, code)
        try bench.maintain(day: 5000)
        #expect(try bench.store.delivery(id)?.state == state)
        let event = try #require(try bench.store.event("c-1", source: nil))
        #expect(event.hasPayload)
        // Finished at last, it goes with the next walk.
        guard state == .waiting else { return }
        try bench.settle(id, .delivered, at: 5000 * 86_400)
        try bench.maintain(day: 5001)
        #expect(try bench.store.delivery(id)?.state == .delivered)
        try bench.maintain(day: 5031)
        #expect(try bench.store.delivery(id) == nil)
    }

    @Test(arguments: [(DeliveryState.dead, 91), (.held, 91)] as [(DeliveryState, Int64)])
    func `what stands in line behind a delivery goes on when that one is removed`(state: DeliveryState, day: Int64)
        throws
    {
        let bench = try UpkeepBench()
        let order = KeyDigest(high: 1, low: 2)
        let ids = try ["c-1", "c-2"].map { id in
            var event = bench.event(id)
            event.deliveries = [NewDelivery(pipeline: bench.hr, order: order)]
            return try #require(bench.append(event).deliveries.first).id
        }
        try bench.settle(ids[0], state, at: 0)
        #expect(try bench.store.delivery(ids[1])?.reason?.code == "behind")
        var released: Set<PipelineID> = []
        for _ in 0..<20 {
            released.formUnion(
                try bench.store.maintain(.standard, at: .at(day * 86_400), budget: .milliseconds(5)).released
            )
        }
        #expect(try bench.store.delivery(ids[0]) == nil)
        #expect(released == [bench.hr])
        let next = try #require(try bench.store.delivery(ids[1]))
        #expect(next.state == .waiting && next.due == .at(day * 86_400))
        #expect(try bench.store.event("c-2", source: nil)?.hasPayload == true)
    }

    @Test func `an event whose data is gone is listed and shown, and cannot be sent again`() throws {
        let bench = try UpkeepBench()
        var policy = RetentionPolicy.standard
        policy.delivered = nil
        let id = try bench.delivery("c-1", .delivered)
        try bench.maintain(policy, day: 31)
        let record = try #require(try bench.store.event("c-1", source: "/lms"))
        #expect(!record.hasPayload && record.erasedAt == nil && record.event.json.isEmpty)
        #expect(try bench.store.events(EventQuery()).items.map(\.event.id) == ["c-1"])
        #expect(try bench.store.delivery(id)?.state == .delivered)
        #expect(try bench.store.attempts(of: id).isEmpty)
        let error = try #require(bench.store.commit([.retry(id, render: true, at: .at(1))]).first?.failure)
        #expect(error.code == .conflict)
        #expect(error.message.contains("no longer kept"))
        #expect(try bench.append(bench.event("c-1")).isDuplicate)
    }

    @Test func `the answer to a repeated id outlives the event, as a hash`() throws {
        let bench = try UpkeepBench()
        let first = try bench.append(bench.event("c-1"))
        try bench.settle(try #require(first.deliveries.first).id, .delivered, at: 0)
        try bench.maintain(day: 31)
        #expect(try bench.store.event("c-1", source: nil) == nil)
        #expect(try bench.rows("past_key") == 1)
        let again = try bench.append(bench.event("c-1", at: 31 * 86_400))
        #expect(again.isDuplicate && !again.differs && again.deliveries.isEmpty)
        #expect(again.event.sequence == first.event.sequence)
        #expect(try bench.append(bench.event("c-1", data: "[1]", at: 31 * 86_400)).differs)
        try bench.maintain(day: 91)
        #expect(try bench.rows("past_key") == 0)
        #expect(try !bench.append(bench.event("c-1", at: 91 * 86_400)).isDuplicate)
    }

    @Test func `an event that nobody matched goes at its own age, its data before`() throws {
        let bench = try UpkeepBench()
        try bench.append(bench.event("c-1", deliveries: 0))
        var policy = RetentionPolicy.standard
        policy.unmatched = .seconds(40 * 86_400)
        try bench.maintain(policy, day: 31)
        #expect(try bench.store.event("c-1", source: nil)?.hasPayload == false)
        try bench.maintain(policy, day: 41)
        #expect(try bench.store.event("c-1", source: nil) == nil)
    }

    @Test func `what is kept for ever stays`() throws {
        let bench = try UpkeepBench()
        for (index, state) in [DeliveryState.delivered, .dead, .held, .filtered].enumerated() {
            try bench.delivery("c-\(index)", state)
        }
        let forever = RetentionPolicy(
            payloads: nil,
            attempts: nil,
            delivered: nil,
            dead: nil,
            held: nil,
            filtered: nil,
            duplicate: nil,
            unmatched: nil,
            ids: nil
        )
        #expect(try bench.maintain(forever, day: 9000) == 0)
        #expect(try bench.rows("attempt") == 4)
    }

    @Test func `works in small steps, and one without work writes nothing`() throws {
        var limits = StoreLimits()
        limits.upkeepStride = 10
        let bench = try UpkeepBench(limits)
        for round in 0..<6 {
            let results = try bench.store.commit((0..<10).map { .append(bench.event("c-\(round)-\($0)")) })
            for id in results.compactMap({ $0.appended?.deliveries.first?.id }) {
                try bench.settle(id, .delivered, at: 1)
            }
        }
        var steps = 0
        var report = UpkeepReport(removed: 0, isDone: false)
        while !report.isDone {
            report = try bench.store.maintain(.standard, at: .at(40 * 86_400), budget: .zero)
            // A window of deliveries has ten with their events; payloads and attempts have gone before or go after.
            #expect(report.removed <= 20)
            steps += 1
        }
        #expect(steps >= 18)
        #expect(try bench.rows("event") == 0)
        let idle = try bench.store.maintain(.standard, at: .at(40 * 86_400), budget: .zero)
        #expect(idle == UpkeepReport(removed: 0, isDone: true))
    }

    @Test func `gives free pages back to the disk, a few at a time`() throws {
        var limits = StoreLimits()
        limits.freePagesKept = 20
        let bench = try UpkeepBench(limits)
        let large = "\"" + String(repeating: "a", count: 40_000) + "\""
        for index in 0..<50 {
            let delivery = try bench.append(bench.event("c-\(index)", data: large)).deliveries[0].id
            try bench.settle(delivery, .delivered, at: 0)
        }
        try bench.store.scrub()
        func size() throws -> Int {
            let path = bench.directory.path + "/penstock.db"
            return try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        }
        let before = try size()
        try bench.maintain(day: 31)
        try bench.store.scrub()
        #expect(try size() < before / 4)
    }

    @Test(arguments: [
        Chore.Kind.attempts, .deliveries([2, 4]), .payloads, .unmatched, .ids, .naturalKeys, .learned, .timers,
    ])
    func `no statement looks at a whole table`(kind: Chore.Kind) throws {
        let bench = try UpkeepBench()
        var sql = [UpkeepSQL.window(kind)]
        switch kind {
        case .attempts: sql.append(UpkeepSQL.deleteAttempts)
        case .deliveries(let states):
            sql += [
                UpkeepSQL.deleteRendered(states), UpkeepSQL.deleteAttemptsOfDeliveries(states),
                UpkeepSQL.deleteDeliveries(states),
            ]
        case .payloads: sql += [UpkeepSQL.deletePayloads, UpkeepSQL.deletePayload]
        case .unmatched: sql += [UpkeepSQL.unmatched, UpkeepSQL.deleteEvent]
        case .naturalKeys: sql.append(UpkeepSQL.deleteNaturalKeys)
        case .pluginState: sql.append(UpkeepSQL.deletePluginState)
        case .learned: sql.append(UpkeepSQL.deleteLearned)
        case .timers: sql.append(UpkeepSQL.deleteTimers)
        case .ids: sql += [UpkeepSQL.deletePastKeys, UpkeepSQL.takeKey, SQL.findPastKey]
        }
        let plans = sql
        let steps = try bench.store.readers.read { (connection) throws(StoreError) in
            var steps: [String] = []
            for sql in plans {
                var plan = try Statement("EXPLAIN QUERY PLAN \(sql)", on: connection)
                while try plan.step() { steps.append(plan.text(3)) }
            }
            return steps
        }
        // A derived table of one window is scanned, the recursion's queue too; no table of the store is.
        for table in [
            "natural_key", "plugin_state", "timer", "attempt", "delivery", "payload", "event", "past_key", "rendered",
            "d", "e",
            "p", "r", "a",
        ] {
            #expect(!steps.contains("SCAN \(table)"), "\(steps)")
        }
    }
}

@Suite struct `A walk of upkeep` {
    @Test func `goes on where it was, and begins anew after a rest`() {
        var walk = Walk()
        walk.setOut(at: .at(0), pause: .seconds(3600))
        walk.move(to: 500, taking: .seconds(1))
        walk.setOut(at: .at(3599), pause: .seconds(3600))
        #expect(walk.cursor == 500)
        walk.setOut(at: .at(3600), pause: .seconds(3600))
        #expect(walk.cursor == 0)
    }

    @Test func `rests a hundred times as long as it took`() {
        var walk = Walk()
        walk.setOut(at: .at(0), pause: .seconds(1))
        walk.move(to: 500, taking: .seconds(60))
        walk.setOut(at: .at(5999), pause: .seconds(1))
        #expect(walk.cursor == 500)
        walk.setOut(at: .at(6000), pause: .seconds(1))
        #expect(walk.cursor == 0)
    }
}

@Suite struct `What stages keep, in upkeep` {
    @Test func `goes when its time is over, and stays where it has none`() throws {
        let bench = try UpkeepBench()
        let expiries: [Timestamp?] = [.at(86_400), .at(3 * 86_400), nil]
        let keys = (0..<3).map { PluginStateKey(pipeline: bench.hr, stage: "seen", key: [UInt8($0)]) }
        let delivery = try #require(bench.append(bench.event("c-1")).deliveries.first).id
        let writes = zip(keys, expiries).map { PluginStateWrite($0, PluginStateValue([7], expiresAt: $1)) }
        let settlement = Settlement(delivery: delivery, state: .filtered, at: .at(1), pluginState: writes)
        try #require(try bench.store.commit([.settle(settlement)]).first?.failure == nil)
        #expect(try bench.maintain(day: 2) == 1)
        #expect(try keys.map { try bench.store.pluginState($0) != nil } == [false, true, true])
        try bench.maintain(day: 400)
        #expect(try keys.map { try bench.store.pluginState($0) != nil } == [false, false, true])
    }
}
