internal import PenstockCore
internal import Synchronization

/// The one thread that writes: gathers operations, commits them together, and hands out what came of them.
///
/// Completions run on the writer's thread, in the order the operations came, after their transaction is on disk.
final class Writer: Sendable {
    typealias Completion = @Sendable (StoreResult) -> Void

    fileprivate struct Item {
        var operation: StoreOperation
        var completion: Completion
        var bytes: Int
    }

    fileprivate struct State {
        var items: [Item] = []
        /// Reads that must not run beside a transaction: claims.
        var reads: [@Sendable (any EventStore) -> Void] = []
        var isAwaited = false
        var oldest: ContinuousClock.Instant?
        /// What waits and what is being committed.
        var load = WriterLoad()
        /// Since when the oldest of what is being committed had waited.
        var committing: ContinuousClock.Instant?
        var sleep = Sleep.none
        var isStopping = false
        var isStopped = false
        var failure: StoreError?
    }

    /// What the writer's thread waits for, so that nobody wakes it without need.
    fileprivate enum Sleep: Equatable {
        case none, idle
        /// Until so many operations wait, or its time is over.
        case gathering(until: Int)
    }

    private let store: any EventStore
    private let policy: CommitPolicy
    private let admission: Admission
    private let room = WaitingRoom()
    private let state = Mutex(State())
    private let wake = Alarm()
    private let clock = ContinuousClock()
    private let counters: EngineCounters
    /// Called once when the store can no longer be written: the process must end, for the disk is the truth.
    private let onFailure: @Sendable (StoreError) -> Void
    /// Called when all of a transaction's completions have run.
    private let afterCommit: @Sendable () -> Void
    /// Called when a transaction could not be written, and when one can again.
    private let onWritable: @Sendable (Bool) -> Void
    private let isWritable = Atomic<Bool>(true)

    init(
        store: any EventStore,
        policy: CommitPolicy = CommitPolicy(),
        admission: Admission = Admission(),
        counters: EngineCounters,
        afterCommit: @escaping @Sendable () -> Void,
        onWritable: @escaping @Sendable (Bool) -> Void = { _ in },
        onFailure: @escaping @Sendable (StoreError) -> Void
    ) {
        self.store = store
        self.policy = policy
        self.admission = admission
        self.counters = counters
        self.onFailure = onFailure
        self.afterCommit = afterCommit
        self.onWritable = onWritable
    }

    /// Writes an operation with the next transaction.
    func enqueue(_ operation: StoreOperation, completion: @escaping Completion) {
        enqueue([(operation, completion)])
    }

    /// Writes operations with the next transaction, none of them earlier than another.
    func enqueue(_ operations: [(StoreOperation, Completion)]) {
        let refusal: StoreError? = state.withLock { state in
            if let failure = state.failureNow { return failure }
            for (operation, completion) in operations { add(operation, operation.weight, completion, &state) }
            return nil
        }
        if let refusal { for (_, completion) in operations { completion(.failed(refusal)) } }
    }

    /// Writes events with the next transaction, as many of the first as there is room for.
    /// - Returns: How many were taken, and after what time the others may be offered again.
    func offer(_ operations: [(StoreOperation, Completion)]) -> (taken: Int, retryAfter: Duration?) {
        let weights = operations.map(\.0.weight)
        let (failure, answer) = state.withLock { state -> (StoreError?, (taken: Int, retryAfter: Duration?)) in
            if let failure = state.failureNow { return (failure, (operations.count, nil)) }
            let behind = state.behind(clock.now)
            for (index, (operation, completion)) in operations.enumerated() {
                state.load.behind = behind
                if let wait = admission.refusal(ofBytes: weights[index], state.load) { return (nil, (index, wait)) }
                add(operation, weights[index], completion, &state)
            }
            return (nil, (operations.count, nil))
        }
        if let failure { for (_, completion) in operations { completion(.failed(failure)) } }
        return answer
    }

    /// Writes events with the next transaction, all of them or none.
    /// - Returns: After what time they may be offered again; nil where they were taken.
    func offerWhole(_ operations: [(StoreOperation, Completion)]) -> Duration? {
        let weights = operations.map(\.0.weight)
        let (failure, wait) = state.withLock { state -> (StoreError?, Duration?) in
            if let failure = state.failureNow { return (failure, nil) }
            var load = state.load
            load.behind = state.behind(clock.now)
            if let wait = admission.refusal(ofBytes: weights.reduce(0, +), load) { return (nil, wait) }
            for (index, (operation, completion)) in operations.enumerated() {
                add(operation, weights[index], completion, &state)
            }
            return (nil, nil)
        }
        if let failure { for (_, completion) in operations { completion(.failed(failure)) } }
        return wait
    }

    /// Waits until an event may be offered again.
    /// - Returns: False when there was no room in that time.
    func waitForRoom(atMost patience: Duration) async -> Bool {
        await room.wait(atMost: patience)
    }

    /// Whether somebody waits for room.
    var hasWaiters: Bool { !room.isEmpty }

