internal import PenstockCore

/// Counts the timers that past events would be given, those taken away that a later one cancels.
struct PastTimerCount {
    struct Count: Equatable {
        var made = 0
        /// Whether all events were looked at.
        var isComplete = true
    }

    /// What makes one timer count with others: a later event cancels all of a key.
    private struct Slot: Hashable {
        var type: String
        var key: KeyDigest?
    }

    private var made: [Slot: Int] = [:]
    /// The types of those that have a key, so that one cancellation finds them.
    private var types: [KeyDigest: Set<String>] = [:]
    private var isComplete = true

    private static let page = 256

    /// Counts what a catalog would make of the events in a store.
    /// - Parameter isOver: Whether it has taken too long: then not all events are looked at.
    init(
        _ planning: TimerPlanning,
        in store: any EventStore,
        at now: Timestamp,
        until isOver: () -> Bool
    ) throws(StoreError) {
        var next = planning.place(after: try store.timerWalk())
        while let place = next {
            guard !isOver() else {
                isComplete = false
                return
            }
            let page = try store.selectEvents(planning.pastEvents, after: place, limit: Self.page)
            for past in planning.past(page, behind: place, at: now).events {
                add(past, having: past.timers == nil ? [] : try store.timers(of: past.event.sequence))
            }
            next = page.next
        }
    }

    /// Counts what follows from one event, behind all earlier ones.
    /// - Parameter existing: The timers that the event has had.
    private mutating func add(_ past: PastEvent, having existing: [TimerRecord]) {
        for key in past.cancels {
            for type in types.removeValue(forKey: key) ?? [] { made[Slot(type: type, key: key)] = nil }
        }
        guard !existing.contains(where: { $0.state == .pending }) else { return }
        for timer in past.timers?.list ?? [] where !existing.contains(where: { $0.ended(timer) }) {
            made[Slot(type: past.event.type, key: timer.key), default: 0] += 1
            if let key = timer.key { types[key, default: []].insert(past.event.type) }
        }
    }

    /// - Parameter types: Those with rules: where not all events were looked at, each may get more.
    func byType(_ types: some Sequence<String>) -> [String: Count] {
        var counts: [String: Count] = [:]
        if !isComplete { for type in types { counts[type] = Count(isComplete: false) } }
        for (slot, number) in made { counts[slot.type, default: Count()].made += number }
        return counts
    }
}

extension TimerRecord {
    /// Whether this is a timer that would be made again, and stays as it ended.
    fileprivate func ended(_ timer: NewTimer) -> Bool {
        emit == timer.emit && offset == timer.offset && reason?.code != TimerSet.undeclared
    }
}
