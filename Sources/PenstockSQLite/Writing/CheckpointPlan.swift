/// When the write-ahead log is copied into the file. Pure.
///
/// Under load the log never ends, so a copy made beside the writer (`passive`) cannot let it begin anew; the writer has
/// to (`restart`), and that is quick when nearly all has been copied before.
struct CheckpointPlan: Sendable {
    enum Action: Equatable { case none, passive, restart }

    /// Pages in the log at which copying beside the writer begins.
    var passiveAt = 14_000
    /// Pages at which the writer begins the log anew: 64 MB.
    var restartAt = 16_000
    /// Pages between two tries when a reader stood in the way.
    var again = 500

    private var hasCopied = false
    private var restartNotBefore = 0

    init(passiveAt: Int = 14_000, restartAt: Int = 16_000, again: Int = 500) {
        self.passiveAt = passiveAt
        self.restartAt = restartAt
        self.again = again
    }

    /// Decides after a commit.
    /// - Parameters:
    ///   - pages: In the log now.
    ///   - isCopying: Whether the copy beside the writer still runs.
    mutating func afterCommit(pages: Int, isCopying: Bool) -> Action {
        guard pages >= passiveAt else {
            // Below: SQLite began the log anew by itself, or this plan did.
            hasCopied = false
            restartNotBefore = 0
            return .none
        }
        if !hasCopied {
            hasCopied = true
            return .passive
        }
        // Only one checkpoint runs at a time; the writer must not wait for the other.
        guard !isCopying, pages >= max(restartAt, restartNotBefore) else { return .none }
        restartNotBefore = pages + again
        return .restart
    }
}
