/// The host's limit of deliveries in work, and what of it each lane is sure of. Pure.
///
/// Half of the host is divided evenly; the other half is for whoever needs it. A lane that has used its share gets more
/// only while what the others have not used of theirs stays free.
struct HostSlots: Sendable {
    let limit: Int
    /// What each lane is sure of, unless its own limit is lower.
    let share: Int
    private(set) var used = 0
    /// What lanes have not used of their shares.
    private var reserved = 0

    /// - Parameter lanes: The `concurrency` of each.
    init(limit: Int, lanes: [Int]) {
        self.limit = limit
        let share = max(limit / 2 / max(lanes.count, 1), 1)
        self.share = share
        reserved = lanes.reduce(0) { $0 + min(share, $1) }
    }

    /// The same use, divided among other lanes.
    /// - Parameter lanes: The `concurrency` of each, and how many it has in work.
    func divided(among lanes: [(concurrency: Int, inUse: Int)]) -> HostSlots {
        // One that is about to go has no share, but what it has in work still counts.
        var slots = HostSlots(limit: limit, lanes: lanes.map(\.concurrency).filter { $0 > 0 })
        for lane in lanes { slots.changed(concurrency: lane.concurrency, from: 0, to: lane.inUse) }
        return slots
    }

    private func unused(_ concurrency: Int, _ inUse: Int) -> Int { max(min(share, concurrency) - inUse, 0) }

    /// How many more a lane may take.
    func room(concurrency: Int, inUse: Int) -> Int {
        let free = limit - used
        let own = unused(concurrency, inUse)
        // With more lanes than slots the shares cannot all be kept: then whoever comes first.
        return max(free - (reserved - own), min(own, free), 0)
    }

    /// Takes note that a lane's use has changed.
    mutating func changed(concurrency: Int, from before: Int, to after: Int) {
        guard before != after else { return }
        used += after - before
        reserved += unused(concurrency, after) - unused(concurrency, before)
    }
}
