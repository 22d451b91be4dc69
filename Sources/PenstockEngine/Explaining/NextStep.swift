internal import PenstockCore

/// What comes next of a delivery, or what a person can do. Pure.
struct NextStep {
    /// A sentence without a full stop; nil where nothing is left to do.
    let text: String?

    /// - Parameters:
    ///   - seen: The delivery as people see it.
    ///   - row: The same as its row has it, which a hold of its pipeline does not touch.
    init(_ seen: DeliveryRecord, row: DeliveryRecord, in store: StoreID) {
        let id = store.text(of: seen.id)
        switch seen.state {
        case .delivered: text = nil
        case .pending: text = "its turn comes by itself"
        case .waiting:
            let due = seen.due.map { "it is tried again at \($0)" } ?? "it is tried again"
            text = "\(due); `penstock retry \(id)` makes it due now"
        case .filtered:
            text = "where it should have passed: change the filter, `penstock reload`, `penstock retry \(id)`"
        case .duplicate:
            let first = seen.duplicateOf.map { "`penstock explain \(store.text(of: $0))` tells of the first" }
            text = first ?? "the first of its natural key is not kept any more"
        case .dead: text = "mend what the reason says, then `penstock retry \(id)`"
        case .cancelled: text = "`penstock retry \(id)` takes it up again"
        case .held where row.state != .held: text = Self.lift(seen)
        case .held: text = Self.release(seen, id)
        }
    }

    /// What lifts the hold of a pipeline.
    private static func lift(_ seen: DeliveryRecord) -> String {
        let resume = "`penstock resume \(seen.pipeline)`"
        return switch seen.reason?.code {
        case "pipeline-removed": "declare a pipeline of that name again, and `penstock reload`"
        case "gone": "give the pipeline another URL and `penstock reload`, or \(resume)"
        case "configuration": "mend what the reason says, then `penstock reload` or \(resume)"
        default: "\(resume) lets the pipeline go on"
        }
    }

    /// What lets a delivery go on that is held itself.
    private static func release(_ seen: DeliveryRecord, _ id: String) -> String {
        let retry = "`penstock retry \(id)`"
        return switch seen.reason?.code {
        case "behind":
            "it goes on by itself when that one is finished; one that is dead must be retried or cancelled first"
        case "configuration":
            "mend what the reason says, then `penstock reload` or `penstock resume \(seen.pipeline)`"
        case "quarantined": "replace the plugin's file, `penstock reload`, \(retry)"
        default: "\(retry) lets it go on"
        }
    }
}
