/// Decides when the next transaction begins. Pure.
///
/// Idle, it begins at once: latency. Busy, it gathers: one fsync then serves many, and their rows share pages.
struct CommitPolicy: Sendable {
    /// The least time from one transaction's begin to the next's, while work keeps coming.
    var gather = Duration.milliseconds(2)
    /// As many operations begin a transaction whatever the time.
    var enough = 64
    /// How long outcomes wait when nobody waits for an answer.
    var patience = Duration.milliseconds(5)

    /// How long to wait before the next transaction; zero or less to begin now.
    /// - Parameters:
    ///   - operations: How many wait.
    ///   - isAwaited: Whether one of them is something that a sender waits for.
    ///   - sinceLast: Time since the last transaction began.
    ///   - waited: Time since the oldest operation came.
    func delay(operations: Int, isAwaited: Bool, sinceLast: Duration, waited: Duration) -> Duration {
        if operations >= enough { return .zero }
        if isAwaited { return gather - sinceLast }
        return patience - waited
    }
}
