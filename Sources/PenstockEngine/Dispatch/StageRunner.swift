internal import PenstockCore
internal import PenstockPipelines
internal import PenstockPlugins

/// What a stage thread does: takes slices, runs the stages, begins attempts.
struct StageRunner: Sendable {
    let dispatcher: Dispatcher
    let settler: Settler
    let suspects: Suspects
    let inFlight: InFlight
    let frames: FramePool
    let clock: EngineClock
    let storeID: StoreID
    /// Reads from the store what the lanes ask for.
    let claim: @Sendable (Dispatcher.Claim) -> Void

    /// How long an exchange may take as far as the host is concerned: more than any `timeout` that makes sense.
    private static let budget = Duration.seconds(3600)

    /// The body of a stage thread; returns when the dispatcher stops.
    func run(thread: Int) {
        while let slice = dispatcher.next(claim) {
            guard let generation = slice.generation, let chain = generation.chains[slice.pipeline] else { continue }
            if case .expire = slice.task {
                settler.expired(slice.deliveries, chain)
            } else {
                work(slice, chain, generation.revision, thread)
            }
        }
    }

    private func work(_ slice: Dispatcher.Slice, _ chain: Chain, _ revision: RevisionID, _ thread: Int) {
        // Clocks are read once for the slice.
        let (now, began) = (clock.wall(), clock.steady())
        let all = slice.deliveries.map { claimed in
            let frame = frames.take()
            frame.load(
                claimed,
                id: storeID.text(of: claimed.id),
                replayOf: claimed.replayOf.map(storeID.text(of:)),
                pipeline: chain.pipeline.name,
                budget: Self.budget
            )
            frame.setTime(now)
            return Work(
                claimed: claimed,
                chain: chain,
                frame: frame,
                revision: revision,
                isProbe: slice.task == .probe,
                startedAt: now,
                began: began
            )
        }
        let tried = all.filter { work in
            guard let reason = suspects.verdict(on: work.claimed.id) else { return true }
            end(work) { settler.quarantined(work, reason) }
            return false
        }
        // What was rendered before is sent as it was.
        let rendered = tried.filter { $0.claimed.rendered != nil }
        let fresh = tried.filter { $0.claimed.rendered == nil }
        for work in rendered { work.frame.keep() }
        var ready = rendered
        for (work, rendering) in zip(fresh, chain.render(fresh.map(\.frame), thread: thread)) {
            switch rendering.verdict {
            case .pass: ready.append(work)
            case .drop(let reason): end(work) { settler.filtered(work, reason, by: rendering.dropper) }
            case .failed(let outcome, let reason): end(work) { settler.stageFailed(work, outcome, reason) }
            }
        }
        for work in ready { addHeaders(work) }
        for (work, verdict) in zip(ready, chain.sign(ready.map(\.frame), thread: thread)) {
            if case .failed(let outcome, let reason) = verdict {
                end(work) { settler.stageFailed(work, outcome, reason) }
            } else {
                attempt(work)
            }
        }
    }

    private func addHeaders(_ work: Work) {
        if let trace = work.claimed.event.trace {
            // Each attempt is a span of its own, so that the receiver's spans hang below the try that reached it.
            work.frame.addHeader("traceparent", trace.context.child(span: .random(in: 1 ... .max)))
            if let state = trace.state { work.frame.addHeader("tracestate", state) }
        }
        work.frame.addHeader(HopCount.header, String(work.claimed.event.hops + 1))
    }

    private func attempt(_ work: Work) {
        guard let token = inFlight.begin(work) else {
            end(work) { settler.withdrawn(work) }
            return
        }
        if case .failed(let outcome, let reason) = work.chain.submit(work.frame, token: token) {
            // Not accepted, so no completion follows.
            guard let work = inFlight.end(token) else { return }
            end(work) { settler.stageFailed(work, outcome, reason) }
        }
    }

    private func end(_ work: Work, _ settle: () -> Void) {
        settle()
        frames.give(work.frame)
    }
}
