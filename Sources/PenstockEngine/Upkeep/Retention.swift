internal import Logging
internal import PenstockCore
internal import Synchronization

/// Lets the store remove what nobody keeps any more: a thread that does nothing but ask the writer for a step now and
/// then. It ends before the writer does.
final class Retention: Sendable {
    private let policy: Mutex<RetentionPolicy>
    private let writer: Writer
    private let dispatcher: Dispatcher
    private let clock: EngineClock
    private let counters: EngineCounters
    private let logger: Logger
    private let alarm = Alarm()
    private let isStopping = Atomic(false)

    init(
        _ policy: RetentionPolicy,
        writer: Writer,
        dispatcher: Dispatcher,
        clock: EngineClock,
        counters: EngineCounters,
        logger: Logger
    ) {
        self.policy = Mutex(policy)
        self.writer = writer
        self.dispatcher = dispatcher
        self.clock = clock
        self.counters = counters
        self.logger = logger
    }

    /// The body of the thread; returns after ``stop()``.
    func run() {
        var pace = UpkeepPace()
        while !isStopping.load(ordering: .acquiring) {
            let operations = counters.reading.operations
            let rest = pace.rest(after: step(), operations: operations, now: clock.steady())
            if rest > .zero { alarm.wait(atMost: rest) }
        }
    }

    /// Takes another policy, from the next step on.
    func change(_ policy: RetentionPolicy) { self.policy.withLock { $0 = policy } }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        alarm.signal()
    }

    /// One step on the writer's thread.
    private func step() -> UpkeepReport? {
        let answer = Mutex<Result<UpkeepReport, StoreError>?>(nil)
        let done = Wake()
        let policy = policy.withLock { $0 }
        writer.perform { [clock] store in
            let result = Result { () throws(StoreError) in
                try store.maintain(policy, at: clock.wall(), budget: UpkeepPace.step)
            }
            answer.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        switch answer.withLock({ $0 }) {
        case .success(let report):
            for pipeline in report.released { dispatcher.isDue(pipeline, at: clock.steady()) }
            return report
        case .failure(let error):
            logger.warning("what is too old could not be removed; trying again later: \(error.message)")
            return nil
        case nil: return nil
        }
    }
}
