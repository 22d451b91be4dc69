package import Logging
package import PenstockCore
package import PenstockPipelines
package import PenstockPlugins
internal import ServiceLifecycle
internal import Synchronization

/// What the engine is made of.
package struct EngineConfiguration: Sendable {
    /// Threads that run stages.
    package var stageThreads: Int
    /// How long attempts in flight may take to end when the host stops.
    package var drain: Duration
    /// How long each class of things is kept.
    package var retention: RetentionPolicy
    package var clock: EngineClock
    /// How much may wait to be written before events are refused.
    var admission = Admission()
    /// Deliveries in work at most, of all pipelines together.
    package var slots: Int
    /// The figures of the stages, as those were given them when they were configured.
    package var pluginMetrics: PluginMetrics

    package init(
        stageThreads: Int = 2,
        drain: Duration = .seconds(10),
        retention: RetentionPolicy = .standard,
        clock: EngineClock = .system(),
        slots: Int = 4096,
        pluginMetrics: PluginMetrics = PluginMetrics()
    ) {
        self.stageThreads = stageThreads
        self.drain = drain
        self.retention = retention
        self.clock = clock
        self.slots = slots
        self.pluginMetrics = pluginMetrics
    }

    /// With another bound to what waits.
    init(admission: Admission) {
        self.init()
        self.admission = admission
    }
}