    /// What the writer has before it.
    var load: WriterLoad {
        state.withLock { state in
            var load = state.load
            load.behind = state.behind(clock.now)
            return load
        }
    }

    private func add(
        _ operation: StoreOperation,
        _ bytes: Int,
        _ completion: @escaping Completion,
        _ state: inout State
    ) {
        state.items.append(Item(operation: operation, completion: completion, bytes: bytes))
        state.load.operations += 1
        state.load.bytes += bytes
        if !operation.isOutcome { state.isAwaited = true }
        if state.oldest == nil { state.oldest = clock.now }
        wakeIfNeeded(&state)
    }

    /// Runs a read, or a transaction of its own, between two transactions, on the writer's thread and connection.
    /// - Returns: False where the thread has ended, and it does not run.
    @discardableResult
    func perform(_ read: @escaping @Sendable (any EventStore) -> Void) -> Bool {
        state.withLock { state in
            guard !state.isStopped else { return false }
            state.reads.append(read)
            if state.sleep != .none {
                state.sleep = .none
                wake.signal()
            }
            return true
        }
    }

    private func wakeIfNeeded(_ state: inout State) {
        switch state.sleep {
        case .none: return
        case .idle: break
        case .gathering(let enough): guard state.items.count >= enough else { return }
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
        // Those who wait for room are answered with the rest.
        room.admit(.max)
    }

    // MARK: - The thread

    private enum Next {
        case batch([Item], [@Sendable (any EventStore) -> Void])
        case wait(Duration?)
        case end
    }

    /// The body of the writer's thread; returns after ``stop()``.
    func run() {
        var last = (began: clock.now - .seconds(1), operations: 0)
        while true {
            switch next(last) {
            case .batch(let items, let reads):
                last = (clock.now, items.count)
                commit(items)
                for read in reads { read(store) }
            case .wait(let duration?): wake.wait(atMost: duration)
            case .wait(nil): wake.wait()
            case .end: return
            }
        }
    }

    private func next(_ last: (began: ContinuousClock.Instant, operations: Int)) -> Next {
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
                    last: last.operations,
                    sinceLast: last.began.duration(to: now),
                    waited: (state.oldest ?? now).duration(to: now)
                )
                if delay > .zero {
                    // An append that joins outcomes shortens their wait, so it must be able to wake us.
                    let enough = policy.gathering(after: last.operations).enough
                    state.sleep = state.isAwaited ? .gathering(until: enough) : .idle
                    return .wait(delay)
                }
            }
            defer {
                state.items.removeAll()
                state.reads.removeAll()
                state.isAwaited = false
                state.committing = state.oldest
                state.oldest = nil
                state.sleep = .none
            }
            return .batch(state.items, state.reads)
        }
    }

    private func commit(_ items: [Item]) {
        guard !items.isEmpty else { return }
        let began = clock.now
        defer { done(items, since: began) }
        do throws(StoreError) {
            let results = try store.commit(items.map(\.operation))
            become(writable: true)
            counters.committed(operations: items.count, within: began.duration(to: clock.now))
            for (item, result) in zip(items, results) { item.completion(result) }
            afterCommit()
        } catch {
            become(writable: false)
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

    private func become(writable: Bool) {
        guard isWritable.exchange(writable, ordering: .relaxed) != writable else { return }
        onWritable(writable)
    }

    /// Takes what was committed off the load, and lets in who waits for room.
    private func done(_ items: [Item], since began: ContinuousClock.Instant) {
        let now = clock.now
        let room = state.withLock { state in
            state.load.operations -= items.count
            state.load.bytes -= items.reduce(0) { $0 + $1.bytes }
            state.committing = nil
            let seconds = max(began.duration(to: now) / .seconds(1), 1e-6)
            let pace = Double(items.count) / seconds
            // Of late: a disk that slows down is noticed within a few commits.
            state.load.pace = state.load.pace.map { $0 * 0.75 + pace * 0.25 } ?? pace
            var load = state.load
            load.behind = state.behind(now)
            return admission.room(load)
        }
        if !self.room.isEmpty { self.room.admit(room) }
    }
}

extension Writer.State {
    /// Why nothing more can be written.
    fileprivate var failureNow: StoreError? {
        isStopped ? StoreError(.unavailable, "the host is shutting down") : failure
    }

    /// How long ago the oldest operation came that is not on disk.
    fileprivate func behind(_ now: ContinuousClock.Instant) -> Duration {
        (committing ?? oldest)?.duration(to: now) ?? .zero
    }
}

extension StoreOperation {
    /// Whether nobody waits for it.
    fileprivate var isOutcome: Bool {
        switch self {
        case .settle, .noteUse: true
        default: false
        }
    }

    /// What it weighs in memory, in bytes, about.
    fileprivate var weight: Int {
        switch self {
        case .append(let event), .fire(_, let event, _): event.tail.count + 256
        case .learn(let request): request.request.count + 256
        case .settle(let settlement):
            (settlement.rendered?.body.count ?? 0) + 256
                + settlement.pluginState.reduce(0) { $0 + $1.key.key.count + ($1.value?.bytes.count ?? 0) + 128 }
        default: 256
        }
    }
}
