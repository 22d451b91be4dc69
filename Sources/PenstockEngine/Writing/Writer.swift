internal import PenstockCore
internal import Synchronization

/// The one thread that writes: gathers operations, commits them together, and hands out what came of them.
///
/// Completions run on the writer's thread, in the order the operations came, after their transaction is on disk.
final class Writer: Sendable {
    typealias Completion = @Sendable (StoreResult) -> Void

    private struct Item {
        var operation: StoreOperation
        var completion: Completion
    }

    private struct State {
        var items: [Item] = []
        /// Reads that must not run beside a transaction: claims.
        var reads: [@Sendable (any EventStore) -> Void] = []
        var isAwaited = false
        var oldest: ContinuousClock.Instant?
        var sleep = Sleep.none
        var isStopping = false
        var isStopped = false
        var failure: StoreError?
    }

    /// What the writer's thread waits for, so that nobody wakes it without need.
    private enum Sleep { case none, idle, gathering }

    private let store: any EventStore
    private let policy: CommitPolicy
    private let state = Mutex(State())
    private let wake = Alarm()
    private let clock = ContinuousClock()
    private let counters: EngineCounters
    /// Called once when the store can no longer be written: the process must end, for the disk is the truth.
    private let onFailure: @Sendable (StoreError) -> Void
    /// Called when all of a transaction's completions have run.
    private let afterCommit: @Sendable () -> Void

    init(
        store: any EventStore,
        policy: CommitPolicy = CommitPolicy(),
        counters: EngineCounters,
        afterCommit: @escaping @Sendable () -> Void,
        onFailure: @escaping @Sendable (StoreError) -> Void
    ) {
        self.store = store
        self.policy = policy
        self.counters = counters
        self.onFailure = onFailure
        self.afterCommit = afterCommit
    }

    /// Writes an operation with the next transaction.
    func enqueue(_ operation: StoreOperation, completion: @escaping Completion) {
        enqueue([(operation, completion)])
    }

    /// Writes operations with the next transaction, none of them earlier than another.
    func enqueue(_ operations: [(StoreOperation, Completion)]) {
        let refusal: StoreError? = state.withLock { state in
            if state.isStopped { return StoreError(.unavailable, "the host is shutting down") }
            if let failure = state.failure { return failure }
            for (operation, completion) in operations {
                state.items.append(Item(operation: operation, completion: completion))
                if !operation.isOutcome { state.isAwaited = true }
            }
            if state.oldest == nil { state.oldest = clock.now }
            wakeIfNeeded(&state)
            return nil
        }
        if let refusal { for (_, completion) in operations { completion(.failed(refusal)) } }
    }

    /// Runs a read between two transactions, on the writer's thread and connection.
    func perform(_ read: @escaping @Sendable (any EventStore) -> Void) {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.reads.append(read)
            if state.sleep != .none {
                state.sleep = .none
                wake.signal()
            }
        }
    }

    private func wakeIfNeeded(_ state: inout State) {
        switch state.sleep {
        case .none: return
        case .idle: break
        case .gathering: guard state.items.count >= policy.enough else { return }
        }
        state.sleep = .none
        wake.signal()
    }

    /// Writes what waits and ends the thread.
    func stop() {
        state.withLock { state in
            state.isStopping = true
            state.sleep = .none
            wake.signal()
        }
    }

    // MARK: - The thread

    private enum Next {
        case batch([Item], [@Sendable (any EventStore) -> Void])
        case wait(Duration?)
        case end
    }

    /// The body of the writer's thread; returns after ``stop()``.
    func run() {
        var lastBegan = clock.now - .seconds(1)
        while true {
            switch next(lastBegan) {
            case .batch(let items, let reads):
                lastBegan = clock.now
                commit(items)
                for read in reads { read(store) }
            case .wait(let duration?): wake.wait(atMost: duration)
            case .wait(nil): wake.wait()
            case .end: return
            }
        }
    }

    private func next(_ lastBegan: ContinuousClock.Instant) -> Next {
        state.withLock { state in
            if state.items.isEmpty && state.reads.isEmpty {
                if state.isStopping {
                    state.isStopped = true
                    return .end
                }
                state.sleep = .idle
                return .wait(nil)
            }
            if state.reads.isEmpty, !state.isStopping {
                let now = clock.now
                let delay = policy.delay(
                    operations: state.items.count,
                    isAwaited: state.isAwaited,
                    sinceLast: lastBegan.duration(to: now),
                    waited: (state.oldest ?? now).duration(to: now)
                )
                if delay > .zero {
                    // An append that joins outcomes shortens their wait, so it must be able to wake us.
                    state.sleep = state.isAwaited ? .gathering : .idle
                    return .wait(delay)
                }
            }
            defer {
                state.items.removeAll()
                state.reads.removeAll()
                state.isAwaited = false
                state.oldest = nil
                state.sleep = .none
            }
            return .batch(state.items, state.reads)
        }
    }

    private func commit(_ items: [Item]) {
        guard !items.isEmpty else { return }
        do throws(StoreError) {
            let results = try store.commit(items.map(\.operation))
            counters.committed(operations: items.count)
            for (item, result) in zip(items, results) { item.completion(result) }
            afterCommit()
        } catch {
            for item in items { item.completion(.failed(error)) }
            afterCommit()
            guard error.code == .unavailable || error.code == .corrupt else { return }
            let isFirst = state.withLock { state in
                defer { state.failure = error }
                return state.failure == nil
            }
            if isFirst { onFailure(error) }
        }
    }
}

extension StoreOperation {
    /// Whether nobody waits for it.
    fileprivate var isOutcome: Bool {
        if case .settle = self { true } else { false }
    }
}
