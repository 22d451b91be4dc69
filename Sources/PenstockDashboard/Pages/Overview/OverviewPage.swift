package import PenstockCore
package import PenstockEngine

/// The first page: what needs a person, and how it goes.
package struct OverviewPage: Page {
    /// A pipeline's unfinished work.
    package struct Lane: Sendable, Equatable {
        package var backlog: PipelineBacklog
        package var inFlight: Int
        /// Since when the oldest delivery waits that could be tried.
        package var oldestDue: Timestamp?
        /// What the breaker knows; nil while the endpoint works.
        package var failing: LaneFlow.Failing?

        package init(
            backlog: PipelineBacklog,
            inFlight: Int = 0,
            oldestDue: Timestamp? = nil,
            failing: LaneFlow.Failing? = nil
        ) {
            self.backlog = backlog
            self.inFlight = inFlight
            self.oldestDue = oldestDue
            self.failing = failing
        }
    }

    package static let template = "overview"
    package var title: String { "Overview" }

    package var concerns: [Concern]
    /// Nil where the store could not be asked.
    package var lanes: [Lane]?
    package var metrics: EngineMetrics
    package var traffic: TrafficHistory
    package var window: TrafficWindow
    package var startedAt: Timestamp
    package var revision: RevisionID

    package init(
        concerns: [Concern],
        lanes: [Lane]?,
        metrics: EngineMetrics,
        traffic: TrafficHistory,
        window: TrafficWindow,
        startedAt: Timestamp,
        revision: RevisionID
    ) {
        self.concerns = concerns
        self.lanes = lanes
        self.metrics = metrics
        self.traffic = traffic
        self.window = window
        self.startedAt = startedAt
        self.revision = revision
    }

    package func view(_ context: PageContext) -> View {
        let now = context.now
        return [
            "concerns": .table(concerns.map(\.view)),
            "tiles": .list(tiles(now)),
            "started": .time(startedAt, now: now),
            "revision": .text("\(revision.rawValue)"),
            "windows": .list(TrafficWindow.allCases.map(windowView)),
            "traffic": TrafficCharts(history: traffic, window: window, now: now).view,
            "since": .time(traffic.since, now: now),
            "failing": .table((lanes ?? []).compactMap { $0.failingView(now: now) }),
            "lanes": .table((lanes ?? []).map { $0.view(now: now) }),
            "unread": .flag(lanes == nil),
        ]
    }

    private func windowView(_ window: TrafficWindow) -> View {
        [
            "name": .text(window.name),
            "path": .text(Path().with(("window", window == .hour ? nil : window.rawValue)).text),
            "current": .flag(window == self.window),
        ]
    }

    // MARK: - Figures

    private func tiles(_ now: Timestamp) -> [View] {
        let backlogs = (lanes ?? []).map(\.backlog)
        let waiting = backlogs.reduce(0) { $0 + $1.pending + $1.waiting }
        let dead = backlogs.reduce(0) { $0 + $1.dead }
        let held = backlogs.reduce(0) { $0 + $1.held + $1.behind }
        let oldest = (lanes ?? []).compactMap(\.oldestDue).min()
        return [
            tile("Accepted", .count(metrics.accepted), note: "events since the start"),
            tile("Delivered", .count(metrics.settled[.delivered] ?? 0), note: "deliveries since the start"),
            tile("Waiting", known(waiting), note: "deliveries now", path: .deliveries(states: [.pending, .waiting])),
            tile("Held", known(held), note: "deliveries now", path: .deliveries(states: [.held]), isBad: held > 0),
            tile("Dead", known(dead), note: "wait for a person", path: .deliveries(states: [.dead]), isBad: dead > 0),
            tile(
                "Oldest due",
                oldest.map { .ago($0, now: now) } ?? .words("none"),
                note: "delivery that could be tried"
            ),
        ]
    }

    private func known(_ count: Int) -> View { lanes == nil ? "?" : .count(count) }

    private func tile(
        _ name: String,
        _ value: View,
        note: String,
        path: Path? = nil,
        isBad: Bool = false
    ) -> View {
        [
            "name": .text(name), "value": value, "note": .text(note), "path": View(path?.text), "bad": .flag(isBad),
        ]
    }
}

extension OverviewPage.Lane {
    fileprivate func view(now: Timestamp) -> View {
        [
            "pipeline": .link(.pipeline(backlog.name), backlog.name),
            "hold": backlog.hold.map { .text($0.text) } ?? .nothing,
            "pending": .cell(backlog.pending), "waiting": .cell(backlog.waiting), "in_flight": .cell(inFlight),
            "held": .cell(backlog.held + backlog.behind), "dead": .cell(backlog.dead),
            "oldest_due": oldestDue.map { .ago($0, now: now) } ?? "–",
        ]
    }

    fileprivate func failingView(now: Timestamp) -> View? {
        guard let failing else { return nil }
        return [
            "pipeline": .link(.pipeline(backlog.name), backlog.name),
            "since": .time(failing.since, now: now), "failures": .count(failing.failures),
            "reason": .text(failing.reason.text),
            "next": failing.nextTry.map { .ago($0, now: now) } ?? "under way",
            "given_up": .count(failing.givenUp),
        ]
    }
}
