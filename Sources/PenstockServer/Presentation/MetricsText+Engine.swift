internal import PenstockCore
internal import PenstockEngine

extension MetricsText {
    /// All metrics. Without a backlog where the store could not be asked.
    init(_ report: HostReport, configuration: ServerConfiguration) {
        labelled(
            "penstock_build_info",
            .gauge,
            "The version that runs.",
            [([("version", configuration.version)], 1)]
        )
        single(
            "penstock_start_time_seconds",
            .gauge,
            "When the process started, in seconds since 1970.",
            Int(configuration.startedAt.microseconds / 1_000_000)
        )
        single("penstock_ready", .gauge, "1 while events are taken in.", report.condition.refusal == nil ? 1 : 0)
        intake(report)
        timers(report)
        deliveries(report.metrics)
        plugins(report.metrics.plugins)
        lanes(report)
        store(report)
        process(report)
    }

    private mutating func intake(_ report: HostReport) {
        let metrics = report.metrics
        single(
            "penstock_events_accepted_total",
            .counter,
            "Events taken in and on disk, without duplicates.",
            metrics.accepted
        )
        single(
            "penstock_events_duplicate_total",
            .counter,
            "Events that had been accepted before.",
            metrics.duplicates
        )
        labelled(
            "penstock_events_refused_total",
            .counter,
            "Events that were not taken in, by the problem their senders were told.",
            ProblemKind.ofEvents.map { ([("reason", $0.rawValue)], Double(report.refusals[$0] ?? 0)) }
        )
        single(
            "penstock_events_unmatched_total",
            .counter,
            "Accepted events that no pipeline matched.",
            metrics.unmatched
        )
        single(
            "penstock_events_contradicting_total",
            .counter,
            "Accepted events that contradict the catalog.",
            metrics.contradictions
        )
    }

    private mutating func timers(_ report: HostReport) {
        if let pending = report.pendingTimers {
            single("penstock_timers_pending", .gauge, "Timers whose time has not come.", pending)
        }
        single(
            "penstock_timers_fired_total",
            .counter,
            "Timers that have become events.",
            report.metrics.timersFired
        )
    }

    private mutating func deliveries(_ metrics: EngineMetrics) {
        let (settled, attempts) = (metrics.settled, metrics.attempts)
        labelled(
            "penstock_deliveries_total",
            .counter,
            "Deliveries that came to a state, each time one did.",
            DeliveryState.allCases.filter { $0 != .pending }.map {
                ([("state", $0.rawValue)], Double(settled[$0] ?? 0))
            }
        )
        labelled(
            "penstock_attempts_total",
            .counter,
            "Tries of transports, by how they ended.",
            Outcome.allCases.map { ([("outcome", $0.rawValue)], Double(attempts[$0] ?? 0)) }
        )
        // Of a pipeline only what has happened: a thousand pipelines would make a long list of zeros.
        let pipelines = metrics.pipelines.sorted { $0.key < $1.key }
        labelled(
            "penstock_pipeline_deliveries_total",
            .counter,
            "Deliveries of a pipeline that came to a state, each time one did.",
            pipelines.flatMap { name, counts in
                DeliveryState.allCases.compactMap { state in
                    counts.settled[state].map { ([("pipeline", name), ("state", state.rawValue)], Double($0)) }
                }
            }
        )
        labelled(
            "penstock_pipeline_attempts_total",
            .counter,
            "Tries of a pipeline's transport, by how they ended.",
            pipelines.flatMap { name, counts in
                Outcome.allCases.compactMap { outcome in
                    counts.attempts[outcome].map { ([("pipeline", name), ("outcome", outcome.rawValue)], Double($0)) }
                }
            }
        )
        histogram("penstock_attempt_seconds", "How long a try of a transport took.", metrics.attemptLatency)
        histogram(
            "penstock_delivery_seconds",
            "From an event's acceptance to its delivery.",
            metrics.acceptedToDelivered
        )
    }

    private mutating func lanes(_ report: HostReport) {
        if let backlog = report.backlog {
            labelled(
                "penstock_backlog",
                .gauge,
                "Deliveries that are unfinished or need a person.",
                backlog.flatMap { lane in
                    [
                        ("pending", lane.pending), ("waiting", lane.waiting), ("dead", lane.dead), ("held", lane.held),
                        ("behind", lane.behind),
                    ].map { ([("pipeline", lane.name), ("state", $0)], Double($1)) }
                }
            )
            labelled(
                "penstock_pipeline_oldest_due_seconds",
                .gauge,
                "For how long the oldest delivery has waited that could be tried; 0 where none waits.",
                backlog.map { lane in
                    let age = report.oldestDue(lane).map { max((report.now - $0) / .seconds(1), 0) }
                    return ([("pipeline", lane.name)], age ?? 0)
                }
            )
        }
        let lanes = report.metrics.lanes.sorted { $0.pipeline < $1.pipeline }
        func each(_ value: (LaneMetrics) -> Int) -> [Sample] {
            lanes.map { ([("pipeline", $0.pipeline)], Double(value($0))) }
        }
        single(
            "penstock_deliveries_in_flight",
            .gauge,
            "Deliveries in the hands of stages and transports.",
            lanes.reduce(0) { $0 + $1.inUse }
        )
        labelled(
            "penstock_pipeline_in_flight",
            .gauge,
            "Deliveries of a pipeline in the hands of its stages.",
            each(\.inUse)
        )
        labelled(
            "penstock_pipeline_slots",
            .gauge,
            "How many deliveries of a pipeline may be under way now.",
            each(\.limit)
        )
        labelled(
            "penstock_pipeline_concurrency",
            .gauge,
            "How many deliveries of a pipeline may be under way as it declares.",
            each(\.concurrency)
        )
        labelled(
            "penstock_pipeline_queued",
            .gauge,
            "Deliveries of a pipeline that wait in memory.",
            each(\.queued)
        )
        labelled(
            "penstock_pipeline_held",
            .gauge,
            "1 while a pipeline is held.",
            report.pipelines.map { ([("pipeline", $0.name)], $0.lane == .open ? 0 : 1) }
        )
        let breakers = lanes.compactMap { lane in
            lane.isBreakerOpen.map { Sample([("pipeline", lane.pipeline)], $0 ? 1 : 0) }
        }
        if !breakers.isEmpty {
            labelled(
                "penstock_pipeline_breaker_open",
                .gauge,
                "1 while a pipeline's endpoint is given a rest because it keeps failing.",
                breakers
            )
        }
    }
}

extension ProblemKind {
    /// The kinds that `POST /v1/events` answers with.
    fileprivate static var ofEvents: [ProblemKind] {
        allCases.filter { !others.contains($0) }
    }

    /// Requests that never came to an event; who was turned away at the door is counted there.
    private static var others: Set<ProblemKind> {
        [
            .notFound, .unknownPipeline, .methodNotAllowed, .conflict, .tooManyWatchers, .tooManyTests,
            .unauthenticated, .missingScope, .crossSite, .badCSRFToken, .wrongHost, .tooManyFailures,
        ]
    }
}
