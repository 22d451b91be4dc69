internal import Synchronization

/// Those who wait until the writer has room, first come first served, each for a bounded time.
final class WaitingRoom: Sendable {
    private struct State {
        var last: UInt64 = 0
        var waiting: [(id: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
    }

    /// More than these are sent away at once: each holds an event in memory.
    private static let seats = 4096

    private let state = Mutex(State())
    /// How many wait, so that a commit that nobody waits for costs no lock.
    private let count = Atomic<Int>(0)

    var isEmpty: Bool { count.load(ordering: .relaxed) == 0 }

    /// Waits for its turn.
    /// - Returns: Whether there may be room now; false when the time is over, or when too many wait.
    func wait(atMost patience: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            let id: UInt64? = state.withLock { state in
                guard state.waiting.count < Self.seats else { return nil }
                state.last += 1
                state.waiting.append((state.last, continuation))
                count.add(1, ordering: .relaxed)
                return state.last
            }
            guard let id else { return continuation.resume(returning: false) }
            Task {
                try? await Task.sleep(for: patience)
                giveUp(id)
            }
        }
    }

    /// Lets the first so many try again.
    func admit(_ number: Int) {
        let first = state.withLock { state in
            let first = state.waiting.prefix(max(number, 0))
            state.waiting.removeFirst(first.count)
            count.subtract(first.count, ordering: .relaxed)
            return first
        }
        for waiter in first { waiter.continuation.resume(returning: true) }
    }

    private func giveUp(_ id: UInt64) {
        let continuation = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
            count.subtract(1, ordering: .relaxed)
            return state.waiting.remove(at: index).continuation
        }
        continuation?.resume(returning: false)
    }
}
