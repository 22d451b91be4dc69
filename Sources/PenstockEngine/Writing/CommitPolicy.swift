/// Decides when the next transaction begins. Pure.
///
/// Idle, it begins at once: latency. Busy, it gathers: one fsync then serves many, and their rows share pages.
struct CommitPolicy: Sendable {
    /// How long a transaction gathers, and how much makes it begin at once.
    struct Gathering: Sendable, Equatable {
        /// The least time from one transaction's begin to the next's, while work keeps coming.
        var time: Duration
        /// As many operations begin a transaction whatever the time.
        var enough: Int
    }

    /// While work keeps coming.
    var busy = Gathering(time: .milliseconds(2), enough: 64)
    /// While it comes as fast as it can be written: a transaction of twice the size costs a fifth less for each row, and
    /// those who wait are many anyway.
    var full = Gathering(time: .milliseconds(4), enough: 160)
    /// A transaction of so many operations says that it does.
    var fullFrom = 48
    /// How long outcomes wait when nobody waits for an answer.
    var patience = Duration.milliseconds(5)

    /// How the transaction after one of so many operations gathers.
    func gathering(after last: Int) -> Gathering { last >= fullFrom ? full : busy }

    /// How long to wait before the next transaction; zero or less to begin now.
    /// - Parameters:
    ///   - operations: How many wait.
    ///   - isAwaited: Whether one of them is something that a sender waits for.
    ///   - last: Operations of the last transaction.
    ///   - sinceLast: Time since the last transaction began.
    ///   - waited: Time since the oldest operation came.
    func delay(operations: Int, isAwaited: Bool, last: Int, sinceLast: Duration, waited: Duration) -> Duration {
        let gathering = gathering(after: last)
        if operations >= gathering.enough { return .zero }
        if isAwaited { return gathering.time - sinceLast }
        return patience - waited
    }
}
