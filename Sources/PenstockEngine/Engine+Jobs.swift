internal import Logging
package import PenstockCore
internal import PenstockPipelines

// Long work that outlives a restart.

extension Engine {
    /// How much a page holds while nothing is done with it but counting.
    private static let countingPage = 2000

    package func count(_ request: JobRequest, within patience: Duration?) async throws(StoreError) -> Finding {
        let end = try await end(of: request)
        return try await count(request, end: end, within: patience)
    }

    private func count(
        _ request: JobRequest,
        end: Int64,
        within patience: Duration?
    ) async throws(StoreError) -> Finding {
        let source = try JobSource(request, names: jobs.means.names(for: request), end: end)
        let began = configuration.clock.steady()
        var finding = Finding()
        var cursor: Int64 = 0
        while true {
            let after = cursor
            let page = try await read { store throws(StoreError) in
                try source.page(store, after: after, limit: Self.countingPage)
            }
            finding.add(page.finding)
            guard !page.isLast else { return finding }
            cursor = page.cursor
            if let patience, configuration.clock.steady() - began > patience {
                finding.isComplete = false
                return finding
            }
        }
    }

    package func begin(_ request: JobRequest, within patience: Duration?) async throws(StoreError) -> Job {
        guard isReady else { throw StoreError(.unavailable, "the host is not beginning anything now") }
        guard try await jobs.running().count < JobRunner.limit else {
            throw StoreError(.conflict, "\(JobRunner.limit) jobs are running; wait for one of them, or cancel one")
        }
        let end = try await end(of: request)
        let finding = try await count(request, end: end, within: patience)
        let job = NewJob(
            kind: request.kind,
            request: request.stored(with: finding),
            end: end,
            total: finding.isComplete ? finding.count : nil,
            at: configuration.clock.wall()
        )
        switch await writer.write(.begin(job)) {
        case .begun(let id):
            logger.info("a job began: \(request.kind.rawValue)", metadata: ["job": "\(store.id.text(of: id))"])
            jobs.launch(id)
            return try await self.job(id)
        case .failed(let error): throw error
        default: throw StoreError(.unavailable, "the store answered something else than it was asked")
        }
    }

    package func cancel(job id: JobID, _ reason: Reason) async throws(StoreError) -> Job {
        let found = try await job(id)
        let step = JobStep(
            job: id,
            work: .nothing,
            cursor: found.cursor,
            ends: .cancelled,
            reason: reason,
            at: configuration.clock.wall()
        )
        if case .failed(let error) = await writer.write(.advance(step)) { throw error }
        jobs.halt(id)
        return try await job(id)
    }

    private func job(_ id: JobID) async throws(StoreError) -> Job {
        let found = try await read { store throws(StoreError) in try store.job(id) }
        guard let found else { throw StoreError(.notFound, "there is no job '\(store.id.text(of: id))'") }
        return found
    }

    /// Where a job ends that begins now: what comes later is not of it.
    private func end(of request: JobRequest) async throws(StoreError) -> Int64 {
        let newest = try await read { store throws(StoreError) in try store.newest() }
        return JobSource.countsEvents(request) ? newest.event.rawValue : newest.delivery.rawValue
    }
}
