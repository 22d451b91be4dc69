package import PenstockCore

/// The engine's counters, since the start of the process, and gauges. A count that is nil is not kept.
package struct EngineMetrics: Sendable, Equatable {
    /// Events taken in and on disk, duplicates left out.
    package var accepted = 0
    /// Events that had been accepted before.
    package var duplicates = 0
    /// Events that the engine did not take in.
    package var refused = 0
    /// Accepted events that no pipeline matched.
    package var unmatched: Int?
    /// Accepted events whose data contradicts the catalog.
    package var contradictions: Int?
    /// Deliveries that came to a state, counted each time one does.
    package var settled: [DeliveryState: Int] = [:]
    /// Tries of transports, by how they ended.
    package var attempts: [Outcome: Int] = [:]
    /// Transactions of the store.
    package var commits = 0
    /// Operations in those transactions: divided by ``commits``, the mean size of a batch.
    package var operations = 0
    /// Deliveries in the hands of stages and transports.
    package var inFlight = 0
    /// From an event's acceptance to its delivery.
    package var acceptedToDelivered = Histogram()
    /// One try of a transport.
    package var attemptLatency = Histogram()
    /// One transaction of the store.
    package var commitLatency: Histogram?

    package init() {}

    /// A distribution of times, counted in buckets.
    package struct Histogram: Sendable, Equatable {
        /// The upper bounds of the buckets in microseconds, rising; one more bucket holds what is above the last.
        package var bounds: [Int64]
        /// How many fell into each bucket alone; one more than there are bounds.
        package var counts: [Int]
        /// All times together, in microseconds.
        package var sum: Int64

        package init(bounds: [Int64] = [], counts: [Int] = [0], sum: Int64 = 0) {
            self.bounds = bounds
            self.counts = counts
            self.sum = sum
        }
    }
}
