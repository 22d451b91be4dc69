package import PenstockCore

/// A job and how far it is.
package struct JobPage: Page {
    package static let template = "job"
    package var title: String { "\(job.kind.heading) \(store.text(of: job.id))" }

    package var job: Job
    package var store: StoreID

    package init(_ job: Job, store: StoreID) {
        self.job = job
        self.store = store
    }

    package func view(_ context: PageContext) -> View {
        let now = context.now
        let progress = job.progress
        return [
            "id": .text(store.text(of: job.id)), "kind": .text(job.kind.heading), "state": .state(job.state),
            "running": .flag(job.state == .running),
            "reason": View(job.reason?.text),
            "facts": .list(
                JobFacts(job).rows
                    + [
                        .fact("Begun", .time(job.createdAt, now: now)),
                        .fact("Last step", .time(job.updatedAt, now: now)),
                    ].compactMap(\.self)
            ),
            "done": .count(job.done), "skipped": job.skipped == 0 ? .nothing : .count(job.skipped),
            "total": job.total.map(View.count) ?? .nothing,
            "progress": ["value": .text("\(progress)"), "percent": .text("\(progress / 10) %")],
            "cancel": job.state == .running ? .text("\(Path.job(job.id, in: store).text)/cancel") : .nothing,
        ]
    }
}

/// The jobs that there are, newest first.
package struct JobsPage: Page {
    package static let template = "jobs"
    package var title: String { "Jobs" }

    package var jobs: [Job]
    package var position: ListPosition
    package var store: StoreID

    package init(_ jobs: [Job], position: ListPosition, store: StoreID) {
        self.jobs = jobs
        self.position = position
        self.store = store
    }

    package func view(_ context: PageContext) -> View {
        let filter = ListFilter(path: Path("jobs"), label: "Which jobs", fields: [], values: [:])
        return [
            "pager": position.view(filter, "jobs", count: jobs.count, now: context.now),
            "jobs": .table(
                jobs.map { job in
                    [
                        "id": .link(.job(job.id, in: store), store.text(of: job.id)), "kind": .text(job.kind.words),
                        "about": .text(JobFacts(job).line), "state": .state(job.state), "done": .count(job.done),
                        "total": job.total.map(View.count) ?? "?", "begun": .ago(job.createdAt, now: context.now),
                    ]
                }
            ),
        ]
    }
}

extension View {
    fileprivate static func state(_ state: Job.State) -> View {
        switch state {
        case .running: .badge("running", .busy)
        case .done: .badge("done", .good)
        case .cancelled: .badge("cancelled", .quiet)
        case .failed: .badge("failed", .bad)
        }
    }
}

extension Job.Kind {
    fileprivate var heading: String {
        switch self {
        case .replay: "Replay"
        case .retry: "Retry"
        case .erase: "Erasure"
        case .cancel: "Cancellation"
        }
    }

    fileprivate var words: String {
        switch self {
        case .replay: "replay"
        case .retry: "retry"
        case .erase: "erasure"
        case .cancel: "cancellation"
        }
    }
}

extension Job {
    /// How far it is, from 0 to 1000: by what was counted, or by how much was looked at.
    fileprivate var progress: Int {
        if state == .done { return 1000 }
        let (part, whole) = total.map { (Double(done + skipped), Double($0)) } ?? (Double(cursor), Double(end))
        guard whole > 0 else { return 0 }
        return Int(min(max(part / whole, 0), 1) * 1000)
    }
}
