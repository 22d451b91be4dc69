internal import PenstockCore

/// How the counts of open deliveries change in one transaction.
struct Tally {
    struct Change: Equatable {
        var pending: Int64 = 0
        var waiting: Int64 = 0
        var held: Int64 = 0
        var dead: Int64 = 0
        /// Held behind an order key, and not counted in ``held``.
        var behind: Int64 = 0
    }

    private(set) var changes: [PipelineID: Change] = [:]

    mutating func add(_ state: DeliveryState, _ pipeline: PipelineID, _ count: Int64 = 1) {
        switch state {
        case .pending: changes[pipeline, default: Change()].pending += count
        case .waiting: changes[pipeline, default: Change()].waiting += count
        case .held: changes[pipeline, default: Change()].held += count
        case .dead: changes[pipeline, default: Change()].dead += count
        case .delivered, .filtered, .duplicate, .cancelled: break
        }
    }

    mutating func addBehind(_ pipeline: PipelineID, _ count: Int64 = 1) {
        changes[pipeline, default: Change()].behind += count
    }

    /// Counts a delivery in another state, in which it is not behind.
    mutating func move(_ old: DeliveryHead, to new: DeliveryState) {
        if old.place == .behind {
            addBehind(old.pipeline, -1)
        } else {
            guard old.state != new else { return }
            add(old.state, old.pipeline, -1)
        }
        add(new, old.pipeline)
    }

    mutating func removeAll() { changes.removeAll(keepingCapacity: true) }
}
