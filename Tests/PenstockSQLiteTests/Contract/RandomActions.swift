internal import PenstockCore

/// Draws operations, sensible ones and others.
struct RandomActions {
    /// Seeds that every run tries. A seed that ever failed stays in the list for good.
    static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]

    let bench: Workbench
    var generator: SplitMix64
    var now: Int64 = 0
    var deliveries: [DeliveryID] = []
    var events: [EventSequence] = []
    var jobs: [JobID] = []
    private var attempts = 0

    init(bench: Workbench, seed: UInt64) {
        self.bench = bench
        generator = SplitMix64(state: seed)
    }

    /// True once in so many times.
    mutating func roll(_ sides: Int) -> Bool { draw(0..<sides) == 0 }

    private mutating func draw(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }

    mutating func batch() -> [StoreOperation] {
        (0..<draw(1..<9)).map { _ in operation() }
    }

    private mutating func operation() -> StoreOperation {
        now += 1
        switch draw(0..<31) {
        case 0..<8: return .append(event())
        case 8..<18: return .settle(settlement())
        case 18, 19: return .retry(delivery(), render: roll(2), at: .at(now))
        case 20: return .hold(pipeline(), reason())
        case 21: return .resume(pipeline(), at: .at(now))
        case 22: return .cancel(delivery(), reason(), at: .at(now))
        case 23, 24: return .park(delivery(), reason(), at: .at(now))
        case 25: return .remember(pipeline(), [UInt8(now % 256)])
        case 26 where roll(3):
            let kind = Job.Kind.allCases.randomElement(using: &generator) ?? .replay
            return .begin(NewJob(kind: kind, request: [1], end: now, total: roll(2) ? 9 : nil, at: .at(now)))
        case 28:
            let source = roll(2) ? "lms" : "shop"
            return .learn(NewLearnedRequest(source: source, request: [1], reason: "r", at: .at(now)))
        case 29: return .note(source: roll(2) ? "lms" : "shop", [UInt8(now % 256)])
        case 30: return .forget([LearnedID(Int64(draw(1..<40)))])
        default: return .advance(step())
        }
    }

    private mutating func event() -> NewEvent {
        let id = roll(2) ? nil : "c-\(draw(0..<40))"
        var event = bench.event(
            id: id,
            source: roll(4) ? "/import" : "/lms",
            data: #"{"score":\#(roll(3) ? 1 : 2)}"#,
            at: .at(now),
            to: []
        )
        for _ in 0..<draw(0..<3) {
            var delivery = NewDelivery(pipeline: pipeline())
            if roll(3) {
                let digest = KeyDigest(high: 1, low: UInt64(draw(0..<6)))
                delivery.dedupe = DedupeKey(digest: digest, window: .seconds(draw(1..<80)))
            }
            if roll(2) { delivery.order = KeyDigest(high: UInt64(draw(0..<4)), low: 1) }
            event.deliveries.append(delivery)
        }
        return event
    }

    private mutating func settlement() -> Settlement {
        let state = DeliveryState.allCases.randomElement(using: &generator) ?? .delivered
        attempts += 1
        var settlement = Settlement(
            delivery: delivery(),
            state: state,
            due: state == .waiting ? .at(now + Int64(draw(0..<50))) : nil,
            reason: roll(2) ? reason() : nil,
            // Numbers rise by one for each delivery in earnest; here only the order matters.
            attempt: roll(2)
                ? bench.attempt(attempts, .transient, resume: roll(2) ? [UInt8(attempts % 256)] : []) : nil,
            stageTries: draw(0..<3),
            rendered: roll(3) ? message() : nil,
            at: .at(now),
            holdsPipeline: roll(6) ? reason() : nil,
            consequences: roll(4) ? [event()] : [],
            whenDead: roll(2) ? .hold : .continue,
            pluginState: (0..<draw(0..<3)).map { _ in pluginStateWrite() }
        )
        settlement.attempt?.rendering = revision
        settlement.revision = settlement.attempt == nil ? revision : bench.revision
        return settlement
    }

    private mutating func pluginStateWrite() -> PluginStateWrite {
        let key = PluginStateKey(
            pipeline: roll(2) ? bench.hr : bench.mail,
            stage: roll(2) ? "seen" : "stages/0",
            key: [UInt8(draw(0..<12))]
        )
        let bytes = [UInt8](repeating: UInt8(now % 256), count: draw(0..<3))
        return PluginStateWrite(
            key,
            roll(4) ? nil : PluginStateValue(bytes, expiresAt: roll(2) ? .at(now + Int64(draw(0..<50))) : nil)
        )
    }

    private mutating func step() -> JobStep {
        let work: JobStep.Work
        switch draw(0..<4) {
        case 0: work = .nothing
        case 1: work = .retry((0..<draw(0..<4)).map { _ in delivery() }, render: roll(2))
        case 2:
            work = .cancel(
                (0..<draw(0..<4)).map { _ in delivery() },
                from: roll(2) ? [.pending, .waiting, .held] : [.dead, .held],
                reason()
            )
        default: work = .replay((0..<draw(0..<4)).map { _ in replayed() })
        }
        let job = roll(20) ? JobID(1_000) : jobs.suffix(3).randomElement(using: &generator) ?? JobID(1)
        return JobStep(
            job: job,
            work: work,
            cursor: now,
            skipped: draw(0..<2),
            ends: roll(8) ? Job.State.allCases.randomElement(using: &generator) : nil,
            reason: roll(4) ? reason() : nil,
            at: .at(now)
        )
    }

    private mutating func replayed() -> ReplayedDelivery {
        ReplayedDelivery(
            event: roll(20) ? EventSequence(1_000_000) : events.randomElement(using: &generator) ?? EventSequence(1),
            pipeline: pipeline(),
            replayOf: roll(2) ? delivery() : nil
        )
    }

    private mutating func message() -> RenderedMessage {
        RenderedMessage(
            body: [UInt8(now % 256)],
            contentType: "text/plain",
            headers: [],
            attributes: [],
            revision: revision
        )
    }

    /// Follows from the time, so that it leaves what else a seed draws as it is.
    private var revision: RevisionID? { now % 3 == 0 ? nil : RevisionID(now % 5 + 1) }

    private mutating func reason() -> Reason {
        let code = ["configuration", "configuration", "paused", "gone"].randomElement(using: &generator) ?? "paused"
        return Reason(code: code, text: "at \(now)", stage: roll(2) ? "stages/0" : nil)
    }

    private mutating func pipeline() -> PipelineID {
        roll(30) ? PipelineID(99) : roll(2) ? bench.hr : bench.mail
    }

    private mutating func delivery() -> DeliveryID {
        roll(20) ? DeliveryID(1_000_000) : deliveries.suffix(60).randomElement(using: &generator) ?? DeliveryID(1)
    }
}

/// A small generator that gives the same numbers for the same seed (Steele, Lea and Flood, 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
