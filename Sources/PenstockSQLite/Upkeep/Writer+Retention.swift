internal import PenstockCore

extension Writer {
    /// One step of retention, in one transaction; without anything to remove, none.
    mutating func maintain(
        _ policy: RetentionPolicy,
        at now: Timestamp,
        budget: Duration,
        _ limits: StoreLimits
    ) throws(StoreError) -> UpkeepReport {
        let clock = ContinuousClock()
        let end = clock.now + budget
        var pace = Pace(clock: clock, end: end, stride: limits.upkeepStride)
        for chore in Chore.all(policy) { walks[chore.kind].setOut(at: now, pause: chore.pause) }
        let before = walks
        guard try nextWindow(policy, now, pace) != nil else {
            return UpkeepReport(removed: 0, isDone: try vacuum(limits))
        }
        do throws(StoreError) {
            let removed = try inTransaction { (writer) throws(StoreError) in
                var removed = 0
                repeat {
                    guard let window = try writer.nextWindow(policy, now, pace) else { break }
                    removed += try writer.sweep(window, policy, now, &pace)
                } while clock.now < end
                return removed
            }
            // Whether anything is left, free pages too, the next step finds out at next to no cost.
            defer { walks.released = [] }
            return UpkeepReport(removed: removed, isDone: false, released: walks.released)
        } catch {
            walks = before
            throw error
        }
    }

    /// How long a step may go on, and in how large pieces.
    struct Pace {
        var clock: ContinuousClock
        var end: ContinuousClock.Instant
        var stride: Int
    }

    /// Until when events were accepted that end by themselves.
    private struct EventEnds {
        /// Those that nobody matched go.
        var unmatched: Int64
        /// The ids of events that go are forgotten.
        var ids: Int64
    }

    /// Rows to be looked at next: keys above the first number, up to the second.
    private struct Window {
        var chore: Chore
        var above: Int64
        var last: Int64
    }

    private func nextWindow(_ policy: RetentionPolicy, _ now: Timestamp, _ pace: Pace) throws(StoreError) -> Window? {
        for chore in Chore.all(policy) {
            let cursor = walks[chore.kind].cursor
            var select = try Statement(UpkeepSQL.window(chore.kind), on: connection)
            select.bind(1, cursor)
            select.bind(2, chore.horizon(now))
            select.bind(3, pace.stride)
            if try select.step(), let last = select.integerOrNil(0) {
                return Window(chore: chore, above: cursor, last: last)
            }
        }
        return nil
    }

    /// Removes what is due in a window.
    /// - Returns: How many rows.
    private mutating func sweep(
        _ window: Window,
        _ policy: RetentionPolicy,
        _ now: Timestamp,
        _ pace: inout Pace
    ) throws(StoreError) -> Int {
        let started = pace.clock.now
        let ends = EventEnds(
            unmatched: policy.unmatched.map { (now - $0).microseconds } ?? .min,
            ids: policy.ids.map { (now - $0).microseconds } ?? .min
        )
        let limit = window.chore.limit(now)
        let removed =
            switch window.chore.kind {
            case .attempts: try delete(UpkeepSQL.deleteAttempts, window, limit)
            case .deliveries(let states): try sweepDeliveries(states, window, limit, ends, now)
            case .payloads: try sweepPayloads(window, limit, ends)
            case .unmatched: try sweepUnmatched(window, limit, ends)
            case .ids: try delete(UpkeepSQL.deletePastKeys, window, limit)
            case .naturalKeys: try delete(UpkeepSQL.deleteNaturalKeys, window, limit)
            case .pluginState: try delete(UpkeepSQL.deletePluginState, window, limit)
            case .learned: try delete(UpkeepSQL.deleteLearned, window, limit)
            }
        walks[window.chore.kind].move(to: window.last, taking: started.duration(to: pace.clock.now))
        return removed
    }

    private func bound(_ sql: String, _ window: Window, _ limit: Int64) throws(StoreError) -> Statement {
        var statement = try Statement(sql, on: connection)
        statement.bind(1, window.above)
        statement.bind(2, window.last)
        statement.bind(3, limit)
        return statement
    }

    private func delete(_ sql: String, _ window: Window, _ limit: Int64) throws(StoreError) -> Int {
        var statement = try bound(sql, window, limit)
        try statement.run()
        return connection.changes
    }

    // MARK: - Deliveries

