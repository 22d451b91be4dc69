package import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

// What the HTTP API shows of the engine.

extension Engine: EngineService {
    package var storeID: StoreID { store.id }
    package var now: Timestamp { clock.wall() }

    package var pipelines: [PipelineSummary] {
        let lanes = Dictionary(uniqueKeysWithValues: dispatcher.readings.map { ($0.pipeline, $0) })
        return set.pipelines.map { pipeline in
            PipelineSummary(pipeline, lane: ids[pipeline.name].flatMap { lanes[$0] })
        }.sorted { $0.name < $1.name }
    }

    package var plugins: [PluginSummary] { PluginSummary.all(pluginSet) }

    package var catalog: [EventTypeSummary] {
        eventCatalog.types.values.map(EventTypeSummary.init).sorted { $0.type < $1.type }
    }

    package func pipelineID(named name: String) -> PipelineID? { ids[name] }

    package func explainMatch(_ event: Event, in store: any StoreReading) throws(StoreError) -> [MatchExplanation] {
        try store.selectors(of: event.revision).map { MatchExplanation($0, event) }.sorted { $0.pipeline < $1.pipeline }
    }

    package func metrics() -> EngineMetrics {
        var metrics = EngineMetrics()
        let reading = counters.reading
        metrics.accepted = reading.accepted
        metrics.duplicates = reading.duplicates
        metrics.refused = reading.refused
        metrics.settled = reading.settled
        metrics.attempts = reading.attempts
        metrics.commits = reading.commits
        metrics.operations = reading.operations
        metrics.inFlight = dispatcher.readings.reduce(0) { $0 + $1.inUse }
        metrics.acceptedToDelivered = EngineMetrics.Histogram(reading.acceptedToDelivered)
        metrics.attemptLatency = EngineMetrics.Histogram(reading.attemptLatency)
        return metrics
    }
}

extension EngineMetrics.Histogram {
    fileprivate init(_ reading: LatencyHistogram.Reading) {
        self.init(bounds: LatencyHistogram.bounds, counts: reading.counts, sum: reading.sum)
    }
}
