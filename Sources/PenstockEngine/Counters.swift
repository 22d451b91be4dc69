package import PenstockCore
internal import Synchronization

/// What the engine has done since it started. Each number is its own atomic, or stands in a lock that is held for
/// moments: counting never waits for what is counted.
package final class EngineCounters: Sendable {
    private let accepted = Atomic<Int>(0)
    private let duplicates = Atomic<Int>(0)
    private let unmatched = Atomic<Int>(0)
    private let contradictions = Atomic<Int>(0)
    private let timersFired = Atomic<Int>(0)
    private let commits = Atomic<Int>(0)
    private let operations = Atomic<Int>(0)
    private let pipelines = Mutex<[PipelineID: PipelineCounts]>([:])
    let acceptedToDelivered = Histogram(bounds: Histogram.latencies)
    let attemptLatency = Histogram(bounds: Histogram.latencies)
    private let commitLatency = Histogram(bounds: Histogram.latencies)
    private let batches = Histogram(bounds: Histogram.sizes)

    func committed(operations count: Int, within duration: Duration) {
        commits.add(1, ordering: .relaxed)
        operations.add(count, ordering: .relaxed)
        commitLatency.record(duration.microseconds)
        batches.record(Int64(count))
    }

    func accepted(_ event: AppendedEvent) {
        guard !event.isDuplicate else {
            duplicates.add(1, ordering: .relaxed)
            return
        }
        accepted.add(1, ordering: .relaxed)
        if event.deliveries.isEmpty, event.event.importName == nil { unmatched.add(1, ordering: .relaxed) }
        if event.event.contradiction != nil { contradictions.add(1, ordering: .relaxed) }
    }

    func timerFired() { timersFired.add(1, ordering: .relaxed) }

    func attempted(_ outcome: Outcome, of pipeline: PipelineID) {
        pipelines.withLock { $0[pipeline, default: PipelineCounts()].attempts[outcome, default: 0] += 1 }
    }

    func settled(_ state: DeliveryState, of pipeline: PipelineID) {
        pipelines.withLock { $0[pipeline, default: PipelineCounts()].settled[state, default: 0] += 1 }
    }

    /// All numbers as they are now.
    package var reading: Reading {
        Reading(
            accepted: accepted.load(ordering: .relaxed),
            duplicates: duplicates.load(ordering: .relaxed),
            unmatched: unmatched.load(ordering: .relaxed),
            contradictions: contradictions.load(ordering: .relaxed),
            timersFired: timersFired.load(ordering: .relaxed),
            commits: commits.load(ordering: .relaxed),
            operations: operations.load(ordering: .relaxed),
            pipelines: pipelines.withLock { $0 },
            acceptedToDelivered: acceptedToDelivered.reading,
            attemptLatency: attemptLatency.reading,
            commitLatency: commitLatency.reading,
            batches: batches.reading
        )
    }

    /// What came of one pipeline's deliveries.
    package struct PipelineCounts: Sendable, Equatable {
        package var attempts: [Outcome: Int] = [:]
        package var settled: [DeliveryState: Int] = [:]
        package init() {}
    }

    /// A snapshot.
    package struct Reading: Sendable {
        package var accepted: Int
        package var duplicates: Int
        package var unmatched: Int
        package var contradictions: Int
        package var timersFired: Int
        package var commits: Int
        /// Operations in all commits together.
        package var operations: Int
        package var pipelines: [PipelineID: PipelineCounts]
        package var acceptedToDelivered: EngineMetrics.Histogram
        package var attemptLatency: EngineMetrics.Histogram
        package var commitLatency: EngineMetrics.Histogram
        package var batches: EngineMetrics.Histogram
    }
}

/// Counts values in buckets with fixed bounds.
package final class Histogram: Sendable {
    /// Bounds for times, in microseconds: from a commit to the disk to the end of a retry schedule's beginning.
    package static let latencies: [Int64] = [
        100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
        5_000_000, 10_000_000, 30_000_000, 60_000_000, 300_000_000, 3_600_000_000,
    ]
    /// Bounds for how many are in a batch.
    package static let sizes: [Int64] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096]

    private let bounds: [Int64]
    private let state: Mutex<EngineMetrics.Histogram>

    init(bounds: [Int64]) {
        self.bounds = bounds
        state = Mutex(
            EngineMetrics.Histogram(bounds: bounds, counts: [Int](repeating: 0, count: bounds.count + 1), sum: 0)
        )
    }

    func record(_ value: Int64) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += max(value, 0)
        }
    }

    package var reading: EngineMetrics.Histogram { state.withLock { $0 } }
}
