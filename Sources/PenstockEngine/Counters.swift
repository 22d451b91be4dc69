package import PenstockCore
internal import Synchronization

/// What the engine has done since it started. Each number is its own atomic: counting never waits.
package final class EngineCounters: Sendable {
    private let accepted = Atomic<Int>(0)
    private let duplicates = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)
    private let commits = Atomic<Int>(0)
    private let operations = Atomic<Int>(0)
    private let attempts = Mutex<[Outcome: Int]>([:])
    private let settled = Mutex<[DeliveryState: Int]>([:])
    let acceptedToDelivered = LatencyHistogram()
    let attemptLatency = LatencyHistogram()

    func committed(operations count: Int) {
        commits.add(1, ordering: .relaxed)
        operations.add(count, ordering: .relaxed)
    }

    func accepted(isDuplicate: Bool) {
        if isDuplicate { duplicates.add(1, ordering: .relaxed) } else { accepted.add(1, ordering: .relaxed) }
    }

    func refusedEvent() { refused.add(1, ordering: .relaxed) }
    func attempted(_ outcome: Outcome) { attempts.withLock { $0[outcome, default: 0] += 1 } }
    func settled(_ state: DeliveryState) { settled.withLock { $0[state, default: 0] += 1 } }

    /// All numbers as they are now.
    package var reading: Reading {
        Reading(
            accepted: accepted.load(ordering: .relaxed),
            duplicates: duplicates.load(ordering: .relaxed),
            refused: refused.load(ordering: .relaxed),
            commits: commits.load(ordering: .relaxed),
            operations: operations.load(ordering: .relaxed),
            attempts: attempts.withLock { $0 },
            settled: settled.withLock { $0 },
            acceptedToDelivered: acceptedToDelivered.reading,
            attemptLatency: attemptLatency.reading
        )
    }

    /// A snapshot.
    package struct Reading: Sendable {
        package var accepted: Int
        package var duplicates: Int
        package var refused: Int
        package var commits: Int
        /// Operations in all commits together.
        package var operations: Int
        package var attempts: [Outcome: Int]
        package var settled: [DeliveryState: Int]
        package var acceptedToDelivered: LatencyHistogram.Reading
        package var attemptLatency: LatencyHistogram.Reading
    }
}

/// Counts latencies in buckets whose bounds grow by about two and a half.
package final class LatencyHistogram: Sendable {
    /// Upper bounds in microseconds; what is longer falls into a last bucket without bound.
    package static let bounds: [Int64] = [
        1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
        10_000_000, 30_000_000,
    ]

    /// Counts per bucket, not cumulative, and the sum in microseconds.
    package struct Reading: Sendable {
        package var counts = [Int](repeating: 0, count: LatencyHistogram.bounds.count + 1)
        package var sum: Int64 = 0
        package var count: Int { counts.reduce(0, +) }
    }

    private let state = Mutex(Reading())

    func record(_ microseconds: Int64) {
        let bucket = Self.bounds.firstIndex { microseconds <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += max(microseconds, 0)
        }
    }

    package var reading: Reading { state.withLock { $0 } }
}