/// What happens between HTTP in and transport out: intake, dispatch, settling.
package final class Engine: Service {
    package let store: any EventStore
    let generations: Generations
    /// Where sets of pipelines are built and ended.
    package let workshop = Workshop()
    /// Where events are run through pipelines aside.
    let trials = Workshop(name: "trials")
    let liveTokens = LiveTokens()
    /// Where the stages of sources are called.
    let mappings = Workshop(name: "sources")
    /// How sources fare.
    let ledger: SourceLedger
    let keeper: SourceKeeper
    /// Who is told of events.
    let arrivals: Arrivals
    let bell = TimerBell()
    let timers: TimerKeeper
    let counters = EngineCounters()
    let feed = Feed()
    var clock: EngineClock { configuration.clock }
    let configuration: EngineConfiguration
    let logger: Logger
    let writer: Writer
    let dispatcher: Dispatcher
    let jobs: JobRunner
    private let runner: StageRunner
    let retention: Retention
    let backups: Backups
    let reads = ReadPool()
    let inFlight = InFlight()
    /// What stages keep from delivery to delivery.
    let pluginState: PluginStateView
    let directories: DirectoryView
    /// What stood before events when they were accepted.
    let history: HistoryView
    let settler: Settler
    /// Held while one set takes the place of another.
    let replacing = Mutex(Replacing())
    /// What faults came before; nil where nobody records them.
    let faults: FaultBook?
    private let watchdog: Watchdog
    let trafficMeter: TrafficMeter
    private let state = Mutex(State.starting([]))
    /// Why the engine can no longer work; the process must end.
    private let failure: AsyncStream<StoreError>
    private let failed: AsyncStream<StoreError>.Continuation

    private enum State {
        /// With those who wait until it takes events.
        case starting([CheckedContinuation<Void, Never>])
        case running, stopping
    }

    private static let readThreads = 2

    /// What runs at present.
    var current: Generation { generations.current }

    /// Takes the pipelines into the store and readies every stage; nothing is delivered before ``run()``.
    /// - Parameter faults: Where faults of plugins are recorded; nil where they end the process.
    /// - Throws: A ``StoreError``, or ``CannotStart`` when a transport cannot start.
    package init(
        store: any EventStore,
        set: PipelineSet,
        catalog: Catalog,
        plugins: PluginSet,
        configuration: EngineConfiguration = EngineConfiguration(),
        faults: FaultBook? = nil,
        logger: Logger
    ) throws {
        self.store = store
        self.faults = faults
        self.configuration = configuration
        self.logger = logger
        let clock = configuration.clock
        trafficMeter = TrafficMeter(counters, clock)
        let generations = Generations(.nothing(in: store, workshop, clock, logger))
        self.generations = generations
        (failure, failed) = AsyncStream.makeStream()
        let suspects = Suspects(faults, plugins: Set(set.pipelines.flatMap(\.plugins)))
        try suspects.readmit(into: store, clock: clock)
        ledger = SourceLedger(try store.sourceMemories())
        let dispatcher = Dispatcher(
            lanes: [],
            slots: configuration.slots,
            suspects: suspects.retried,
            clock: clock
        )
        self.dispatcher = dispatcher
        writer = Writer(
            store: store,
            admission: configuration.admission,
            counters: counters,
            afterCommit: dispatcher.flush,
            onWritable: { dispatcher.stopTaking(.store, !$0) }
        ) { [failed] error in failed.yield(error) }
        let pluginState = PluginStateView { key throws(StoreError) in try store.pluginState(key) }
        self.pluginState = pluginState
        let directories = DirectoryView(store)
        self.directories = directories
        let history = HistoryView { event throws(StoreError) in try store.figures(of: event) }
        self.history = history
        jobs = JobRunner(
            JobRunner.Means(
                store: store,
                reads: reads,
                writer: writer,
                dispatcher: dispatcher,
                pluginState: pluginState,
                clock: clock,
                logger: logger,
                callOff: inFlight.callOff,
                admit: inFlight.admit,
                known: {
                    let current = generations.current
                    return JobRunner.Known(
                        catalog: current.catalog,
                        declared: current.declared,
                        pipelines: current.ids
                    )
                }
            )
        )
        retention = Retention(
            configuration.retention,
            writer: writer,
            dispatcher: dispatcher,
            clock: clock,
            counters: counters,
            logger: logger
        )
        keeper = SourceKeeper(
            ledger,
            generations: generations,
            writer: writer,
            dispatcher: dispatcher,
            clock: clock,
            logger: logger
        )
        arrivals = Arrivals(
            storeID: store.id,
            generations: generations,
            counters: counters,
            dispatcher: dispatcher,
            feed: feed,
            bell: bell,
            logger: logger
        )
        timers = TimerKeeper(
            store: store,
            generations: generations,
            writer: writer,
            arrivals: arrivals,
            clock: clock,
            logger: logger
        )
        backups = Backups(writer: writer, clock: clock, logger: logger)
        let frames = FramePool(state: pluginState, directories: directories, history: history)
        settler = Settler(
            writer: writer,
            dispatcher: dispatcher,
            storeID: store.id,
            generations: generations,
            inFlight: inFlight,
            suspects: suspects,
            frames: frames,
            pluginState: pluginState,
            stalls: StallWatch(now: clock.steady()),
            unwritten: Unwritten(),
            clock: clock,
            witness: DeliveryWitness(
                counters: counters,
                feed: feed,
                logger: logger,
                storeID: store.id,
                generations: generations,
                clock: clock
            ),
            logger: logger,
            waiting: { id in
                guard let backlog = try? store.backlog().first(where: { $0.pipeline == id }) else { return nil }
                return backlog.pending + backlog.waiting
            }
        )
        watchdog = Watchdog(dispatcher: dispatcher, inFlight: inFlight, writer: writer, logger: logger)
        runner = StageRunner(
            dispatcher: dispatcher,
            settler: settler,
            suspects: suspects,
            inFlight: inFlight,
            frames: frames,
            clock: clock,
            storeID: store.id,
            claim: Self.claims(writer, dispatcher, clock, logger)
        )
        try begin(LoadedSet(set: set, catalog: catalog, plugins: plugins))
    }

    /// Claims are read on the writer's thread, so that they see every outcome that was committed before.
    private static func claims(
        _ writer: Writer,
        _ dispatcher: Dispatcher,
        _ clock: EngineClock,
        _ logger: Logger
    ) -> @Sendable (Dispatcher.Claim) -> Void {
        { claim in
            writer.perform { store in
                do throws(StoreError) {
                    try carryOut(claim, store, dispatcher, now: clock.steady())
                } catch {
                    logger.error("waiting deliveries could not be read; trying again: \(error.message)")
                    dispatcher.claimFailed(claim)
                }
            }
        }
    }

    private static func carryOut(
        _ claim: Dispatcher.Claim,
        _ store: any EventStore,
        _ dispatcher: Dispatcher,
        now: Timestamp
    ) throws(StoreError) {
        let (pipeline, limit, bytes) = (claim.pipeline, claim.limit, claim.bytes)
        switch claim.kind {
        case .pending(let cursor):
            let rows = try store.claimPending(pipeline, after: cursor, limit: limit, bytes: bytes)
            dispatcher.claimedPending(claim, rows)
        case .waiting(let taken):
            let rows = try store.claimWaiting(pipeline, dueBy: now, except: taken, limit: limit, bytes: bytes)
            let next = try store.nextDue(pipeline, except: taken.union(rows.map(\.id)))
            dispatcher.claimedWaiting(claim, rows, next: next)
        }
    }

    // MARK: - Life

    /// Runs until the group shuts down, then stops accepting, stops claiming, drains, flushes and closes.
    /// - Throws: When the store can no longer be written.
    package func run() async throws {
        let threads = start()
        await jobs.start()
        become(.running)
        let error = await withGracefulShutdownHandler {
            var errors = failure.makeAsyncIterator()
            return await errors.next()
        } onGracefulShutdown: { [failed] in
            failed.finish()
        }
        become(.stopping)
        await jobs.stop()
        await stop(threads)
        if let error { throw error }
    }

    private struct Threads {
        var writer: HostThread
        var stages: [HostThread]
        var timer: HostThread
        var retention: HostThread
        var sources: HostThread
        var timers: HostThread
        var watchdog: HostThread?
        var reads: [HostThread]
    }

    private func start() -> Threads {
        Threads(
            writer: HostThread(name: "writer") { [writer] in writer.run() },
            stages: (0..<configuration.stageThreads).map { index in
                HostThread(name: "stage-\(index)") { [runner] in runner.run(thread: index) }
            },
            timer: HostThread(name: "timer") { [dispatcher, settler, generations, trafficMeter] in
                dispatcher.runTimer {
                    let lane = generations.current.chains.first
                    settler.tick(witness: lane.map { ($0.key, $0.value.health.memory) })
                    trafficMeter.tick()
                }
            },
            retention: HostThread(name: "retention") { [retention] in retention.run() },
            sources: HostThread(name: "source-keeper") { [keeper] in keeper.run() },
            timers: HostThread(name: "timer-keeper") { [timers] in timers.run() },
            watchdog: faults.map { _ in HostThread(name: "watchdog") { [watchdog] in watchdog.run() } },
            reads: (0..<Self.readThreads).map { index in
                HostThread(name: "read-\(index)") { [reads] in reads.work() }
            }
        )
    }

    private func stop(_ threads: Threads) async {
        dispatcher.stop(threads: configuration.stageThreads)
        let (writer, reads, store) = (writer, reads, store)
        let (retention, backups, watchdog) = (retention, backups, watchdog)
        let (keeper, mappings, timers) = (keeper, mappings, timers)
        let (drain, workshop, trials) = (configuration.drain, workshop, trials)
        // Joining and draining block, so they get a thread of their own.
        await withCheckedContinuation { continuation in
            _ = HostThread(name: "shutdown") { [self] in
                threads.stages.forEach { $0.join() }
                threads.timer.join()
                watchdog.stop()
                threads.watchdog?.join()
                trials.stop()
                mappings.stop()
                let drains = endReplacing().map { chain in
                    HostThread(name: "drain") { chain.end(within: drain) }
                }
                drains.forEach { $0.join() }
                workshop.stop()
                retention.stop()
                threads.retention.join()
                keeper.stop()
                threads.sources.join()
                timers.stop()
                threads.timers.join()
                backups.stop()
                writer.stop()
                threads.writer.join()
                reads.stop(threads: Self.readThreads)
                threads.reads.forEach { $0.join() }
                store.close()
                continuation.resume()
            }
        }
    }

    package var isReady: Bool {
        state.withLock { if case .running = $0 { true } else { false } }
    }

    /// Waits until events are taken in, or until that can no longer be.
    package func whenReady() async {
        await withCheckedContinuation { continuation in
            let isWaiting = state.withLock { state in
                guard case .starting(let waiting) = state else { return false }
                state = .starting(waiting + [continuation])
                return true
            }
            if !isWaiting { continuation.resume() }
        }
    }

    private func become(_ next: State) {
        let waiting = state.withLock { state in
            defer { state = next }
            if case .starting(let waiting) = state { return waiting }
            return []
        }
        waiting.forEach { $0.resume() }
    }
}
