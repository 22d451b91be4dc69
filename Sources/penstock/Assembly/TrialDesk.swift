internal import PenstockCore
internal import PenstockEngine
internal import PenstockServer

/// Runs events through pipelines of a running server, and through those that its directory has by now.
struct TrialDesk: Trying {
    let engine: Engine
    let reloader: Reloader

    func trial(_ request: TrialRequest, isChanged: Bool) async throws(TrialFailure) -> TrialAnswer {
        let result: Result<TrialAnswer, IntakeError>
        if isChanged {
            result = try await changed { [engine] set in
                Result { () throws(IntakeError) in try engine.trial(request, in: set) }
            }
        } else {
            result = await engine.trial(request)
        }
        switch result {
        case .success(let answer): return answer
        case .failure(let error): throw .event(error)
        }
    }

    func compare(last count: Int, pipeline: String?) async throws(TrialFailure) -> HistoryComparison {
        let records: [EventRecord]
        do throws(StoreError) {
            records = try await engine.lastEvents(count)
        } catch {
            throw .store(error)
        }
        return try await changed { [engine] set in engine.compare(records, with: set, only: pipeline) }
    }

    /// Does something with the directory as it is by now.
    private func changed<R: Sendable>(
        _ body: @escaping @Sendable (LoadedSet) -> R
    ) async throws(TrialFailure) -> R {
        do throws(ReloadFailure) {
            return try await reloader.withCandidate(body)
        } catch {
            throw .directory(error)
        }
    }
}
