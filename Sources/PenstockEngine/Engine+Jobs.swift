package import PenstockCore

// Long work that outlives a restart.

extension Engine {
    package func count(_ request: JobRequest, within patience: Duration?) async throws(StoreError) -> Finding {
        try await jobs.count(request, within: patience)
    }

    package func begin(_ request: JobRequest, within patience: Duration?) async throws(StoreError) -> Job {
        guard isReady else { throw StoreError(.unavailable, "the host is not beginning anything now") }
        return try await jobs.begin(request, within: patience)
    }

    package func cancel(job id: JobID, _ reason: Reason) async throws(StoreError) -> Job {
        try await jobs.cancel(id, reason)
    }
}
