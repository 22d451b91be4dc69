internal import Synchronization

/// What happens, told to those who watch. Whoever is too slow misses something and is told how much; the engine never
/// waits, and pays one look at a number where nobody watches.
final class Feed: Sendable {
    private struct State {
        var last: UInt64 = 0
        var buffers: [UInt64: FeedBuffer] = [:]
        var isOver = false
    }

    /// More do not watch at once.
    static let seats = 32

    private let state = Mutex(State())
    private let count = Atomic<Int>(0)
    private let missedItems = Atomic<Int>(0)

    /// How many watch.
    var watchers: Int { count.load(ordering: .relaxed) }
    /// What watchers have missed, all together, since the start.
    var missed: Int { missedItems.load(ordering: .relaxed) }

    /// Tells the watchers of something.
    /// - Parameter item: Made only where somebody watches.
    func publish(_ item: () -> FeedItem) {
        guard watchers > 0 else { return }
        let item = item()
        for buffer in state.withLock({ Array($0.buffers.values) }) where buffer.filter.wants(item) {
            if !buffer.put(item) { missedItems.add(1, ordering: .relaxed) }
        }
    }

    /// A seat, given back when the watcher is released; nil where there is none.
    func watch(_ filter: FeedFilter) -> FeedWatcher? {
        let buffer = FeedBuffer(filter)
        let id: UInt64? = state.withLock { state in
            guard !state.isOver, state.buffers.count < Self.seats else { return nil }
            state.last += 1
            state.buffers[state.last] = buffer
            count.store(state.buffers.count, ordering: .relaxed)
            return state.last
        }
        guard let id else { return nil }
        return FeedWatcher(buffer) { [weak self] in self?.leave(id) }
    }

    private func leave(_ id: UInt64) {
        state.withLock { state in
            state.buffers[id] = nil
            count.store(state.buffers.count, ordering: .relaxed)
        }
    }

    /// Ends all watching, for good.
    func end() {
        let buffers = state.withLock { state in
            state.isOver = true
            return Array(state.buffers.values)
        }
        for buffer in buffers { buffer.end() }
    }
}
