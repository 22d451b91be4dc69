internal import PenstockCore
internal import PenstockEngine

/// What holds deliveries though their rows do not say so: a pipeline's hold stands at the pipeline, because to write it
/// into a million rows would take longer than the hold.
struct LaneView: Sendable {
    private let lanes: [String: PipelineSummary.Lane]

    init(_ pipelines: [PipelineSummary]) {
        lanes = Dictionary(pipelines.map { ($0.name, $0.lane) }, uniquingKeysWith: { first, _ in first })
    }

    /// A delivery as people see it: the row's state, unless it would go on and its pipeline does not.
    func seen(_ record: DeliveryRecord) -> DeliveryRecord {
        guard record.state == .pending || record.state == .waiting else { return record }
        var seen = record
        switch lanes[record.pipeline] {
        case .open: return record
        case .held(let reason): (seen.state, seen.reason) = (.held, reason)
        case nil:
            let text = "no pipeline is called '\(record.pipeline)' any more; declare it again, and the delivery goes on"
            (seen.state, seen.reason) = (.held, Reason(code: "pipeline-removed", text: text))
        }
        return seen
    }
}
