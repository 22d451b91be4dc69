internal import PenstockCore
internal import PenstockEngine

extension MetricsText {
    /// All metrics. Without a backlog where the store could not be asked.
    init(
        _ metrics: EngineMetrics,
        backlog: [PipelineBacklog]?,
        pipelines: [PipelineSummary],
        configuration: ServerConfiguration
    ) {
        labelled(
            "penstock_build_info",
            "gauge",
            "The version that runs.",
            [([("version", configuration.version)], 1)]
        )
        single(
            "penstock_start_time_seconds",
            "gauge",
            "When the process started, in seconds since 1970.",
            Int(configuration.startedAt.microseconds / 1_000_000)
        )
        intake(metrics)
        deliveries(metrics)
        single("penstock_store_commits_total", "counter", "Transactions of the store.", metrics.commits)
        single(
            "penstock_store_operations_total",
            "counter",
            "Operations in the store's transactions.",
            metrics.operations
        )
        histogram("penstock_store_commit_seconds", "How long a transaction of the store took.", metrics.commitLatency)
        lanes(backlog, pipelines)
    }

    private mutating func intake(_ metrics: EngineMetrics) {
        single(
            "penstock_events_accepted_total",
            "counter",
            "Events taken in and on disk, without duplicates.",
            metrics.accepted
        )
        single(
            "penstock_events_duplicate_total",
            "counter",
            "Events that had been accepted before.",
            metrics.duplicates
        )
        single("penstock_events_refused_total", "counter", "Events that were not taken in.", metrics.refused)
        single(
            "penstock_events_unmatched_total",
            "counter",
            "Accepted events that no pipeline matched.",
            metrics.unmatched
        )
        single(
            "penstock_events_contradicting_total",
            "counter",
            "Accepted events that contradict the catalog.",
            metrics.contradictions
        )
    }

    private mutating func deliveries(_ metrics: EngineMetrics) {
        let states = DeliveryState.allCases.filter { $0 != .pending }
        labelled(
            "penstock_deliveries_total",
            "counter",
            "Deliveries that came to a state, each time one did.",
            states.map { ([("state", $0.rawValue)], metrics.settled[$0] ?? 0) }
        )
        labelled(
            "penstock_attempts_total",
            "counter",
            "Tries of transports, by how they ended.",
            Outcome.allCases.map { ([("outcome", $0.rawValue)], metrics.attempts[$0] ?? 0) }
        )
        single(
            "penstock_deliveries_in_flight",
            "gauge",
            "Deliveries in the hands of stages and transports.",
            metrics.inFlight
        )
        histogram("penstock_attempt_seconds", "How long a try of a transport took.", metrics.attemptLatency)
        histogram(
            "penstock_delivery_seconds",
            "From an event's acceptance to its delivery.",
            metrics.acceptedToDelivered
        )
    }

    private mutating func lanes(_ backlog: [PipelineBacklog]?, _ pipelines: [PipelineSummary]) {
        if let backlog {
            labelled(
                "penstock_backlog",
                "gauge",
                "Deliveries that are unfinished or need a person.",
                backlog.flatMap { lane in
                    [
                        ("pending", lane.pending), ("waiting", lane.waiting), ("dead", lane.dead), ("held", lane.held),
                    ].map { ([("pipeline", lane.name), ("state", $0)], $1) }
                }
            )
        }
        labelled(
            "penstock_pipeline_in_flight",
            "gauge",
            "Deliveries of a pipeline in the hands of its stages.",
            pipelines.map { ([("pipeline", $0.name)], $0.inFlight) }
        )
        labelled(
            "penstock_pipeline_held",
            "gauge",
            "1 while a pipeline is held.",
            pipelines.map { ([("pipeline", $0.name)], $0.lane == .open ? 0 : 1) }
        )
    }
}
