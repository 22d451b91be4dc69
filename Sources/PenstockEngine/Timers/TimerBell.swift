internal import PenstockCore
internal import Synchronization

/// Wakes the keeper of timers when it has something to do earlier than it thought.
final class TimerBell: Sendable {
    private struct State {
        /// When the next timer is due, as far as the keeper knows; all there is wakes it while it does not.
        var next = Timestamp(microseconds: .max)
        /// Whether timers may have been made under other rules than those that run.
        var mayBeStale = true
    }

    private let state = Mutex(State())
    private let alarm = Alarm()

    /// Takes note of timers that were made.
    /// - Parameter rules: Those that run.
    func made(_ timers: AppendedTimers, rules: KeyDigest) {
        let rings = state.withLock { state in
            if timers.rules != rules { state.mayBeStale = true }
            return timers.rules != rules || timers.firstDue < state.next
        }
        if rings { alarm.signal() }
    }

    /// Other rules run from now on.
    func rulesChanged() {
        state.withLock { $0.mayBeStale = true }
        alarm.signal()
    }

    /// Wakes the keeper, whatever it knows.
    func ring() { alarm.signal() }

    // MARK: The keeper's side

    /// Whether there may be stale timers; not any more, unless it is said again.
    func takeStaleness() -> Bool {
        state.withLock { state in
            defer { state.mayBeStale = false }
            return state.mayBeStale
        }
    }

    func isStale() { state.withLock { $0.mayBeStale = true } }

    /// The keeper looks for the next timer: until it has found it, whatever is made wakes it.
    func looks() { state.withLock { $0.next = Timestamp(microseconds: .max) } }

    func found(_ next: Timestamp?) {
        guard let next else { return }
        state.withLock { $0.next = next }
    }

    func wait(atMost duration: Duration) { alarm.wait(atMost: duration) }
}
