internal import PenstockCore
internal import PenstockDashboard
internal import PenstockEngine

extension OverviewPage {
    /// The first page of what the host says of itself.
    init(
        _ report: HostReport,
        traffic: TrafficHistory,
        window: TrafficWindow,
        startedAt: Timestamp,
        revision: RevisionID
    ) {
        let pipelines = Dictionary(report.pipelines.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.init(
            concerns: StatusReport(report).concerns,
            lanes: report.backlog?.map { backlog in
                Lane(
                    backlog: backlog,
                    inFlight: pipelines[backlog.name]?.inFlight ?? 0,
                    oldestDue: report.oldestDue(backlog),
                    failing: pipelines[backlog.name]?.flow.failing
                )
            },
            metrics: report.metrics,
            traffic: traffic,
            window: window,
            startedAt: startedAt,
            revision: revision
        )
    }
}
