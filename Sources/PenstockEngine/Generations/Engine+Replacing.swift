internal import Logging
package import PenstockCore
package import PenstockPipelines
package import PenstockPlugins
internal import Synchronization

// One set of pipelines takes the place of another.

/// What the lock of replacing guards.
struct Replacing: Sendable {
    /// Whether the host stops: what runs stays.
    var hasEnded = false
    /// Chains that are no longer of the set that runs, while anything of them is under way.
    var leaving: [Leaving] = []

    struct Leaving: Sendable {
        weak let chain: Chain?
    }
}

/// Why a set did not take the place of the one that runs, which goes on.
package enum ReplacementFailure: Error, Sendable {
    /// A plugin cannot start what it was configured for.
    case cannotStart(CannotStart)
    /// The store did not take it.
    case store(StoreError)
    case stopping
}

extension Engine {
    /// What a set would change about the one that runs.
    package func change(to next: PipelineSet) -> SetChange { SetChange(from: current.set, to: next) }

    /// Files beside the documents that the set that runs depends on, by their absolute paths.
    package var loadedFiles: [String] { current.set.files }

    /// Where stages show their figures, the same for every set that runs.
    package var pluginMetrics: PluginMetrics { configuration.pluginMetrics }

    /// The plugins that run.
    package var pluginSet: PluginSet { current.plugins }

    /// Lets another set run in place of this one, as a whole or not at all.
    ///
    /// Its stages are readied aside. Pipelines that did not change keep what they have; what is under way of the others
    /// ends as it began, and what waits goes out as the new set says. Blocking: to be called in the ``workshop``.
    package func replace(with next: LoadedSet) throws(ReplacementFailure) -> SetChange {
        try replacing.withLock { (replacing) throws(ReplacementFailure) in
            guard !replacing.hasEnded else { throw .stopping }
            let running = current
            let change = SetChange(from: running.set, to: next.set)
            let anew = Set(change.added + change.changed)
            let chains: [String: Chain]
            do throws(CannotStart) {
                chains = try ready(next.set, anew: anew, besides: running)
            } catch {
                throw .cannotStart(error)
            }
            do throws(StoreError) {
                try onWriter { [self] (store) throws(StoreError) in
                    try adopt(next, chains, anew: anew, in: store)
                }
            } catch {
                throw .store(error)
            }
            if let retention = next.retention { self.retention.change(retention) }
            let gone = running.chains.filter { current.chains[$0.key] !== $0.value }.values
            replacing.leaving = (replacing.leaving + gone.map(Replacing.Leaving.init)).filter { $0.chain != nil }
            return change
        }
    }

    /// The first set, before any thread runs.
    func begin(_ first: LoadedSet) throws {
        let anew = Set(first.set.pipelines.map(\.name))
        try adopt(first, try ready(first.set, anew: anew, besides: current), anew: anew, in: store)
    }

    /// Keeps what runs from being replaced any more.
    /// - Returns: The chains that may have something under way.
    func endReplacing() -> [Chain] {
        replacing.withLock { replacing in
            replacing.hasEnded = true
            return Array(current.chains.values) + replacing.leaving.compactMap(\.chain)
        }
    }

    // MARK: - Readying

    /// The chains of a set: those that run, where their pipelines did not change, and new ones with their transports
    /// ready.
    private func ready(
        _ set: PipelineSet,
        anew: Set<String>,
        besides running: Generation
    ) throws(CannotStart) -> [String: Chain] {
        var chains: [String: Chain] = [:]
        var failures: [Diagnostic] = []
        for pipeline in set.pipelines {
            let before = running.chain(named: pipeline.name)
            if !anew.contains(pipeline.name), let before {
                chains[pipeline.name] = before
                continue
            }
            do throws(StageUnavailable) {
                // The endpoint's health outlives a change of its pipeline: most changes are about something else.
                chains[pipeline.name] = try Chain(
                    pipeline,
                    health: before?.health ?? LaneHealth(),
                    workshop: workshop
                ) { [settler, liveTokens] token, result in
                    if !liveTokens.completed(token, result) { settler.completed(token, result) }
                }
            } catch {
                failures.append(Diagnostic(at: pipeline.position, error.description))
            }
        }
        guard failures.isEmpty else { throw CannotStart(diagnostics: failures) }
        return chains
    }

    // MARK: - Taking over

