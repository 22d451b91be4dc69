internal import PenstockCore
internal import Synchronization

/// How a pipeline's endpoint does: its breaker, in a lock of its own, because every attempt's end asks it and must not
/// wait for the dispatcher.
final class LaneHealth: Sendable {
    private struct State {
        var breaker: Breaker
        var resumedAt: Timestamp?
    }

    private let state: Mutex<State>

    private let policy: Breaker.Policy

    init(policy: Breaker.Policy = Breaker.Policy()) {
        self.policy = policy
        state = Mutex(State(breaker: Breaker(policy: policy)))
    }

    /// Takes up what a restart found, before the first attempt.
    func recall(_ memory: LaneMemory) {
        state.withLock { state in
            state = State(breaker: Breaker(policy: policy, opening: memory.opening), resumedAt: memory.resumedAt)
        }
    }

    func answered(isProbe: Bool, at now: Timestamp) -> Breaker.Change {
        state.withLock { $0.breaker.answered(isProbe: isProbe, at: now) }
    }

    func failed(
        _ failure: Breaker.Failure,
        isProbe: Bool,
        at now: Timestamp,
        wall: Timestamp,
        draw: Double
    ) -> Breaker.Change {
        state.withLock { $0.breaker.failed(failure, isProbe: isProbe, at: now, wall: wall, draw: draw) }
    }

    func note(_ change: (inout Breaker.Opening) -> Void) { state.withLock { $0.breaker.note(change) } }

    /// A person let the pipeline go on.
    func resumed(at wall: Timestamp) { state.withLock { $0.resumedAt = wall } }

    /// What does not work, or nil.
    var opening: Breaker.Opening? { state.withLock { $0.breaker.opening } }

    /// What is to be kept.
    var memory: LaneMemory {
        state.withLock { LaneMemory(opening: $0.breaker.opening, resumedAt: $0.resumedAt) }
    }
}
