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

    package init(
        stageThreads: Int = 2,
        drain: Duration = .seconds(10),
        retention: RetentionPolicy = .standard,
        clock: EngineClock = .system(),
        slots: Int = 4096
    ) {
        self.stageThreads = stageThreads
        self.drain = drain
        self.retention = retention
        self.clock = clock
        self.slots = slots
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
    package let set: PipelineSet
    let pluginSet: PluginSet
    let eventCatalog: Catalog
    let counters = EngineCounters()
    let feed = Feed()
    var clock: EngineClock { configuration.clock }
    let configuration: EngineConfiguration
    let logger: Logger
    let intake: Intake
    let writer: Writer
    let dispatcher: Dispatcher
    let jobs: JobRunner
    let chains: [PipelineID: Chain]
    private let runner: StageRunner
    private let retention: Retention
    let backups: Backups
    let reads = ReadPool()
    let ids: [String: PipelineID]
    let inFlight: InFlight
    let settler: Settler
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

    /// Takes the pipelines into the store and readies every stage; nothing is delivered before ``run()``.
    /// - Throws: A ``StoreError``, or ``StageUnavailable`` when a transport cannot start.
    package init(
        store: any EventStore,
        set: PipelineSet,
        catalog: Catalog,
        plugins: PluginSet,
        configuration: EngineConfiguration = EngineConfiguration(),
        logger: Logger
    ) throws {
        self.store = store
        self.set = set
        pluginSet = plugins
        eventCatalog = catalog
        self.configuration = configuration
        self.logger = logger
        let clock = configuration.clock
        let adoption = try store.adopt(set.declarations, digest: set.digest, at: clock.wall())
        ids = adoption.pipelines
        let matching = EventMatching(
            set.matcher,
            targets: set.pipelines.map { pipeline in
                EventMatching.Target(
                    id: adoption.pipelines[pipeline.name] ?? PipelineID(0),
                    order: pipeline.order,
                    dedupe: pipeline.dedupe
                )
            },
            identities: catalog.types.compactMapValues(\.identity)
        )
        intake = Intake(
            catalog: catalog,
            matching: matching,
            revision: adoption.revision,
            clock: clock,
            logger: logger
        )
        (failure, failed) = AsyncStream.makeStream()
        var lanes: [Lane] = []
        for pipeline in set.pipelines {
            guard let id = adoption.pipelines[pipeline.name] else { continue }
            lanes.append(
                Lane(
                    pipeline: id,
                    limits: Lane.Limits(concurrency: pipeline.concurrency, rate: pipeline.rate),
                    hold: adoption.held[id],
                    opening: adoption.memories[id].flatMap { LaneMemory($0).opening },
                    nextDue: try store.nextDue(id, except: [])
                )
            )
        }
        let dispatcher = Dispatcher(lanes: lanes, slots: configuration.slots, clock: clock)
        self.dispatcher = dispatcher
        writer = Writer(
            store: store,
            admission: configuration.admission,
            counters: counters,
            afterCommit: dispatcher.flush,
            onWritable: { dispatcher.stopTaking(.store, !$0) }
        ) { [failed] error in failed.yield(error) }
        jobs = JobRunner(
            JobRunner.Means(
                store: store,
                reads: reads,
                writer: writer,
                dispatcher: dispatcher,
                clock: clock,
                logger: logger,
                catalog: catalog,
                declared: adoption.pipelines.filter { name, _ in set.pipelines.contains { $0.name == name } },
                known: adoption.pipelines
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
        backups = Backups(writer: writer, clock: clock, logger: logger)
        inFlight = InFlight()
        let frames = FramePool()
        let settler = Settler(
            writer: writer,
            dispatcher: dispatcher,
            events: SystemEvents(storeID: store.id, revision: adoption.revision, matching: matching),
            inFlight: inFlight,
            frames: frames,
            stalls: StallWatch(now: clock.steady()),
            unwritten: Unwritten(),
            clock: clock,
            witness: DeliveryWitness(
                counters: counters,
                feed: feed,
                logger: logger,
                storeID: store.id,
                pipelines: adoption.pipelines,
                clock: clock
            ),
            logger: logger,
            revision: adoption.revision,
            waiting: { id in
                guard let backlog = try? store.backlog().first(where: { $0.pipeline == id }) else { return nil }
                return backlog.pending + backlog.waiting
            }
        )
        self.settler = settler
        var chains: [PipelineID: Chain] = [:]
        for pipeline in set.pipelines {
            guard let id = adoption.pipelines[pipeline.name] else { continue }
            let health = LaneHealth(adoption.memories[id].map(LaneMemory.init) ?? LaneMemory())
            chains[id] = try Chain(pipeline, id: id, health: health) { token, result in
                settler.completed(token, result)
            }
        }
        self.chains = chains
        runner = StageRunner(
            dispatcher: dispatcher,
            chains: chains,
            settler: settler,
            inFlight: inFlight,
            frames: frames,
            clock: clock,
            storeID: store.id,
            claim: Self.claims(writer, dispatcher, clock, logger)
        )
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
                    dispatcher.claimFailed(claim.pipeline)
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
            dispatcher.claimedPending(pipeline, rows)
        case .waiting(let taken):
            let rows = try store.claimWaiting(pipeline, dueBy: now, except: taken, limit: limit, bytes: bytes)
            let next = try store.nextDue(pipeline, except: taken.union(rows.map(\.id)))
            dispatcher.claimedWaiting(pipeline, rows, next: next)
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
        var reads: [HostThread]
    }

    private func start() -> Threads {
        Threads(
            writer: HostThread(name: "writer") { [writer] in writer.run() },
            stages: (0..<configuration.stageThreads).map { index in
                HostThread(name: "stage-\(index)") { [runner] in runner.run(thread: index) }
            },
            timer: HostThread(name: "timer") { [dispatcher, settler, chains] in
                dispatcher.runTimer { settler.tick(witness: chains.first.map { ($0.key, $0.value.health.memory) }) }
            },
            retention: HostThread(name: "retention") { [retention] in retention.run() },
            reads: (0..<Self.readThreads).map { index in
                HostThread(name: "read-\(index)") { [reads] in reads.work() }
            }
        )
    }

    private func stop(_ threads: Threads) async {
        dispatcher.stop(threads: configuration.stageThreads)
        let chains = Array(chains.values)
        let (writer, reads, store) = (writer, reads, store)
        let (retention, backups) = (retention, backups)
        let drain = configuration.drain
        // Joining and draining block, so they get a thread of their own.
        await withCheckedContinuation { continuation in
            _ = HostThread(name: "shutdown") {
                threads.stages.forEach { $0.join() }
                threads.timer.join()
                let drains = chains.map { chain in
                    HostThread(name: "drain") { chain.transport.drainAndDeactivate(within: drain) }
                }
                drains.forEach { $0.join() }
                retention.stop()
                threads.retention.join()
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
