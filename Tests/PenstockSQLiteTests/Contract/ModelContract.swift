internal import PenstockCore
internal import Testing

@Suite struct `Random actions` {
    @Test(arguments: StoreUnderTest.all, [1, 2, 3, 4, 5, 6] as [UInt64])
    func `a store does what the model does, through restarts`(kind: StoreUnderTest, seed: UInt64) throws {
        let bench = try Workbench(kind)
        var actions = RandomActions(bench: bench, seed: seed)
        var model = StoreModel(pipelines: [bench.hr, bench.mail])
        for round in 1...120 {
            let operations = actions.batch()
            let results = try bench.store.commit(operations)
            try #require(results.count == operations.count)
            for (operation, result) in zip(operations, results) { try model.apply(operation, result) }
            actions.deliveries = model.rows.keys.sorted()
            if round % 20 == 0 { try model.check(bench.store) }
            if actions.roll(15) { try bench.reopen() }
            if actions.roll(25) {
                actions.now += 1
                #expect(
                    try bench.store.adopt(Workbench.declarations, digest: "a", at: .at(actions.now)).revision
                        == bench.revision
                )
                model.adopt(at: .at(actions.now))
            }
        }
        try bench.reopen()
        try model.check(bench.store)
    }
}

/// Draws operations, sensible ones and others.
struct RandomActions {
    let bench: Workbench
    var generator: SplitMix64
    var now: Int64 = 0
    var deliveries: [DeliveryID] = []
    private var attempts = 0

    init(bench: Workbench, seed: UInt64) {
        self.bench = bench
        generator = SplitMix64(state: seed)
    }

    /// True once in so many times.
    mutating func roll(_ sides: Int) -> Bool { Int.random(in: 0..<sides, using: &generator) == 0 }

    mutating func batch() -> [StoreOperation] {
        (0..<Int.random(in: 1...8, using: &generator)).map { _ in operation() }
    }

    private mutating func operation() -> StoreOperation {
        now += 1
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<8: return .append(event())
        case 8..<16: return .settle(settlement())
        case 16, 17: return .retry(delivery(), render: roll(2), at: .at(now))
        case 18: return .hold(pipeline(), reason())
        default: return .resume(pipeline(), at: .at(now))
        }
    }

    private mutating func event() -> NewEvent {
        let id = roll(2) ? nil : "c-\(Int.random(in: 0..<40, using: &generator))"
        return bench.event(
            id: id,
            source: roll(4) ? "/import" : "/lms",
            data: #"{"score":\#(roll(3) ? 1 : 2)}"#,
            at: .at(now),
            to: (0..<Int.random(in: 0..<3, using: &generator)).map { _ in pipeline() }
        )
    }

    private mutating func settlement() -> Settlement {
        let state = DeliveryState.allCases.randomElement(using: &generator) ?? .delivered
        attempts += 1
        return Settlement(
            delivery: delivery(),
            state: state,
            due: state == .waiting ? .at(now + Int64.random(in: 0..<50, using: &generator)) : nil,
            reason: roll(2) ? reason() : nil,
            // Numbers rise by one for each delivery in earnest; here only the order matters.
            attempt: roll(2)
                ? bench.attempt(attempts, .transient, resume: roll(2) ? [UInt8(attempts % 256)] : []) : nil,
            stageTries: Int.random(in: 0..<3, using: &generator),
            rendered: roll(3) ? message() : nil,
            at: .at(now),
            holdsPipeline: roll(6) ? reason() : nil,
            consequences: roll(4) ? [event()] : []
        )
    }

    private mutating func message() -> RenderedMessage {
        RenderedMessage(body: [UInt8(now % 256)], contentType: "text/plain", headers: [], attributes: [])
    }

    private mutating func reason() -> Reason {
        Reason(code: roll(2) ? "configuration" : "paused", text: "at \(now)", stage: roll(2) ? "stages/0" : nil)
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
