import PenstockCore
import PenstockPipelines
import Testing

@testable import PenstockEngine

/// Lanes whose pipelines change while they work.
@Suite struct `A reload's lanes` {
    private let time = Clockwork()
    private let dispatcher: Dispatcher

    init() {
        let time = time
        time.time = .at(0)
        dispatcher = Dispatcher(lanes: [], clock: EngineClock(wall: { time.time }, steady: { time.time }))
        dispatcher.adopt([plan(1), plan(2)], nil)
        for claim in dispatcher.look().claims { dispatcher.claimedPending(claim, []) }
    }

    private func plan(
        _ pipeline: Int64,
        concurrency: Int = 8,
        rate: RateLimit? = nil,
        isAnew: Bool = true,
        hold: Reason? = nil,
        nextDue: Timestamp? = nil
    ) -> Lane.Plan {
        Lane.Plan(
            pipeline: PipelineID(pipeline),
            limits: Lane.Limits(concurrency: concurrency, rate: rate),
            isAnew: isAnew,
            hold: hold,
            nextDue: nextDue
        )
    }

    private func append(_ ids: ClosedRange<Int64>, to pipeline: Int64 = 1) {
        for id in ids {
            let made = AppendedDelivery(id: DeliveryID(id), pipeline: PipelineID(pipeline))
            dispatcher.note(.appended(appended(id, [made])))
        }
        dispatcher.flush()
    }

    private func takeAll() -> [ClaimedDelivery] {
        var taken: [ClaimedDelivery] = []
        while let slice = dispatcher.look().slice { taken += slice.deliveries }
        return taken
    }

    private func settle(_ deliveries: [ClaimedDelivery]) {
        for delivery in deliveries {
            dispatcher.note(.settled(delivery.id, of: delivery.pipeline, .answered, isLate: false))
        }
        dispatcher.flush()
    }

    private func reading(_ pipeline: Int64) -> Dispatcher.LaneReading? {
        dispatcher.readings.first { $0.pipeline == PipelineID(pipeline) }
    }

    @Test func `keep what they have where the pipeline did not change`() {
        append(1...20)
        let taken = takeAll()
        #expect(taken.count == 8)
        dispatcher.adopt([plan(1, isAnew: false), plan(2, isAnew: false)], nil)
        #expect(reading(1)?.inUse == 8 && reading(1)?.queued == 12)
        settle(taken)
        #expect(takeAll().map(\.id.rawValue) == Array(9...16))
    }

    @Test func `take another concurrency and rate over`() {
        append(1...20)
        settle(takeAll())
        dispatcher.adopt([plan(1, concurrency: 2), plan(2)], nil)
        let taken = takeAll()
        #expect(taken.count == 2 && reading(1)?.concurrency == 2)
        settle(taken)
        dispatcher.adopt([plan(1, concurrency: 8, rate: RateLimit(count: 1, per: .seconds(1))), plan(2)], nil)
        #expect(takeAll().count == 1)
    }

    @Test func `end what is in work of a pipeline that goes, and begin nothing more`() {
        append(1...20)
        let taken = takeAll()
        dispatcher.adopt([plan(2, isAnew: false)], nil)
        #expect(reading(1) == nil, "it is nobody's business any more")
        settle(taken)
        append(21...22)
        #expect(takeAll().isEmpty && dispatcher.look().claims.isEmpty)
        append(23...24, to: 2)
        #expect(takeAll().count == 2)
    }

    @Test func `find on disk what waited when the pipeline comes back, and not what is in work`() {
        append(1...20)
        let taken = takeAll()
        dispatcher.adopt([plan(2, isAnew: false)], nil)
        dispatcher.adopt([plan(1), plan(2, isAnew: false)], nil)
        let claims = dispatcher.look().claims.filter { $0.pipeline == PipelineID(1) }
        let after = claims.compactMap { claim in
            if case .pending(let cursor) = claim.kind { cursor } else { nil }
        }
        #expect(after == [taken.last?.id], "behind those that are in work: \(claims)")
        #expect(reading(1)?.inUse == 8)
        settle(taken)
        #expect(reading(1)?.inUse == 0)
    }

    @Test func `come back held where the store says so`() {
        dispatcher.adopt([plan(2, isAnew: false)], nil)
        let hold = Reason(code: "paused", text: "by a person")
        dispatcher.adopt([plan(1, hold: hold), plan(2, isAnew: false)], nil)
        #expect(reading(1)?.hold == hold)
        #expect(dispatcher.look().claims.isEmpty)
        dispatcher.adopt([plan(1), plan(2, isAnew: false)], nil)
        #expect(reading(1)?.hold == nil)
    }

    @Test func `keep a hold of a pipeline that did not change, whatever the store had said before`() {
        dispatcher.close(PipelineID(1), Reason(code: "gone", text: "410"))
        dispatcher.adopt([plan(1, isAnew: false), plan(2, isAnew: false)], nil)
        #expect(reading(1)?.hold?.code == "gone")
    }

    @Test func `send a probe at once where the endpoint did not work and the pipeline has changed`() {
        dispatcher.shut(PipelineID(1), until: .at(300), sweep: nil)
        dispatcher.adopt([plan(1, isAnew: false), plan(2, isAnew: false)], nil)
        #expect(reading(1)?.gate == .shut(until: .at(300)))
        dispatcher.adopt([plan(1), plan(2, isAnew: false)], nil)
        _ = dispatcher.look()
        #expect(reading(1)?.gate == .probing(nil))
    }

    @Test func `take no answer to what was asked before all was forgotten`() {
        append(1...20)
        let taken = takeAll()
        settle(taken)
        // The lane asks for more as soon as it is low; the answer comes when it has been closed and opened again.
        dispatcher.note(.created(PipelineID(1)))
        dispatcher.flush()
        let claim = dispatcher.look().claims.first { $0.pipeline == PipelineID(1) }
        dispatcher.close(PipelineID(1), Reason(code: "paused", text: "by a person"))
        dispatcher.open(PipelineID(1))
        if let claim { dispatcher.claimedPending(claim, [delivery(21)]) }
        #expect(claim != nil && takeAll().isEmpty, "what stood before 21 would be left out")
        #expect(dispatcher.look().claims.contains { $0.pipeline == PipelineID(1) } || reading(1)?.hasMoreOnDisk == true)
    }

    @Test func `divide the host anew`() {
        // Two of 4096 slots' halves, then one.
        let two = HostSlots(limit: 100, lanes: [64, 64])
        #expect(two.share == 25)
        let one = two.divided(among: [(concurrency: 64, inUse: 10), (concurrency: 0, inUse: 5)])
        #expect(one.share == 50 && one.used == 15, "one that goes has no share, and what it has in work counts")
        #expect(one.room(concurrency: 64, inUse: 10) == 85)
    }
}
