package import PenstockCore
package import PenstockEngine

/// Runs events through pipelines without storing anything. The assembly of the host offers it, because it reads the
/// directory for pipelines that do not run yet.
package protocol Trying: Sendable {
    /// Lets an event go through pipelines.
    /// - Parameter isChanged: Through those that the directory has by now, and not those that run.
    func trial(_ request: TrialRequest, isChanged: Bool) async throws(TrialFailure) -> TrialAnswer

    /// Compares what the directory says by now with what runs, over past events.
    /// - Parameters:
    ///   - count: How many events, the newest.
    ///   - pipeline: Only this one; nil for all.
    func compare(last count: Int, pipeline: String?) async throws(TrialFailure) -> HistoryComparison
}

/// Why nothing was tried.
package enum TrialFailure: Error, Sendable {
    case event(IntakeError)
    case directory(ReloadFailure)
    case store(StoreError)
}
