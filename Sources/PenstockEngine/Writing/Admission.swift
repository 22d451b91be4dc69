/// What the writer has before it: what waits, and what is being committed.
package struct WriterLoad: Sendable, Equatable {
    package var operations = 0
    /// What they weigh in memory, about.
    package var bytes = 0
    /// How long ago the oldest of them came; zero when there is none.
    package var behind = Duration.zero
    /// Operations that have been done in a second of late; nil before any was.
    package var pace: Double?

    package init() {}
}

/// Decides whether an event is taken in, from what the writer has before it. Pure.
///
/// A sender that is told to come back in some seconds does so; one whose request hangs gives up, sends the event again,
/// and so doubles the load. Outcomes are never refused: they make room.
struct Admission: Sendable {
    /// More operations than this do not wait.
    var operations = 20_000
    /// Nor do more bytes; one event alone may have more.
    var bytes = 64 << 20
    /// A writer that is so far behind takes no events.
    var behind = Duration.seconds(2)

    /// The least and the most that a sender is asked to wait.
    private static let wait: (least: Duration, most: Duration) = (.seconds(1), .seconds(30))

    /// After what time to offer an event again; nil to take it in now.
    /// - Parameter bytes: What it weighs.
    func refusal(ofBytes bytes: Int, _ load: WriterLoad) -> Duration? {
        let hasRoom = load.operations < operations && (load.operations == 0 || load.bytes + bytes <= self.bytes)
        guard !hasRoom || load.behind > behind else { return nil }
        return Self.retryAfter(load)
    }

    /// How many who wait for room may try again.
    func room(_ load: WriterLoad) -> Int {
        guard load.behind <= behind, load.bytes < bytes else { return 0 }
        return max(operations - load.operations, 0)
    }

    /// The time in which what waits should be done, in whole seconds. A writer that stands still has no pace: then as
    /// long as it has stood.
    private static func retryAfter(_ load: WriterLoad) -> Duration {
        let draining = load.pace.map { $0 > 0 ? Double(load.operations) / $0 : 0 } ?? 0
        let seconds = max(Duration.seconds(min(draining, 3600)), load.behind)
        let whole = seconds.components.seconds + (seconds.components.attoseconds > 0 ? 1 : 0)
        return min(max(.seconds(whole), wait.least), wait.most)
    }
}
