internal import Synchronization

/// One who watches the feed: takes what there is, when there is time for it. One task at a time.
package final class FeedWatcher: Sendable {
    private let buffer: FeedBuffer
    private let leave: @Sendable () -> Void

    init(_ buffer: FeedBuffer, leave: @escaping @Sendable () -> Void) {
        self.buffer = buffer
        self.leave = leave
    }

    deinit { leave() }

    /// What has happened since the last call.
    package struct Batch: Sendable, Equatable {
        package var items: [FeedItem]
        /// How many more there were, for which there was no room.
        package var missed: Int
    }

    /// Waits until something happened or ``wake()`` was called.
    /// - Returns: What happened, nothing perhaps; nil when the host stops.
    package func next() async -> Batch? { await buffer.take() }

    /// Makes the one who waits look up: for a sign of life where nothing happens.
    package func wake() { buffer.wake() }
}

/// A watcher's share of the feed that it has not taken yet.
final class FeedBuffer: Sendable {
    private struct State {
        var items: [FeedItem] = []
        var missed = 0
        var isOver = false
        var isWoken = false
        var waiting: CheckedContinuation<FeedWatcher.Batch?, Never>?

        mutating func taken() -> FeedWatcher.Batch? {
            defer { (items, missed, isWoken) = ([], 0, false) }
            return isOver && items.isEmpty && missed == 0 ? nil : FeedWatcher.Batch(items: items, missed: missed)
        }

        /// The one who waits, and what to tell them.
        mutating func release() -> (CheckedContinuation<FeedWatcher.Batch?, Never>, FeedWatcher.Batch?)? {
            guard let waiting else { return nil }
            self.waiting = nil
            return (waiting, taken())
        }
    }

    /// More than these are not kept for a watcher.
    static let room = 1024

    let filter: FeedFilter
    private let state = Mutex(State())

    init(_ filter: FeedFilter) { self.filter = filter }

    /// Adds what happened; false when there is no room.
    func put(_ item: FeedItem) -> Bool {
        let (isKept, released) = state.withLock { state in
            let isKept = state.items.count < Self.room
            if isKept { state.items.append(item) } else { state.missed += 1 }
            return (isKept, state.release())
        }
        released.map { $0.0.resume(returning: $0.1) }
        return isKept
    }

    func take() async -> FeedWatcher.Batch? {
        await withCheckedContinuation { continuation in
            let now: FeedWatcher.Batch?? = state.withLock { state in
                if !state.items.isEmpty || state.missed > 0 || state.isOver || state.isWoken {
                    return .some(state.taken())
                }
                state.waiting = continuation
                return nil
            }
            if let now { continuation.resume(returning: now) }
        }
    }

    func wake() { change { $0.isWoken = true } }
    func end() { change { $0.isOver = true } }

    private func change(_ change: (inout sending State) -> Void) {
        let released = state.withLock { state in
            change(&state)
            return state.release()
        }
        released.map { $0.0.resume(returning: $0.1) }
    }
}
