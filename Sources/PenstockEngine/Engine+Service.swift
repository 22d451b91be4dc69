package import PenstockCore
package import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

// What the HTTP API shows of the engine.

extension Engine: EngineService {
    package var storeID: StoreID { store.id }
    package var revision: RevisionID { current.revision }
    package var now: Timestamp { clock.wall() }

    package var pipelines: [PipelineSummary] {
        let lanes = Dictionary(uniqueKeysWithValues: dispatcher.readings.map { ($0.pipeline, $0) })
        let current = current
        return current.set.pipelines.map { pipeline in
            let id = current.ids[pipeline.name]
            return PipelineSummary(
                pipeline,
                lane: id.flatMap { lanes[$0] },
                opening: id.flatMap { current.chains[$0]?.health.opening }
            )
        }.sorted { $0.name < $1.name }
    }

    package func effectiveDocument(of pipeline: String) -> JSONValue? { current.set[pipeline]?.effectiveDocument }

    package var plugins: [PluginSummary] { PluginSummary.all(current.plugins) }

    package var catalog: [EventTypeSummary] {
        current.catalog.types.values.map(EventTypeSummary.init).sorted { $0.type < $1.type }
    }

    package func pipelineID(named name: String) -> PipelineID? { current.ids[name] }

    package func explainMatch(_ event: Event, in store: any StoreReading) throws(StoreError) -> [MatchExplanation] {
        try store.selectors(of: event.revision).map { declaration in
            event.importName == nil
                ? MatchExplanation(declaration, event) : MatchExplanation(notAsked: declaration, event)
        }.sorted { $0.pipeline < $1.pipeline }
    }

    package func personFilter(_ name: String) -> PersonFilter {
        let search = PersonSearch(PersonDigest(of: name, in: store.id), catalog: current.catalog, store: store.id)
        return PersonFilter(name: name, matches: search.matches)
    }

    package func metrics() -> EngineMetrics {
        let reading = counters.reading
        let current = current
        let names = current.names
        var metrics = EngineMetrics()
        metrics.accepted = reading.accepted
        metrics.duplicates = reading.duplicates
        metrics.unmatched = reading.unmatched
        metrics.contradictions = reading.contradictions
        metrics.timersFired = reading.timersFired
        metrics.commits = reading.commits
        metrics.operations = reading.operations
        for (id, counts) in reading.pipelines { names[id].map { metrics.pipelines[$0] = counts } }
        metrics.lanes = dispatcher.readings.compactMap { reading in
            names[reading.pipeline].map { name in
                LaneMetrics(name, reading, isBreakerOpen: current.chains[reading.pipeline]?.health.opening != nil)
            }
        }
        metrics.acceptedToDelivered = reading.acceptedToDelivered
        metrics.attemptLatency = reading.attemptLatency
        metrics.commitLatency = reading.commitLatency
        metrics.batches = reading.batches
        metrics.plugins = configuration.pluginMetrics.families
        metrics.watchers = feed.watchers
        metrics.missed = feed.missed
        return metrics
    }

    package var traffic: TrafficHistory { trafficMeter.history }

    package func watch(_ filter: FeedFilter) -> FeedWatcher? { feed.watch(filter) }

    package func endWatching() { feed.end() }
}

extension LaneMetrics {
    /// What the dispatcher says of a lane.
    fileprivate init(_ name: String, _ reading: Dispatcher.LaneReading, isBreakerOpen: Bool) {
        self.init(pipeline: name)
        inUse = reading.inUse
        limit = reading.limit
        concurrency = reading.concurrency
        queued = reading.queued
        isHeld = reading.hold != nil
        self.isBreakerOpen = isBreakerOpen
    }
}
