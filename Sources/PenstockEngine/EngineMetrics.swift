package import PenstockCore

/// The engine's counters, since the start of the process, and gauges.
package struct EngineMetrics: Sendable, Equatable {
    /// Events taken in and on disk, duplicates left out.
    package var accepted = 0
    /// Events that had been accepted before.
    package var duplicates = 0
    /// Accepted events that no pipeline matched.
    package var unmatched = 0
    /// Accepted events whose data contradicts the catalog.
    package var contradictions = 0
    /// Timers that have become events.
    package var timersFired = 0
    /// What came of each pipeline's deliveries, by its name.
    package var pipelines: [String: EngineCounters.PipelineCounts] = [:]
    /// Transactions of the store.
    package var commits = 0
    /// Operations in those transactions: divided by ``commits``, the mean size of a batch.
    package var operations = 0
    /// The lanes of the pipelines that run, by name.
    package var lanes: [LaneMetrics] = []
    /// From an event's acceptance to its delivery, in microseconds.
    package var acceptedToDelivered = Histogram()
    /// One try of a transport, in microseconds.
    package var attemptLatency = Histogram()
    /// One transaction of the store, in microseconds.
    package var commitLatency = Histogram()
    /// How many operations a transaction had.
    package var batches = Histogram()
    /// The figures that stages show, by name.
    package var plugins: [PluginMetricFamily] = []
    /// Who watches the live feed.
    package var watchers = 0
    /// What watchers did not get because they were too slow.
    package var missed = 0

    package init() {}

    /// Deliveries that came to a state, counted each time one does.
    package var settled: [DeliveryState: Int] {
        pipelines.values.reduce(into: [:]) { $0.merge($1.settled, uniquingKeysWith: +) }
    }

    /// Tries of transports, by how they ended.
    package var attempts: [Outcome: Int] {
        pipelines.values.reduce(into: [:]) { $0.merge($1.attempts, uniquingKeysWith: +) }
    }

    /// A distribution, counted in buckets.
    package struct Histogram: Sendable, Equatable {
        /// The upper bounds of the buckets, rising; one more bucket holds what is above the last.
        package var bounds: [Int64]
        /// How many fell into each bucket alone; one more than there are bounds.
        package var counts: [Int]
        /// All values together.
        package var sum: Int64

        package init(bounds: [Int64] = [], counts: [Int] = [0], sum: Int64 = 0) {
            self.bounds = bounds
            self.counts = counts
            self.sum = sum
        }
    }
}

/// A pipeline's lane in figures.
package struct LaneMetrics: Sendable, Equatable {
    package var pipeline: String
    /// Deliveries in the hands of stages and transports.
    package var inUse = 0
    /// How many of them there may be now.
    package var limit = 0
    /// How many of them the pipeline declares.
    package var concurrency = 0
    /// Deliveries that wait in memory.
    package var queued = 0
    package var isHeld = false
    /// Whether the endpoint is given a rest because it keeps failing; nil where lanes have no breaker.
    package var isBreakerOpen: Bool?

    package init(pipeline: String) { self.pipeline = pipeline }
}
