package import PenstockCore

/// What went through the host in one stretch of time.
package struct TrafficSlice: Sendable, Equatable {
    /// When the stretch ended.
    package var until: Timestamp
    /// How long it was, by a clock that does not jump.
    package var length: Duration
    /// Events taken in, duplicates left out.
    package var accepted = 0
    package var delivered = 0
    /// Deliveries that became dead letters.
    package var dead = 0
    /// Tries of transports that ended in anything but `delivered`.
    package var failedTries = 0
    /// From an event's acceptance to its delivery, in microseconds, of those delivered meanwhile.
    package var latency = EngineMetrics.Histogram()

    package init(until: Timestamp, length: Duration) {
        self.until = until
        self.length = length
    }

    /// What lies between two readings of the counters, which only grow.
    package init(from before: TrafficTotals, to after: TrafficTotals, until: Timestamp, length: Duration) {
        self.init(until: until, length: length)
        accepted = after.accepted - before.accepted
        delivered = after.delivered - before.delivered
        dead = after.dead - before.dead
        failedTries = after.failedTries - before.failedTries
        latency = after.latency.without(before.latency)
    }

    /// Both stretches, of which the other comes next, as one.
    package func with(_ next: TrafficSlice) -> TrafficSlice {
        var slice = TrafficSlice(until: next.until, length: length + next.length)
        slice.accepted = accepted + next.accepted
        slice.delivered = delivered + next.delivered
        slice.dead = dead + next.dead
        slice.failedTries = failedTries + next.failedTries
        slice.latency = latency.with(next.latency)
        return slice
    }

    /// A number of the stretch as a rate a second.
    package func rate(_ count: Int) -> Double {
        let seconds = Double(length.microseconds) / 1e6
        return seconds > 0 ? Double(count) / seconds : 0
    }
}

/// The counters that the history is made of.
package struct TrafficTotals: Sendable, Equatable {
    package var accepted = 0
    package var delivered = 0
    package var dead = 0
    package var failedTries = 0
    package var latency = EngineMetrics.Histogram()

    package init() {}

    package init(_ reading: EngineCounters.Reading) {
        accepted = reading.accepted
        for counts in reading.pipelines.values {
            delivered += counts.settled[.delivered] ?? 0
            dead += counts.settled[.dead] ?? 0
            for (outcome, count) in counts.attempts where outcome != .delivered { failedTries += count }
        }
        latency = reading.acceptedToDelivered
    }
}

extension EngineMetrics.Histogram {
    /// How many values were counted.
    package var count: Int { counts.reduce(0, +) }

    /// Both together.
    func with(_ other: EngineMetrics.Histogram) -> EngineMetrics.Histogram { combined(with: other, +, &+) }

    /// What was counted since an earlier state of the same.
    func without(_ earlier: EngineMetrics.Histogram) -> EngineMetrics.Histogram { combined(with: earlier, -, &-) }

    private func combined(
        with other: EngineMetrics.Histogram,
        _ count: (Int, Int) -> Int,
        _ sum: (Int64, Int64) -> Int64
    ) -> EngineMetrics.Histogram {
        // One without buckets has counted nothing.
        guard counts.count == other.counts.count else { return counts.count > other.counts.count ? self : other }
        return EngineMetrics.Histogram(
            bounds: bounds,
            counts: zip(counts, other.counts).map(count),
            sum: sum(self.sum, other.sum)
        )
    }

    /// The value below which a share of all lies, taken as even within a bucket, as Prometheus's `histogram_quantile`
    /// does; nil where nothing was counted. What lies above the last bound is taken for it.
    /// - Parameter share: From 0 to 1.
    package func quantile(_ share: Double) -> Int64? {
        let all = count
        guard all > 0, let last = bounds.last else { return nil }
        let rank = share * Double(all)
        var below = 0.0
        for (index, bound) in bounds.enumerated() where counts[index] > 0 {
            let here = Double(counts[index])
            if below + here >= rank {
                let start = index == 0 ? 0 : bounds[index - 1]
                return start + Int64(Double(bound - start) * max(0, rank - below) / here)
            }
            below += here
        }
        return last
    }
}
