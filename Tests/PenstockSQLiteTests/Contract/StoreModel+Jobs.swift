internal import PenstockCore
internal import Testing

extension StoreModel {
    mutating func begin(_ new: NewJob, _ result: StoreResult) throws {
        let id = try #require(result.begun, "\(result)")
        if let newest = jobs.keys.max() { #expect(id > newest) }
        jobs[id] = Job(
            id: id,
            kind: new.kind,
            state: .running,
            request: new.request,
            end: new.end,
            cursor: 0,
            total: new.total,
            done: 0,
            skipped: 0,
            reason: nil,
            createdAt: new.at,
            updatedAt: new.at
        )
    }

    mutating func advance(_ step: JobStep, _ result: StoreResult, _ store: any EventStore) throws {
        guard var job = jobs[step.job] else { return expect(result, .notFound) }
        guard job.state == .running else { return expect(result, .conflict) }
        if case .replay(let work) = step.work, !work.allSatisfy({ pipelines.contains($0.pipeline) }) {
            return expect(result, .notFound)
        }
        let (done, due) = try work(on: step, store)
        #expect(result.advanced == due, "\(result)")
        job.done += done
        job.skipped += step.skipped + count(step.work) - done
        (job.cursor, job.updatedAt, job.reason) = (step.cursor, step.at, step.reason)
        job.state = step.ends ?? .running
        jobs[step.job] = job
    }

    private func count(_ work: JobStep.Work) -> Int {
        switch work {
        case .nothing: 0
        case .replay(let deliveries): deliveries.count
        case .retry(let deliveries, _): deliveries.count
        case .cancel(let deliveries, _, _): deliveries.count
        case .erase(let events, let learned): events.count + learned.count
        case .forget: 0
        }
    }

    /// How many a step worked on, and which pipelines have deliveries due because of it.
    private mutating func work(on step: JobStep, _ store: any EventStore) throws -> (Int, Set<PipelineID>) {
        var done = 0
        var due: Set<PipelineID> = []
        switch step.work {
        case .nothing:
            break
        case .replay(let deliveries):
            for delivery in deliveries {
                guard let event = events.first(where: { $0.event.sequence == delivery.event })?.event else { continue }
                // The answer has no numbers: the lowest one that is not known yet is this one's.
                let made = try store.deliveries(of: delivery.event).first { $0.job == step.job && rows[$0.id] == nil }
                let id = try #require(made).id
                var row = Row(pipeline: delivery.pipeline, event: event, createdAt: step.at, updatedAt: step.at)
                (row.replayOf, row.job) = (delivery.replayOf, step.job)
                rows[id] = row
                done += 1
                due.insert(delivery.pipeline)
            }
        case .retry(let deliveries, let render):
            for id in deliveries {
                guard let row = rows[id], row.state != .pending, !row.isBehind else { continue }
                retry(id, render: render, at: step.at)
                done += 1
                due.insert(row.pipeline)
            }
        case .cancel(let deliveries, let states, let reason):
            for id in deliveries {
                guard let row = rows[id], states.contains(row.state) else { continue }
                if end(id, .cancelled, reason, at: step.at) { due.insert(row.pipeline) }
                done += 1
            }
        case .erase, .forget:
            Issue.record("no erasing is drawn")
        }
        return (done, due)
    }
}
