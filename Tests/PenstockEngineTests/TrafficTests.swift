import PenstockCore
import Testing

@testable import PenstockEngine

@Suite struct `What went through` {
    private let start = Timestamp(microseconds: 1_000_000_000_000)

    private func history(slices: Int, accepted each: Int = 7) -> TrafficHistory {
        var (history, totals) = (TrafficHistory(since: start, steady: start), TrafficTotals())
        for slice in 0..<slices {
            totals.accepted += each
            let time = start + .seconds((slice + 1) * 10)
            history.end(totals, wall: time, steady: time)
        }
        return history
    }

    @Test func `is kept for an hour in slices of ten seconds, and for a day in coarse ones`() {
        let history = history(slices: 9000)
        #expect(history.fine.count == 360 && history.coarse.count == 288)
        #expect(history.fine.allSatisfy { $0.accepted == 7 && $0.length == .seconds(10) })
        #expect(history.coarse.allSatisfy { $0.accepted == 210 && $0.length == .seconds(300) })
        #expect(history.fine.last?.until == start + .seconds(90_000))
        #expect(history.coarse.last?.until == history.fine.last?.until)
        #expect(history.coarse.first?.until == start + .seconds(90_000 - 287 * 300))
    }

    @Test func `has no coarse slice before it is whole`() {
        #expect(history(slices: 29).coarse.isEmpty)
        #expect(history(slices: 30).coarse.count == 1)
    }

    @Test func `is measured by the clock that does not jump`() {
        var history = TrafficHistory(since: start, steady: start)
        #expect(!history.isDue(start + .seconds(9)) && history.isDue(start + .seconds(10)))
        var totals = TrafficTotals()
        totals.accepted = 100
        history.end(totals, wall: start + .seconds(-3600), steady: start + .seconds(20))
        #expect(history.fine.first?.rate(100) == 5)
        #expect(!history.isDue(start + .seconds(29)))
    }

    @Test func `is the difference of what was counted`() {
        var (before, after) = (TrafficTotals(), TrafficTotals())
        (before.delivered, after.delivered) = (5, 9)
        (before.dead, after.dead) = (1, 1)
        before.latency = EngineMetrics.Histogram(bounds: [10, 20], counts: [1, 2, 0], sum: 40)
        after.latency = EngineMetrics.Histogram(bounds: [10, 20], counts: [1, 5, 1], sum: 120)
        let slice = TrafficSlice(from: before, to: after, until: start, length: .seconds(10))
        #expect(
            slice.delivered == 4 && slice.dead == 0 && slice.latency.counts == [0, 3, 1] && slice.latency.sum == 80
        )
        #expect(slice.with(slice).latency.counts == [0, 6, 2] && slice.with(slice).length == .seconds(20))
        // The first reading finds a history that has counted nothing.
        let first = TrafficSlice(from: TrafficTotals(), to: after, until: start, length: .zero)
        #expect(first.latency == after.latency && first.rate(4) == 0)
    }

    @Test(
        arguments: [
            ([0, 0, 0], 0.5, nil), ([4, 0, 0], 0.5, 50), ([4, 4, 0], 0.5, 100), ([4, 4, 0], 0.75, 150),
            ([0, 4, 0], 1, 200), ([0, 0, 3], 0.5, 200), ([1, 0, 9], 0.99, 200), ([2, 2, 0], 0, 0),
        ] as [([Int], Double, Int64?)]
    )
    func `has quantiles, even within a bucket`(counts: [Int], share: Double, value: Int64?) {
        #expect(EngineMetrics.Histogram(bounds: [100, 200], counts: counts).quantile(share) == value)
        #expect(EngineMetrics.Histogram().quantile(share) == nil)
    }

    @Test func `is counted from what the engine counts`() {
        let counters = EngineCounters()
        counters.settled(.delivered, of: PipelineID(1))
        counters.settled(.delivered, of: PipelineID(2))
        counters.settled(.dead, of: PipelineID(2))
        counters.attempted(.delivered, of: PipelineID(1))
        counters.attempted(.transient, of: PipelineID(1))
        counters.attempted(.permanent, of: PipelineID(2))
        counters.acceptedToDelivered.record(900)
        let totals = TrafficTotals(counters.reading)
        #expect(totals.delivered == 2 && totals.dead == 1 && totals.failedTries == 2 && totals.latency.count == 1)
    }
}
