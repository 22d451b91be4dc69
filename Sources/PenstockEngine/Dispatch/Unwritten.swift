internal import Synchronization

/// Outcomes that could not be written because the disk is full: kept, with their slots, and written again later.
final class Unwritten: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        /// Those that wait and those that are being written again.
        var count = 0
    }

    private let state = Mutex(State())

    /// Keeps an outcome.
    /// - Parameter isAgain: Whether it was kept before.
    func keep(isAgain: Bool, _ write: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.waiting.append(write)
            if !isAgain { state.count += 1 }
        }
    }

    /// An outcome that was kept is written, or not worth writing any more.
    /// - Returns: Whether it was the last one.
    func settled() -> Bool {
        state.withLock { state in
            state.count -= 1
            return state.count == 0
        }
    }

    /// Writes what waits again.
    /// - Returns: Whether anything did.
    func writeAgain() -> Bool {
        let waiting = state.withLock { state in
            defer { state.waiting.removeAll() }
            return state.waiting
        }
        for write in waiting { write() }
        return !waiting.isEmpty
    }
}
