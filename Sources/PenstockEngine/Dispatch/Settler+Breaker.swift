internal import Logging
internal import PenstockCore
internal import PenstockPipelines

// What attempts say of their endpoint.

extension Settler {
    /// Tells the breaker how an attempt ended.
    func change(
        of health: LaneHealth,
        _ work: Work,
        _ outcome: Outcome,
        _ result: AttemptResult,
        _ now: Timestamp
    ) -> Breaker.Change {
        switch Ending(outcome) {
        case .answered: return health.answered(isProbe: work.isProbe, at: now)
        case .failed:
            // What is cut off because the host stops says nothing about the endpoint.
            guard !dispatcher.isStopping else { return .none }
            let failure = Breaker.Failure(
                delivery: work.claimed.id,
                reason: Reason(code: result.code.isEmpty ? outcome.rawValue : result.code, text: result.sentence),
                status: result.status,
                asked: result.retryAfter
            )
            return health.failed(
                failure,
                isProbe: work.isProbe,
                at: now,
                wall: clock.wall(),
                draw: .random(in: 0..<1)
            )
        case .unsent, .unknown: return .none
        }
    }

    /// Does what follows when the breaker opens, looks again or closes.
    /// - Returns: Events that belong into the transaction of the outcome.
    func act(on change: Breaker.Change, _ work: Work, _ now: Timestamp) -> [NewEvent] {
        let (chain, claimed) = (work.chain, work.claimed)
        let name = chain.pipeline.name
        // A delivery of an event of our own makes no further one, or they could feed on themselves.
        let isTold = !claimed.event.type.isSystemType
        switch change {
        case .none: return []
        case .opened(let opening):
            dispatcher.shut(claimed.pipeline, until: opening.until, sweep: nil)
            logger.warning(
                "the endpoint does not work; one delivery now and then will look: \(opening.reason.text)",
                metadata: ["pipeline": "\(name)", "failures": "\(opening.failures)"]
            )
            guard isTold else { return [] }
            chain.health.note { $0.isAnnounced = true }
            return events.failing(opening, claimed.pipeline, name, now: now, at: clock.wall())
        case .postponed(let opening):
            var expiry = chain.expiry
            let memory = chain.health.memory
            expiry.notBefore = memory.resumedAt
            // A delivery that waited for its rate has not had its chance.
            if chain.pipeline.rate != nil { expiry.notBefore = max(opening.since, memory.resumedAt ?? opening.since) }
            dispatcher.shut(claimed.pipeline, until: opening.until, sweep: expiry)
            guard isTold, opening.givenUp > 0, !opening.hasToldGivenUp else { return [] }
            chain.health.note { opening in
                opening.hasToldGivenUp = true
                opening.isAnnounced = true
            }
            return events.failing(opening, claimed.pipeline, name, now: now, at: clock.wall())
        case .closed(let opening):
            let waited = waiting(claimed.pipeline)
            dispatcher.reopen(claimed.pipeline)
            logger.notice(
                "the endpoint works again",
                metadata: ["pipeline": "\(name)", "since": "\(opening.since)", "given-up": "\(opening.givenUp)"]
            )
            guard opening.isAnnounced else { return [] }
            return events.recovered(opening, claimed.pipeline, name, waited: waited, at: clock.wall())
        }
    }
}
