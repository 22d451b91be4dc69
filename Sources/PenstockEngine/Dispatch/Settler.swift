internal import Logging
internal import PenstockCore
internal import PenstockPipelines
internal import PenstockPlugins

/// Turns what became of a delivery into what is written, and acts on it once it is written.
struct Settler: Sendable {
    let writer: Writer
    let dispatcher: Dispatcher
    let events: SystemEvents
    let inFlight: InFlight
    let frames: FramePool
    let clock: EngineClock
    let witness: DeliveryWitness
    let logger: Logger
    let revision: RevisionID

    /// Takes the end of an attempt from a transport. Any thread.
    func completed(_ token: UInt64, _ result: AttemptResult) {
        guard let work = inFlight.end(token) else {
            logger.error("a transport completed an attempt twice, or one it was never given; ignored")
            return
        }
        let number = work.claimed.attempts + 1
        let progress = work.claimed.progress(attempts: number)
        let (outcome, decision) = work.chain.machine.after(
            result,
            progress,
            now: clock.steady(),
            draw: .random(in: 0..<1)
        )
        var result = result
        result.outcome = outcome
        witness.attempted(work.claimed, result, outcome, took: clock.wall() - work.startedAt)
        guard !result.isHostFault else {
            // Files come free again as others end; the endpoint's schedule has nothing to do with it.
            let again = clock.steady() + .milliseconds(.random(in: 1000...3000))
            let reason = Reason(code: result.code, text: result.sentence)
            settle(work, .retry(at: again, reason), attempt: nil, stageTries: work.claimed.stageTries)
            frames.give(work.frame)
            return
        }
        let attempt = Attempt(number: number, startedAt: work.startedAt, result: result, revision: revision)
        settle(work, decision, attempt: attempt, stageTries: 0)
        frames.give(work.frame)
    }

    /// A filter said drop.
    func filtered(_ work: Work, _ reason: String) {
        settle(
            work,
            .finish(.filtered, Reason(code: "filtered", text: reason)),
            attempt: nil,
            stageTries: work.claimed.stageTries
        )
    }

    /// A stage failed, so nothing was sent.
    func stageFailed(_ work: Work, _ outcome: Outcome, _ reason: Reason) {
        let tries = work.claimed.stageTries + 1
        let decision = work.chain.machine.after(
            stageFailure: outcome,
            reason,
            stageTries: tries,
            work.claimed.progress(attempts: work.claimed.attempts),
            now: clock.steady(),
            draw: .random(in: 0..<1)
        )
        settle(work, decision, attempt: nil, stageTries: tries)
    }

    private func settle(_ work: Work, _ decision: DeliveryMachine.Decision, attempt: Attempt?, stageTries: Int) {
        let claimed = work.claimed
        var settlement = Settlement(
            delivery: claimed.id,
            state: .delivered,
            attempt: attempt,
            stageTries: stageTries,
            at: clock.wall()
        )
        switch decision {
        case .finish(let state, let reason):
            settlement.state = state
            settlement.reason = reason
        case .retry(let due, let reason):
            settlement.state = .waiting
            settlement.due = due
            settlement.reason = reason
        case .hold(let state, let reason, let pipeline):
            settlement.state = state
            settlement.reason = reason
            settlement.holdsPipeline = pipeline
        }
        // A message that may be sent again is kept as it was rendered; a stage failure has nothing rendered.
        if attempt != nil, settlement.state != .delivered, claimed.rendered == nil {
            settlement.rendered = work.frame.rendered
        }
        settlement.consequences = events.consequences(of: settlement, claimed, pipeline: work.chain.pipeline.name)
        if let hold = settlement.holdsPipeline { closeLane(work, hold) }
        write(settlement, claimed)
    }

    private func closeLane(_ work: Work, _ hold: Reason) {
        logger.error(
            "the pipeline is held: \(hold.text)",
            metadata: ["pipeline": "\(work.chain.pipeline.name)", "reason": "\(hold.code)"]
        )
        dispatcher.close(work.claimed.pipeline, hold)
    }

    private func write(_ settlement: Settlement, _ claimed: ClaimedDelivery) {
        writer.enqueue(.settle(settlement)) { result in
            switch result {
            case .settled(let settled):
                witness.settled(claimed, settlement)
                if let due = settlement.due { dispatcher.note(.due(claimed.pipeline, at: due)) }
                if settled.consequences.count < settlement.consequences.count {
                    logger.warning(
                        "the disk is nearly full, so an event of Penstock's own was dropped",
                        metadata: ["type": "\(settlement.consequences.first?.type ?? "")"]
                    )
                }
                for event in settled.consequences { dispatcher.note(.appended(event)) }
            case .failed(let error):
                // The store still has it as it was, so it is tried again; the other side may get it twice.
                logger.error(
                    "an outcome could not be written: \(error.message)",
                    metadata: ["delivery": "\(events.storeID.text(of: claimed.id))"]
                )
            default:
                break
            }
            dispatcher.note(.settled(claimed.id, of: claimed.pipeline))
        }
    }
}

extension ClaimedDelivery {
    fileprivate func progress(attempts: Int) -> DeliveryMachine.Progress {
        DeliveryMachine.Progress(
            createdAt: createdAt,
            attempts: attempts,
            attemptsBeforeRetry: attemptsBeforeRetry
        )
    }
}
