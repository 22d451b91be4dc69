internal import PenstockCore

/// A way through a table by its key, oldest rows first, up to those that are too young. Pure.
///
/// Rows that must stay (their delivery is open) are passed by, so the way is gone again from its beginning now and
/// then: no more often than once in `pause`, and so seldom that going takes a hundredth of the time at most.
struct Walk: Sendable {
    /// Rows up to this key were looked at.
    private(set) var cursor: Int64 = 0
    private var began: Timestamp?
    private var spent = Duration.zero

    static let share = 100

    /// Sets out, or goes on where it was.
    mutating func setOut(at now: Timestamp, pause: Duration) {
        // A clock that was set back must not stop the walk for as long.
        if let began, began <= now, now - began < max(pause, spent * Self.share) { return }
        cursor = 0
        began = now
        spent = .zero
    }

    mutating func move(to key: Int64, taking duration: Duration) {
        cursor = key
        spent += duration
    }
}

/// The walks of a store, each by its chore; lost with the process, and then begun anew.
struct Walks: Sendable {
    private var walks: [Chore.Name: Walk] = [:]
    /// Pipelines that have deliveries due because of what the step removed.
    var released: Set<PipelineID> = []

    subscript(name: Chore.Name) -> Walk {
        get { walks[name, default: Walk()] }
        set { walks[name] = newValue }
    }
}
