/// What came of a stretch of events: the exactly-once account that every measurement ends with.
package struct Account: Sendable {
    /// Events that were taken with a 2xx.
    package private(set) var accepted = 0
    /// Events that arrived.
    package private(set) var delivered = 0
    /// Events that were taken and did not arrive.
    package private(set) var lost = 0
    /// Arrivals beyond the first.
    package private(set) var duplicates = 0
    /// Events that arrived though their sender never had a 2xx: the answer was lost with its connection.
    package private(set) var unanswered = 0
    /// When the first was due; 0 when none was sent.
    package private(set) var firstSent: Int64 = 0
    /// When the first of them arrived; 0 when none did.
    package private(set) var firstArrived: Int64 = 0
    /// When the last event arrived for the first time.
    package private(set) var lastArrived: Int64 = 0
    /// When the last was taken.
    package private(set) var lastAccepted: Int64 = 0

    /// An account of nothing.
    package init() {}

    /// Adds an event.
    package mutating func add(_ entry: Entry) {
        guard entry.sent != 0 else { return }
        if firstSent == 0 || entry.sent < firstSent { firstSent = entry.sent }
        accepted += entry.accepted != 0 ? 1 : 0
        lastAccepted = max(lastAccepted, entry.accepted)
        if entry.arrivals > 0 {
            delivered += 1
            duplicates += entry.arrivals - 1
            unanswered += entry.accepted == 0 ? 1 : 0
            if firstArrived == 0 || entry.arrived < firstArrived { firstArrived = entry.arrived }
            lastArrived = max(lastArrived, entry.arrived)
        } else if entry.accepted != 0 {
            lost += 1
        }
    }

    /// Different events delivered in a second, from the first that was sent to the last that arrived.
    package var deliveriesPerSecond: Double { Self.rate(delivered, firstSent, lastArrived) }

    /// Events taken in a second.
    package var acceptedPerSecond: Double { Self.rate(accepted, firstSent, lastAccepted) }

    /// How many of something in a second, between two times; 0 when no time passed.
    package static func rate(_ count: Int, _ start: Int64, _ end: Int64) -> Double {
        end > start ? Double(count) * 1e9 / Double(end - start) : 0
    }
}

extension Ledger {
    /// What came of a stretch of events.
    package func account(of events: Range<Int>) -> Account {
        var account = Account()
        for index in events { account.add(self[index]) }
        return account
    }

    /// The times between two things that happened to each event of a stretch; without events to which either did not.
    package func times(
        of events: Range<Int>,
        from start: (Entry) -> Int64,
        to end: (Entry) -> Int64
    ) -> Percentiles {
        Percentiles(
            events.compactMap { index in
                let entry = self[index]
                return start(entry) != 0 && end(entry) != 0 ? end(entry) - start(entry) : nil
            }
        )
    }
}
