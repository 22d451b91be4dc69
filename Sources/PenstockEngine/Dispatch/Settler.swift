internal import Logging
internal import PenstockCore
internal import PenstockPipelines
internal import PenstockPlugins

/// Turns what became of a delivery into what is written, and acts on it once it is written.
struct Settler: Sendable {
    let writer: Writer
    let dispatcher: Dispatcher
    let storeID: StoreID
    let generations: Generations
    let inFlight: InFlight
    let suspects: Suspects
    let frames: FramePool
    let pluginState: PluginStateView
    let stalls: StallWatch
    let unwritten: Unwritten
    let clock: EngineClock
    let witness: DeliveryWitness
    let logger: Logger
    /// How many deliveries of a pipeline wait, as the store counts them.
    let waiting: @Sendable (PipelineID) -> Int?

    /// Penstock's own events, for those who want them now.
    var events: SystemEvents { generations.current.events }

    /// Takes the end of an attempt from a transport. Any thread.
    func completed(_ token: UInt64, _ result: AttemptResult) {
        guard let work = inFlight.end(token) else {
            logger.error("a transport completed an attempt twice, or one it was never given; ignored")
            return
        }
        defer { frames.give(work.frame) }
        let now = clock.steady()
        let (outcome, decision) = work.chain.machine.after(
            result,
            work.claimed.progress(attempts: work.claimed.attempts + 1),
            now: now,
            draw: .random(in: 0..<1)
        )
        witness.attempted(work.claimed, result, outcome, took: now - work.began)
        if work.isWithdrawn, outcome != .delivered {
            // The store has it as a person wanted it, and a failure changes nothing of that.
            dispatcher.dropped(
                work.claimed.id,
                of: work.claimed.pipeline,
                .unknown,
                isLate: work.claimed.isLate
            )
            return
        }
        if result.isHostFault {
            // Files come free again as others end; the endpoint's schedule has nothing to do with it.
            return again(work, Reason(code: result.code, text: result.sentence), after: 1...3, now)
        }
        switch outcome {
        case .pluginFault:
            // No try of the endpoint's.
            let reason = Reason(code: result.code.isEmpty ? outcome.rawValue : result.code, text: result.sentence)
            return failed(work, outcome, reason, .unknown)
        case .transient where stalls.isStalled(since: work.began, now: now):
            let text = "the host stood still during the attempt, so it counts for nothing and is made again"
            return again(work, Reason(code: "host-stalled", text: text), after: 0.5...1.5, now)
        default: break
        }
        var result = result
        result.outcome = outcome
        let attempt = Attempt(
            number: work.claimed.attempts + 1,
            startedAt: work.startedAt,
            result: result,
            revision: work.revision,
            rendering: work.claimed.rendered?.revision.flatMap { $0 == work.revision ? nil : $0 },
            request: request(of: work, outcome, now)
        )
        var settlement = settlement(of: work, decision, attempt: attempt, stageTries: 0)
        var memory: LaneMemory?
        let change = change(of: work.chain.health, work, outcome, result, now)
        if change != .none {
            settlement.consequences += act(on: change, work, now)
            memory = work.chain.health.memory
        }
        write(settlement, work.claimed, Ending(outcome), memory)
    }

    /// What the attempt sent, where that is kept.
    private func request(of work: Work, _ outcome: Outcome, _ now: Timestamp) -> RequestHead? {
        guard work.chain.requestSample.keeps(outcome, at: now) else { return nil }
        let head = work.frame.requestHead
        return head.isEmpty ? nil : head.kept(without: work.chain.mask)
    }

    /// A filter said drop.
    func filtered(_ work: Work, _ reason: String, by stage: String?) {
        let reason = Reason(code: "filtered", text: reason, stage: stage)
        let decision = DeliveryMachine.Decision.finish(.filtered, reason)
        let settlement = settlement(of: work, decision, attempt: nil, stageTries: work.claimed.stageTries)
        write(settlement, work.claimed, .unsent, nil)
    }

    /// It brought a plugin down once too often.
    func quarantined(_ work: Work, _ reason: Reason) {
        let decision = DeliveryMachine.Decision.finish(.held, reason)
        let settlement = settlement(of: work, decision, attempt: nil, stageTries: work.claimed.stageTries)
        write(settlement, work.claimed, .unsent, nil)
    }

    /// A stage failed, so nothing was sent.
    func stageFailed(_ work: Work, _ outcome: Outcome, _ reason: Reason) {
        if outcome == .transient, work.frame.state.metReservedKey {
            // The other delivery's outcome is what it waits for, and no fault of anybody's.
            return again(work, reason, after: 0.2...1, clock.steady(), .unsent)
        }
        failed(work, outcome, reason, .unsent)
    }

    /// A person stopped it before anything was sent.
    func withdrawn(_ work: Work) {
        dispatcher.dropped(work.claimed.id, of: work.claimed.pipeline, .unsent, isLate: work.claimed.isLate)
        // Where it was let go on meanwhile, the store shows it as due.
        dispatcher.isDue(work.claimed.pipeline, at: clock.steady())
    }