    /// Takes a set into the store and turns to it.
    private func adopt(
        _ next: LoadedSet,
        _ chains: [String: Chain],
        anew: Set<String>,
        in store: any EventStore
    ) throws(StoreError) {
        let running = current
        let adoption = try store.adopt(
            next.set.declarations(anew: anew, after: running.set),
            digest: next.set.digest,
            at: clock.steady()
        )
        var plans: [Lane.Plan] = []
        var numbered: [PipelineID: Chain] = [:]
        for pipeline in next.set.pipelines {
            guard let id = adoption.pipelines[pipeline.name], let chain = chains[pipeline.name] else { continue }
            numbered[id] = chain
            var plan = Lane.Plan(
                pipeline: id,
                limits: Lane.Limits(concurrency: pipeline.concurrency, rate: pipeline.rate),
                plugins: pipeline.plugins,
                isAnew: anew.contains(pipeline.name)
            )
            if plan.isAnew {
                plan.hold = adoption.held[id]
                plan.nextDue = try store.nextDue(id, except: [])
                if let before = running.chain(named: pipeline.name) {
                    lookAgain(before.health, id)
                } else if let memory = adoption.memories[id].map(LaneMemory.init) {
                    chain.health.recall(memory)
                    plan.opening = memory.opening
                }
            }
            plans.append(plan)
        }
        let generation = generation(next, adoption, numbered, after: running)
        // The lanes first: an event must not be matched with a pipeline that has none.
        dispatcher.adopt(plans, generation)
        generations.turn(to: generation)
    }

    /// A pipeline has changed whose endpoint did not work: time before this does not count against what waits.
    private func lookAgain(_ health: LaneHealth, _ pipeline: PipelineID) {
        guard health.opening != nil else { return }
        health.resumed(at: clock.wall())
        settler.remember(health.memory, pipeline)
    }

    private func generation(
        _ next: LoadedSet,
        _ adoption: Adoption,
        _ chains: [PipelineID: Chain],
        after running: Generation
    ) -> Generation {
        let matching = EventMatching(
            next.set.matcher,
            targets: next.set.pipelines.map { pipeline in
                EventMatching.Target(
                    id: adoption.pipelines[pipeline.name] ?? PipelineID(0),
                    order: pipeline.order,
                    dedupe: pipeline.dedupe
                )
            },
            identities: next.catalog.types.compactMapValues(\.identity)
        )
        return Generation(
            set: next.set.keepingStages(of: chains.values.map(\.pipeline)),
            plugins: next.plugins,
            catalog: next.catalog,
            revision: adoption.revision,
            ids: running.ids.merging(adoption.pipelines) { $1 },
            chains: chains,
            intake: Intake(
                catalog: next.catalog,
                matching: matching,
                revision: adoption.revision,
                store: store.id,
                clock: clock,
                logger: logger
            ),
            events: SystemEvents(storeID: store.id, revision: adoption.revision, matching: matching),
            workshop: workshop
        )
    }

    /// Does something on the writer's thread, between two transactions, and waits for it.
    private func onWriter(
        _ body: @escaping @Sendable (any EventStore) throws(StoreError) -> Void
    ) throws(StoreError) {
        let answer = Mutex<StoreError?>(nil)
        let done = Wake()
        let isTaken = writer.perform { store in
            do throws(StoreError) {
                try body(store)
            } catch {
                answer.withLock { $0 = error }
            }
            done.signal()
        }
        guard isTaken else { throw StoreError(.unavailable, "the host is shutting down") }
        done.wait()
        if let failure = answer.withLock({ $0 }) { throw failure }
    }
}

extension Generation {
    /// Before the first set: no pipeline is declared.
    static func nothing(
        in store: any EventStore,
        _ workshop: Workshop,
        _ clock: EngineClock,
        _ logger: Logger
    ) -> Generation {
        let matching = EventMatching(Matcher([]), targets: [])
        let revision = RevisionID(0)
        return Generation(
            set: PipelineSet([], digest: ""),
            plugins: PluginSet(),
            catalog: Catalog(),
            revision: revision,
            ids: [:],
            chains: [:],
            intake: Intake(catalog: Catalog(), matching: matching, revision: revision, clock: clock, logger: logger),
            events: SystemEvents(storeID: store.id, revision: revision, matching: matching),
            workshop: workshop
        )
    }
}
