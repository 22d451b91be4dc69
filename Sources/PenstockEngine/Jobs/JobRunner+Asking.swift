internal import Logging
internal import PenstockCore

// What people ask of jobs.

extension JobRunner {
    /// How much a page holds while nothing is done with it but counting.
    private static let countingPage = 2000

    func count(_ request: JobRequest, within patience: Duration?) async throws(StoreError) -> Finding {
        try await count(request, end: try await end(of: request), within: patience)
    }

    func begin(_ request: JobRequest, within patience: Duration?) async throws(StoreError) -> Job {
        guard try await running().count < Self.limit else {
            throw StoreError(.conflict, "\(Self.limit) jobs are running; wait for one of them, or cancel one")
        }
        let end = try await end(of: request)
        let finding = try await count(request, end: end, within: patience)
        let job = NewJob(
            kind: request.kind,
            request: request.stored(with: finding),
            end: end,
            total: finding.isComplete ? finding.count : nil,
            at: means.clock.wall()
        )
        switch await means.writer.write(.begin(job)) {
        case .begun(let id):
            means.logger.info(
                "a job began: \(request.kind.rawValue)",
                metadata: ["job": "\(means.store.id.text(of: id))"]
            )
            launch(id)
            return try await known(id)
        case .failed(let error): throw error
        default: throw StoreError.answeredOtherwise
        }
    }

    func cancel(_ id: JobID, _ reason: Reason) async throws(StoreError) -> Job {
        let step = JobStep(
            job: id,
            work: .nothing,
            cursor: try await known(id).cursor,
            ends: .cancelled,
            reason: reason,
            at: means.clock.wall()
        )
        if case .failed(let error) = await means.writer.write(.advance(step)) { throw error }
        halt(id)
        return try await known(id)
    }

    private func count(
        _ request: JobRequest,
        end: Int64,
        within patience: Duration?
    ) async throws(StoreError) -> Finding {
        let source = try JobSource(request, names: means.names(for: request), end: end)
        let began = means.clock.steady()
        var finding = Finding()
        var cursor: Int64 = 0
        while true {
            let after = cursor
            let page = try await read { (store) throws(StoreError) in
                try source.page(store, after: after, limit: Self.countingPage)
            }
            finding.add(page.finding)
            guard !page.isLast else { return finding }
            cursor = page.cursor
            if let patience, means.clock.steady() - began > patience {
                finding.isComplete = false
                return finding
            }
        }
    }

    private func known(_ id: JobID) async throws(StoreError) -> Job {
        guard let found = try await job(id) else {
            throw StoreError(.notFound, "there is no job '\(means.store.id.text(of: id))'")
        }
        return found
    }

    /// Where a job ends that begins now: what comes later is not of it.
    private func end(of request: JobRequest) async throws(StoreError) -> Int64 {
        let isByEvent = JobSource.countsEvents(request)
        return try await read { (store) throws(StoreError) in
            let newest = try store.newest()
            return isByEvent ? newest.event.rawValue : newest.delivery.rawValue
        }
    }
}
