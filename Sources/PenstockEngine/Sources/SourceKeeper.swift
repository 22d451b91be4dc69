internal import Logging
internal import PenstockCore
internal import PenstockPipelines
internal import Synchronization

/// A thread that writes now and then what is known of sources, and tells when one has been silent for too long. It ends
/// before the writer does.
final class SourceKeeper: Sendable {
    private let ledger: SourceLedger
    private let generations: Generations
    private let writer: Writer
    private let dispatcher: Dispatcher
    private let clock: EngineClock
    private let logger: Logger
    private let alarm = Alarm()
    private let isStopping = Atomic(false)

    /// How often it looks.
    private static let pace = Duration.seconds(3)

    init(
        _ ledger: SourceLedger,
        generations: Generations,
        writer: Writer,
        dispatcher: Dispatcher,
        clock: EngineClock,
        logger: Logger
    ) {
        self.ledger = ledger
        self.generations = generations
        self.writer = writer
        self.dispatcher = dispatcher
        self.clock = clock
        self.logger = logger
    }

    /// The body of the thread; returns after ``stop()``, when all is written.
    func run() {
        while !isStopping.load(ordering: .acquiring) {
            tick(at: clock.wall())
            alarm.wait(atMost: Self.pace)
        }
        write()
    }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        alarm.signal()
    }

    /// Looks once.
    func tick(at now: Timestamp) {
        let generation = generations.current
        for source in generation.set.sources.sources where source.isEnabled {
            if let every = source.expected { listen(for: source, every, generation, now) }
        }
        write()
    }

    // MARK: - Silence

    private func listen(for source: Source, _ every: Duration, _ generation: Generation, _ now: Timestamp) {
        let memory = ledger[source.name]
        if memory.expectedSince == nil { ledger.change(source.name) { $0.expectedSince = now } }
        guard let since = memory.untoldSilence(of: every, at: now) else { return }
        let events = generation.events.silent(source.name, every: every, last: memory.lastEvent, at: now)
        var told = memory
        told.toldSilence = since
        // In one transaction: after a crash it was told and is known to be, or neither.
        let result = write(events, source.name, told)
        guard case .success = result else {
            logger.warning("a silence could not be told yet", metadata: ["source": "\(source.name)"])
            return
        }
        ledger.change(source.name) { $0.toldSilence = since }
        logger.warning(
            "nothing came to the source for too long",
            metadata: ["source": "\(source.name)", "since": "\(since)", "expected-every": "\(every.text)"]
        )
    }

    private func write(_ events: [NewEvent], _ name: String, _ memory: SourceMemory) -> Result<Void, StoreError> {
        let failure = Mutex<StoreError?>(nil)
        let done = Wake()
        var operations: [(StoreOperation, Writer.Completion)] = events.map { event in
            (
                .append(event),
                { [dispatcher] result in
                    switch result {
                    case .appended(let appended): dispatcher.note(.appended(appended))
                    case .failed(let error): failure.withLock { $0 = error }
                    default: break
                    }
                }
            )
        }
        operations.append(
            (
                .note(source: name, memory.bytes),
                { result in
                    if case .failed(let error) = result { failure.withLock { $0 = error } }
                    done.signal()
                }
            )
        )
        writer.enqueue(operations)
        done.wait()
        return failure.withLock { $0 }.map { .failure($0) } ?? .success(())
    }

    // MARK: - What is known

    private func write() {
        for (name, bytes) in ledger.takeChanged() {
            writer.enqueue(.note(source: name, bytes)) { [ledger, logger] result in
                guard case .failed(let error) = result else { return }
                logger.debug("what is known of a source could not be kept: \(error.message)")
                ledger.putBack(name)
            }
        }
    }
}
