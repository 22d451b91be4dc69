internal import PenstockCore

/// How the counts of open deliveries change in one transaction.
struct Tally {
    struct Change: Equatable {
        var pending: Int64 = 0
        var waiting: Int64 = 0
        var held: Int64 = 0
        var dead: Int64 = 0
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

    mutating func move(from old: DeliveryState, to new: DeliveryState, _ pipeline: PipelineID) {
        guard old != new else { return }
        add(old, pipeline, -1)
        add(new, pipeline)
    }

    mutating func removeAll() { changes.removeAll(keepingCapacity: true) }
}
