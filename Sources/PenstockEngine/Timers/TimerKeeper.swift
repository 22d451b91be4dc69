internal import Logging
internal import PenstockCore
internal import Synchronization

/// A thread that lets pending timers become events when their time has come, and carries out what a change of the catalog
/// does to them. It ends before the writer does.
///
/// Follows the wall clock, as people do: it may jump, so no sleep is long.
final class TimerKeeper: Sendable {
    private let store: any EventStore
    private let generations: Generations
    private let writer: Writer
    private let arrivals: Arrivals
    private let bell: TimerBell
    private let clock: EngineClock
    private let logger: Logger
    private let isStopping = Atomic(false)

    /// How many timers fire, or events are revised, in one transaction.
    private static let batch = 128
    /// The longest sleep.
    private static let pace = Duration.seconds(30)
    /// After something failed.
    private static let rest = Duration.seconds(10)

    init(
        store: any EventStore,
        generations: Generations,
        writer: Writer,
        arrivals: Arrivals,
        clock: EngineClock,
        logger: Logger
    ) {
        self.store = store
        self.generations = generations
        self.writer = writer
        self.arrivals = arrivals
        bell = arrivals.bell
        self.clock = clock
        self.logger = logger
    }

    /// The body of the thread; returns after ``stop()``.
    func run() {
        while !isStopping.load(ordering: .acquiring) {
            let rest = turn()
            if rest > .zero { bell.wait(atMost: rest) }
        }
    }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        bell.ring()
    }

    /// Does a bounded piece of work.
    /// - Returns: How long there is nothing more to do.
    func turn() -> Duration {
        do throws(StoreError) {
            // First, so that nothing fires that is no longer declared.
            if try catchUp() { return .zero }
            if try fire() { return .zero }
            bell.looks()
            let next = try store.nextTimer()
            bell.found(next)
            guard let next else { return Self.pace }
            return min(max(next - clock.wall(), .zero), Self.pace)
        } catch {
            logger.warning("timers could not be looked after; trying again: \(error.message)")
            return Self.rest
        }
    }

    // MARK: - Firing

    /// Lets timers fire that are due.
    /// - Returns: Whether there were any.
    private func fire() throws(StoreError) -> Bool {
        let due = try store.dueTimers(by: clock.wall(), limit: Self.batch)
        guard !due.isEmpty else { return false }
        let intake = generations.current.intake
        let now = clock.wall()
        try write(
            due.map { timer in
                do throws(IntakeError) {
                    return .fire(timer.id, try intake.complete(timer), at: now)
                } catch {
                    logger.error(
                        "a timer's event was refused, and is cancelled: \(error.message)",
                        metadata: ["type": "\(timer.emit)", "of": "\(timer.origin.id)"]
                    )
                    return .cancelTimer(timer.id, Reason(code: "refused", text: error.message), at: now)
                }
            }
        )
        return true
    }

    // MARK: - Another catalog

    /// Brings timers up to the rules that run. What is done is in the store, so that a restart goes on.
    /// - Returns: Whether there may be more.
    private func catchUp() throws(StoreError) -> Bool {
        guard bell.takeStaleness() else { return false }
        do throws(StoreError) {
            let planning = generations.current.intake.timers
            let isBehind = if try revise(planning) { true } else { try makePast(planning) }
            if isBehind { bell.isStale() }
            return isBehind
        } catch {
            bell.isStale()
            throw error
        }
    }

    /// Revises some of the timers that were made under other rules.
    /// - Returns: Whether there were any.
    private func revise(_ planning: TimerPlanning) throws(StoreError) -> Bool {
        guard let stale = try store.timerRules().first(where: { $0.digest != planning.digest(of: $0.type) }) else {
            return false
        }
        let sets = try store.timerSets(under: stale, after: nil, limit: Self.batch)
        let now = clock.wall()
        try write(sets.map { .reviseTimers(planning.revision(of: $0, at: now)) })
        return true
    }

    /// Makes timers of some of the events that were accepted before the rules.
    /// - Returns: Whether there was something to look at.
    private func makePast(_ planning: TimerPlanning) throws(StoreError) -> Bool {
        guard let place = planning.place(after: try store.timerWalk()) else { return false }
        let page = try store.selectEvents(planning.pastEvents, after: place, limit: Self.batch)
        try write([.makePastTimers(planning.past(page, behind: place, at: clock.wall()))])
        return true
    }

    // MARK: - Writing

    /// Writes operations and waits for them. One that no longer fits its timer is passed over.
    private func write(_ operations: [StoreOperation]) throws(StoreError) {
        let failure = Mutex<StoreError?>(nil)
        let done = Wake()
        writer.enqueue(
            operations.map { operation in
                (
                    operation,
                    { [arrivals] result in
                        switch result {
                        case .fired(let appended): arrivals.fired(appended)
                        case .failed(let error) where error.code != .conflict: failure.withLock { $0 = error }
                        default: break
                        }
                        done.signal()
                    }
                )
            }
        )
        for _ in operations { done.wait() }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
