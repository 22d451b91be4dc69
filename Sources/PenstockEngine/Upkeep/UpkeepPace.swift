internal import PenstockCore

/// Decides how long upkeep rests between two steps. Pure.
///
/// Each step holds the writer up for about ``step``, so under load steps are few: but enough that what is removed keeps
/// pace with what comes in, and more when it has long not done so. When nobody else writes, nothing is held up.
struct UpkeepPace: Sendable {
    /// How long one step may take, about.
    static let step = Duration.milliseconds(5)
    /// Between steps under load: a fifth of the writer's time.
    static let steady = Duration.milliseconds(20)
    /// The same when upkeep has long been behind: half of it.
    static let pressed = Duration.milliseconds(5)
    static let patience = Duration.seconds(30)
    /// When nothing is left to remove: of what grows old while events flow, and while they do not.
    static let whenDone = Duration.seconds(1)
    static let whenIdle = Duration.seconds(15)
    /// After a step that failed.
    static let afterFailure = Duration.seconds(30)

    private var behindSince: Timestamp?
    private var operations = 0

    /// How long to rest after a step.
    /// - Parameters:
    ///   - report: What the step did; nil where it failed.
    ///   - operations: All that was ever written beside upkeep.
    mutating func rest(after report: UpkeepReport?, operations: Int, now: Timestamp) -> Duration {
        let isIdle = operations == self.operations
        self.operations = operations
        guard let report else { return Self.afterFailure }
        guard !report.isDone else {
            behindSince = nil
            return isIdle ? Self.whenIdle : Self.whenDone
        }
        if isIdle { return .zero }
        let since = behindSince ?? now
        behindSince = since
        return now - since < Self.patience ? Self.steady : Self.pressed
    }
}
