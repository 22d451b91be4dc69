internal import PenstockCore
internal import PenstockEngine
internal import PenstockServer

/// Runs events through pipelines of a running server, and through those that its directory has by now.
struct TrialDesk: Trying {
    let engine: Engine
    let reloader: Reloader

    func trial(_ request: TrialRequest, isChanged: Bool) async throws(TrialFailure) -> TrialAnswer {
        let candidate = isChanged ? try await candidate() : nil
        do throws(IntakeError) {
            guard let candidate else { return try await engine.trial(request) }
            return try await engine.trial(request, in: candidate)
        } catch {
            throw .event(error)
        }
    }

    func compare(last count: Int, pipeline: String?) async throws(TrialFailure) -> HistoryComparison {
        let candidate = try await candidate()
        do throws(StoreError) {
            return try await engine.compare(with: candidate, last: count, pipeline: pipeline)
        } catch {
            throw .store(error)
        }
    }

    private func candidate() async throws(TrialFailure) -> LoadedSet {
        do throws(ReloadFailure) {
            return try await reloader.candidate()
        } catch {
            throw .directory(error)
        }
    }
}