    private func failed(_ work: Work, _ outcome: Outcome, _ reason: Reason, _ ending: Ending) {
        let tries = work.claimed.stageTries + 1
        if reason.endedPlugin, let plugin = work.chain.plugin(of: reason.stage) {
            dispatcher.suspect(work.claimed.id, with: plugin)
        }
        let decision = work.chain.machine.after(
            stageFailure: outcome,
            reason,
            stageTries: tries,
            work.claimed.progress(attempts: work.claimed.attempts),
            now: clock.steady(),
            draw: .random(in: 0..<1)
        )
        write(settlement(of: work, decision, attempt: nil, stageTries: tries), work.claimed, ending, nil)
    }

    /// Nobody was at fault but the host: the attempt is made again, and counts for nothing.
    /// - Parameter seconds: The wait is drawn from these.
    private func again(
        _ work: Work,
        _ reason: Reason,
        after seconds: ClosedRange<Double>,
        _ now: Timestamp,
        _ ending: Ending = .unknown
    ) {
        let settlement = settlement(
            of: work,
            .retry(at: now + .seconds(Double.random(in: seconds)), reason),
            attempt: nil,
            stageTries: work.claimed.stageTries
        )
        write(settlement, work.claimed, ending, nil)
    }

    /// Gives deliveries up whose time was over while their endpoint did not work. No event for each: the breaker's own
    /// say how many.
    func expired(_ deliveries: [ClaimedDelivery], _ chain: Chain) {
        chain.health.note { $0.givenUp += deliveries.count }
        let opening = chain.health.opening
        let since = opening.map { " since \($0.since): \($0.reason.text)" } ?? ""
        let reason = Reason(
            code: opening?.reason.code ?? "transient",
            text: "given up: the retry schedule's whole time passed while the endpoint did not work\(since)"
        )
        let memory = chain.health.memory
        for (index, delivery) in deliveries.enumerated() {
            let settlement = Settlement(
                delivery: delivery.id,
                state: .dead,
                reason: reason,
                stageTries: delivery.stageTries,
                at: clock.wall(),
                steady: chain.pipeline.order == nil ? nil : clock.steady(),
                whenDead: chain.pipeline.order?.whenDead ?? .hold
            )
            write(settlement, delivery, .unknown, index == deliveries.count - 1 ? memory : nil)
        }
    }

    private func settlement(
        of work: Work,
        _ decision: DeliveryMachine.Decision,
        attempt: Attempt?,
        stageTries: Int
    ) -> Settlement {
        let claimed = work.claimed
        var settlement = Settlement(
            delivery: claimed.id,
            state: .delivered,
            attempt: attempt,
            stageTries: stageTries,
            revision: work.revision,
            at: clock.wall(),
            steady: work.chain.pipeline.order == nil ? nil : clock.steady(),
            whenDead: work.chain.pipeline.order?.whenDead ?? .hold
        )
        switch decision {
        case .finish(let state, let reason):
            settlement.state = state
            settlement.reason = reason
        case .retry(let due, let reason):
            settlement.state = .waiting
            settlement.due = due
            settlement.reason = reason
        case .hold(_, let reason, _) where !isCurrent(work.chain, of: claimed.pipeline):
            // It says something of how the pipeline was. As it is now, it has not been tried.
            settlement.state = .waiting
            settlement.due = clock.steady()
            settlement.reason = reason
        case .hold(let state, let reason, let pipeline):
            settlement.state = state
            settlement.reason = reason
            settlement.holdsPipeline = pipeline
        }
        // A message that may be sent again is kept as it was rendered; a stage failure has nothing rendered.
        if attempt != nil, settlement.state != .delivered, claimed.rendered == nil {
            settlement.rendered = work.frame.rendered
            settlement.rendered?.revision = work.revision
        }
        // With an attempt the message is kept or delivered, and what a filter dropped is dropped for good: the stages do
        // not run again. Else they do, and begin from what there was.
        if attempt != nil || settlement.state == .filtered { settlement.pluginState = work.frame.state.take() }
        settlement.consequences = events.consequences(of: settlement, claimed, pipeline: work.chain.pipeline.name)
        if let hold = settlement.holdsPipeline { closeLane(work, hold) }
        return settlement
    }

    /// Whether the pipeline is still what an attempt began with; a reload may have changed it meanwhile.
    private func isCurrent(_ chain: Chain, of pipeline: PipelineID) -> Bool {
        generations.current.chains[pipeline] === chain
    }

    private func closeLane(_ work: Work, _ hold: Reason) {
        logger.error(
            "the pipeline is held: \(hold.text)",
            metadata: ["pipeline": "\(work.chain.pipeline.name)", "reason": "\(hold.code)"]
        )
        dispatcher.close(work.claimed.pipeline, hold)
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
