internal import PenstockCore
internal import Synchronization

/// Reads the counters at a steady pace, for the pictures of what went through.
final class TrafficMeter: Sendable {
    private let counters: EngineCounters
    private let clock: EngineClock
    private let state: Mutex<TrafficHistory>

    init(_ counters: EngineCounters, _ clock: EngineClock) {
        self.counters = counters
        self.clock = clock
        state = Mutex(TrafficHistory(since: clock.wall(), steady: clock.steady()))
    }

    var history: TrafficHistory { state.withLock { $0 } }

    /// Called every second or so.
    func tick() {
        let steady = clock.steady()
        guard state.withLock({ $0.isDue(steady) }) else { return }
        let totals = TrafficTotals(counters.reading)
        let wall = clock.wall()
        state.withLock { $0.end(totals, wall: wall, steady: steady) }
    }
}
