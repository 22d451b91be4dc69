internal import Logging
internal import PenstockCore

/// Tells everybody who has to know of an event that is on disk. On the writer's thread, in the order of commits.
struct Arrivals: Sendable {
    let storeID: StoreID
    let generations: Generations
    let counters: EngineCounters
    let dispatcher: Dispatcher
    let feed: Feed
    let bell: TimerBell
    let logger: Logger

    /// An event that was sent.
    /// - Returns: What its sender is answered.
    func accepted(_ appended: AppendedEvent) -> Acceptance {
        counters.accepted(appended)
        dispatcher.note(.appended(appended))
        if appended.differs {
            logger.warning(
                "an event came again with other data; the first one stands",
                metadata: ["event": "\(appended.event.id)", "source": "\(appended.event.source)"]
            )
        }
        let current = generations.current
        if let timers = appended.timers {
            bell.made(timers, rules: current.intake.timers.digest(of: appended.event.type))
        }
        let acceptance = answer(appended, current.names)
        if !appended.isDuplicate {
            feed.publish { .accepted(AcceptedEvent(appended.event, acceptance.deliveries)) }
        }
        return acceptance
    }

    /// The event of a timer.
    func fired(_ appended: AppendedEvent) {
        counters.timerFired()
        _ = accepted(appended)
    }

    private func answer(_ appended: AppendedEvent, _ names: [PipelineID: String]) -> Acceptance {
        Acceptance(
            id: appended.event.id,
            isDuplicate: appended.isDuplicate,
            differs: appended.differs,
            deliveries: appended.deliveries.map { delivery in
                Acceptance.Delivery(id: storeID.text(of: delivery.id), pipeline: names[delivery.pipeline] ?? "?")
            }
        )
    }
}
