internal import Logging
internal import PenstockCore

/// Sees what becomes of deliveries, and tells it to all who want to know: the metrics, the log and the live feed. It
/// decides nothing.
final class DeliveryWitness: Sendable {
    private let counters: EngineCounters
    private let feed: Feed
    private let log: DeliveryLog
    private let storeID: StoreID
    private let generations: Generations
    private let clock: EngineClock

    init(
        counters: EngineCounters,
        feed: Feed,
        logger: Logger,
        storeID: StoreID,
        generations: Generations,
        clock: EngineClock
    ) {
        self.counters = counters
        self.feed = feed
        log = DeliveryLog(logger: logger, storeID: storeID)
        self.storeID = storeID
        self.generations = generations
        self.clock = clock
    }

    /// A try of a transport ended.
    /// - Parameters:
    ///   - outcome: With the pipeline's policy applied.
    ///   - took: How long it took, seen from here.
    func attempted(_ claimed: ClaimedDelivery, _ result: AttemptResult, _ outcome: Outcome, took: Duration) {
        counters.attempted(outcome, of: claimed.pipeline)
        counters.attemptLatency.record(took.microseconds)
        if outcome != .delivered {
            log.failed(claimed, result, outcome, pipeline: name(claimed.pipeline), now: clock.steady())
        }
    }

    /// What became of a delivery is on disk.
    func settled(_ claimed: ClaimedDelivery, _ settlement: Settlement) {
        counters.settled(settlement.state, of: claimed.pipeline)
        if settlement.state == .delivered {
            counters.acceptedToDelivered.record((settlement.at - claimed.createdAt).microseconds)
        }
        if settlement.state.needsAttention {
            log.ended(claimed, settlement, pipeline: name(claimed.pipeline), now: clock.steady())
        }
        feed.publish {
            .settled(SettledDelivery(settlement, claimed, pipeline: name(claimed.pipeline), storeID))
        }
    }

    private func name(_ pipeline: PipelineID) -> String { generations.current.names[pipeline] ?? "?" }
}