    private mutating func sweepDeliveries(
        _ states: [Int64],
        _ window: Window,
        _ limit: Int64,
        _ ends: EventEnds,
        _ now: Timestamp
    ) throws(StoreError) -> Int {
        try leaveLines(states, window, limit, now)
        _ = try delete(UpkeepSQL.deleteRendered(states), window, limit)
        var removed = try delete(UpkeepSQL.deleteAttemptsOfDeliveries(states), window, limit)
        var events: [Int64] = []
        var gone = try bound(UpkeepSQL.deleteDeliveries(states), window, limit)
        while try gone.step() {
            removed += 1
            if events.last != gone.integer(0) { events.append(gone.integer(0)) }
            tally.add(try DeliveryState(code: gone.integer(2)), PipelineID(gone.integer(1)), -1)
        }
        return try removed + removeEvents(events, ends)
    }

    /// Lets those go on that wait behind what is going to be removed.
    private mutating func leaveLines(
        _ states: [Int64],
        _ window: Window,
        _ limit: Int64,
        _ now: Timestamp
    ) throws(StoreError) {
        var select = try bound(UpkeepSQL.inLine(states), window, limit)
        for id in try select.numbers().map(DeliveryID.init) {
            guard let old = try head(id), try leaveLine(id, old, at: now) else { continue }
            walks.released.insert(old.pipeline)
        }
    }

    // MARK: - Events

    private mutating func sweepPayloads(_ window: Window, _ limit: Int64, _ ends: EventEnds) throws(StoreError) -> Int {
        var delete = try bound(UpkeepSQL.deletePayloads, window, limit)
        let events = try delete.numbers()
        try clearFigures(of: events)
        return try events.count + removeEvents(events, ends)
    }

    private mutating func sweepUnmatched(_ window: Window, _ limit: Int64, _ ends: EventEnds) throws(StoreError) -> Int
    {
        var select = try bound(UpkeepSQL.unmatched, window, limit)
        let events = try select.numbers()
        guard !events.isEmpty else { return 0 }
        var payload = try Statement(UpkeepSQL.deletePayload, on: connection)
        for event in events {
            payload.bind(1, event)
            try payload.run()
        }
        try clearFigures(of: events)
        return try removeEvents(events, ends)
    }

    private func clearFigures(of events: [Int64]) throws(StoreError) {
        var clear = try Statement(UpkeepSQL.clearFigures, on: connection)
        for event in events {
            let range = MeasureEntryID.range(of: EventSequence(event))
            clear.bind(1, range.lowerBound)
            clear.bind(2, range.upperBound)
            try clear.run()
        }
    }

    /// Removes those of the events of which nothing else is left.
    /// - Returns: How many.
    private mutating func removeEvents(_ events: [Int64], _ ends: EventEnds) throws(StoreError) -> Int {
        guard !events.isEmpty else { return 0 }
        var delete = try Statement(UpkeepSQL.deleteEvent, on: connection)
        var takeKey = try Statement(UpkeepSQL.takeKey, on: connection)
        var keep = try Statement(UpkeepSQL.keepPastKey, on: connection)
        var removed = 0
        for event in events {
            delete.bind(1, event)
            delete.bind(2, ends.unmatched)
            guard try delete.step() else { continue }
            removed += 1
            let (id, source, accepted) = (delete.textOrNil(0), delete.integer(1), delete.integer(2))
            try delete.run()
            guard let id else { continue }
            takeKey.bind(1, id)
            takeKey.bind(2, source)
            guard try takeKey.step() else { continue }
            let fingerprint = takeKey.integer(0)
            try takeKey.run()
            guard accepted > ends.ids else { continue }
            keep.bind(1, event)
            keep.bind(2, orNull: idHash(id))
            keep.bind(3, source)
            keep.bind(4, fingerprint)
            keep.bind(5, accepted)
            try keep.run()
            hasPastKeys = true
        }
        return removed
    }

    // MARK: - Pages

    /// Gives a few free pages back to the disk where there are many more than new rows will need.
    /// - Returns: Whether no more are to be given back.
    private func vacuum(_ limits: StoreLimits) throws(StoreError) -> Bool {
        let free = try connection.number("PRAGMA freelist_count")
        let kept = max(limits.freePagesKept, try connection.number("PRAGMA page_count") / 8)
        guard free > kept else { return true }
        if let failure { throw failure }
        try connection.execute("PRAGMA incremental_vacuum(\(min(Int64(limits.vacuumPages), free - kept)))")
        return false
    }

}

extension Connection {
    /// Bytes of the file that new rows can take.
    func freeBytes() throws(StoreError) -> Int64 {
        try number("PRAGMA freelist_count") * number("PRAGMA page_size")
    }

    /// The one number that a query answers; zero where it answers none.
    func number(_ sql: String) throws(StoreError) -> Int64 {
        var statement = try Statement(sql, on: self)
        return try statement.numbers().first ?? 0
    }
}
