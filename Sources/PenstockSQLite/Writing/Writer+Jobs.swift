internal import PenstockCore

extension Writer {
    mutating func begin(_ new: NewJob) throws(StoreError) -> StoreResult {
        statements.insertJob.bind(1, new.kind.code)
        statements.insertJob.bind(2, orNull: new.request)
        statements.insertJob.bind(3, new.end)
        statements.insertJob.bind(4, new.total.map(Int64.init))
        statements.insertJob.bind(5, new.at.microseconds)
        defer { statements.insertJob.reset() }
        guard try statements.insertJob.step() else {
            throw StoreError(.unavailable, "the store gave no number for a job")
        }
        let id = JobID(statements.insertJob.integer(0))
        // To its end: an insertion that answers is complete only then.
        try statements.insertJob.run()
        return .begun(id)
    }

    /// What a step has come to.
    private struct Progress {
        var done = 0
        var skipped = 0
        var advance = JobAdvance()
    }

    /// Does a step's work and keeps the job's place, which are one: a crash comes before both or behind both.
    mutating func advance(_ step: JobStep) throws(StoreError) -> StoreResult {
        guard let state = try state(of: step.job) else {
            return .failed(StoreError(.notFound, "there is no job with the number \(step.job.rawValue)"))
        }
        guard state == .running else {
            return .failed(StoreError(.conflict, "job \(step.job.rawValue) runs no longer: it is \(state.rawValue)"))
        }
        var progress = Progress(skipped: step.skipped)
        switch step.work {
        case .nothing: break
        case .replay(let deliveries): try replay(deliveries, step, &progress)
        case .retry(let deliveries, let render): try retry(deliveries, render: render, step, &progress)
        case .cancel(let deliveries, let states, let reason):
            try cancel(deliveries, from: states, reason, step, &progress)
        case .erase(let events, let learned):
            let erasure = try erase(events, at: step.at)
            progress.done += try forget(learned)
            progress.done += erasure.erased
            progress.skipped += erasure.skipped
            progress.advance = JobAdvance(due: erasure.due, cancelled: erasure.cancelled)
        case .forget(let person):
            try eraseMeasures(of: person)
            try eraseCertificates(of: person)
        }
        statements.updateJob.bind(1, step.job.rawValue)
        statements.updateJob.bind(2, step.cursor)
        statements.updateJob.bind(3, progress.done)
        statements.updateJob.bind(4, progress.skipped)
        statements.updateJob.bind(5, (step.ends ?? .running).code)
        statements.updateJob.bind(6, step.reason)
        statements.updateJob.bind(9, step.at.microseconds)
        try statements.updateJob.run()
        return .advanced(progress.advance)
    }

    private mutating func state(of job: JobID) throws(StoreError) -> Job.State? {
        statements.selectJobState.bind(1, job.rawValue)
        defer { statements.selectJobState.reset() }
        guard try statements.selectJobState.step() else { return nil }
        return try Job.State(code: statements.selectJobState.integer(0))
    }

    private mutating func replay(
        _ deliveries: [ReplayedDelivery],
        _ step: JobStep,
        _ progress: inout Progress
    ) throws(StoreError) {
        for delivery in deliveries {
            guard pipelines.contains(delivery.pipeline) else { throw .noPipeline(delivery.pipeline) }
            guard try hasPayload(delivery.event) else {
                progress.skipped += 1
                continue
            }
            try insert(delivery, by: step.job, at: step.at)
            progress.done += 1
            progress.advance.due.insert(delivery.pipeline)
        }
    }

    /// Those behind an order key are passed over: nothing is wrong with them, and all at once they would lose their
    /// order.
    private mutating func retry(
        _ deliveries: [DeliveryID],
        render: Bool,
        _ step: JobStep,
        _ progress: inout Progress
    ) throws(StoreError) {
        for delivery in deliveries {
            guard try head(delivery)?.place != .behind,
                case .retried(let pipeline) = try retry(delivery, render: render, at: step.at)
            else {
                progress.skipped += 1
                continue
            }
            progress.done += 1
            progress.advance.due.insert(pipeline)
        }
    }

    /// Those that have gone on since they were chosen are passed over.
    private mutating func cancel(
        _ deliveries: [DeliveryID],
        from states: Set<DeliveryState>,
        _ reason: Reason,
        _ step: JobStep,
        _ progress: inout Progress
    ) throws(StoreError) {
        for delivery in deliveries {
            guard let old = try head(delivery), states.contains(old.state),
                case .cancelled(let pipeline, let releases) = try cancel(delivery, reason, at: step.at)
            else {
                progress.skipped += 1
                continue
            }
            progress.done += 1
            progress.advance.cancelled[delivery] = pipeline
            if releases { progress.advance.due.insert(pipeline) }
        }
    }
}
