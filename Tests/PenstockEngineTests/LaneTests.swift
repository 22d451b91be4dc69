import PenstockCore
import PenstockPipelines
import Testing

@testable import PenstockEngine

/// A lane in a box, because expectations take no mutating calls.
@dynamicMemberLookup private final class Box {
    var lane: Lane
    init(_ lane: Lane) { self.lane = lane }

    subscript<Value>(dynamicMember path: KeyPath<Lane, Value>) -> Value { lane[keyPath: path] }
    func wantsPending() -> Bool { lane.wantsPending() }
    func wantsWaiting(now: Int64) -> Bool { lane.wantsWaiting(now: Timestamp(microseconds: now)) }
    func handOver(_ delivery: ClaimedDelivery, hasRoom: Bool) -> Bool { lane.handOver(delivery, hasRoom: hasRoom) }
    func take(atMost limit: Int, at now: Double = 0) -> [Int64] { taken(atMost: limit, at: now)?.ids ?? [] }
    func taken(atMost limit: Int, at now: Double = 0) -> (task: Lane.Task, ids: [Int64])? {
        lane.take(atMost: limit, now: .at(now)).map { ($0.task, $0.deliveries.map(\.id.rawValue)) }
    }
    func claimedPending(_ deliveries: [ClaimedDelivery]) { lane.claimedPending(deliveries) }
    func claimedWaiting(_ deliveries: [ClaimedDelivery], at now: Double = 0) {
        lane.claimedWaiting(deliveries, next: nil, steady: .at(now), wall: .at(now))
    }
    func settled(_ id: Int64, _ ending: Ending = .answered, isLate: Bool = false) {
        lane.settled(DeliveryID(id), ending, isLate: isLate)
    }
    var isReady: Bool { lane.isReady(now: .at(0)) }
}

@Suite struct `A pipeline's lane` {
    /// A lane that memory feeds.
    private func lane(concurrency: Int = 4, rate: RateLimit? = nil) -> Box {
        let limits = Lane.Limits(concurrency: concurrency, rate: rate)
        let lane = Box(Lane(Lane.Plan(pipeline: PipelineID(1), limits: limits)))
        #expect(lane.wantsPending())
        lane.claimedPending([])
        return lane
    }

    @Test func `starts on disk, and memory feeds it once the disk is read`() {
        let lane = Box(Lane(Lane.Plan(pipeline: PipelineID(1), limits: Lane.Limits(concurrency: 4))))
        #expect(!lane.handOver(delivery(1), hasRoom: true))
        #expect(lane.wantsPending())
        #expect(!lane.wantsPending(), "one claim at a time")
        lane.claimedPending([delivery(1)])
        #expect(!lane.handOver(delivery(2), hasRoom: true), "there may be more on disk")
        #expect(lane.wantsPending())
        lane.claimedPending([])
        #expect(lane.handOver(delivery(3), hasRoom: true))
    }

    @Test func `gives out no more than its concurrency until outcomes are on disk`() {
        let lane = lane(concurrency: 2)
        for id in 1...5 { #expect(lane.handOver(delivery(Int64(id)), hasRoom: true)) }
        #expect(lane.take(atMost: 64) == [1, 2])
        #expect(lane.take(atMost: 64).isEmpty)
        #expect(!lane.isReady)
        lane.settled(1)
        #expect(lane.take(atMost: 64) == [3])
    }

    @Test func `keeps its order when one delivery did not fit`() {
        let lane = lane()
        #expect(lane.handOver(delivery(1), hasRoom: true))
        #expect(!lane.handOver(delivery(2), hasRoom: false))
        #expect(!lane.handOver(delivery(3), hasRoom: true), "behind one that stayed on disk")
        #expect(lane.cursor == DeliveryID(1))
    }

    @Test func `takes a due retry once`() {
        let lane = lane()
        lane.lane.isDue(Timestamp(microseconds: 50))
        #expect(!lane.wantsWaiting(now: 49))
        #expect(lane.wantsWaiting(now: 50))
        lane.claimedWaiting([delivery(9, attempts: 1)])
        lane.claimedWaiting([delivery(9, attempts: 1)])
        #expect(lane.queued == 1)
        #expect(lane.retriesTaken == [DeliveryID(9)])
        #expect(lane.take(atMost: 1).count == 1)
        lane.settled(9)
        #expect(lane.retriesTaken.isEmpty)
    }

    @Test func `hears of a retry that becomes due while others are claimed`() {
        let lane = lane()
        lane.lane.isDue(Timestamp(microseconds: 50))
        #expect(lane.wantsWaiting(now: 50))
        // The claim has been read already, so it is not in it.
        lane.lane.isDue(Timestamp(microseconds: 60))
        lane.claimedWaiting([delivery(9, attempts: 1)])
        #expect(lane.nextDue == Timestamp(microseconds: 60) && lane.wantsWaiting(now: 60))
        lane.claimedWaiting([])
        #expect(lane.nextDue == nil)
    }

    @Test func `closed, it forgets what it had queued and finds it again when it opens`() {
        let lane = lane(concurrency: 1)
        for id in 1...3 { #expect(lane.handOver(delivery(Int64(id)), hasRoom: true)) }
        lane.claimedWaiting([delivery(9, attempts: 1)])
        #expect(lane.take(atMost: 1) == [1])
        lane.lane.close(Reason(code: "paused", text: "by a person"))
        #expect(!lane.isReady && lane.queued == 0 && lane.queuedBytes == 0)
        #expect(!lane.wantsPending() && !lane.wantsWaiting(now: .max))
        #expect(!lane.handOver(delivery(4), hasRoom: true))
        lane.lane.open()
        #expect(lane.wantsPending())
        #expect(lane.cursor == DeliveryID(1), "the one in work is not read again")
        #expect(lane.wantsWaiting(now: 1))
        #expect(lane.retriesTaken.isEmpty)
    }

    @Test func `begins with eight and grows with successes`() {
        let lane = lane(concurrency: 64)
        for id in 1...100 { #expect(lane.handOver(delivery(Int64(id)), hasRoom: true)) }
        let first = lane.take(atMost: 64)
        #expect(first.count == 8)
        for id in first { lane.settled(id) }
        #expect(lane.take(atMost: 64).count == 16)
    }

    @Test func `starts no more than its rate, and says when the next may`() {
        let lane = lane(rate: RateLimit(count: 2, per: .seconds(1)))
        for id in 1...3 { #expect(lane.handOver(delivery(Int64(id)), hasRoom: true)) }
        #expect(lane.take(atMost: 64) == [1])
        #expect(lane.take(atMost: 64, at: 0.4).isEmpty)
        #expect(lane.alarm == .at(0.49))
        #expect(lane.take(atMost: 64, at: 0.5) == [2])
        lane.settled(2, .unsent)
        #expect(lane.take(atMost: 64, at: 0.5) == [3], "nothing was sent for the second")
    }

    @Test func `gives late retries one slot in eight while there is anything else`() {
        let lane = lane(concurrency: 8)
        for id in 1...40 { #expect(lane.handOver(delivery(Int64(id)), hasRoom: true)) }
        lane.claimedWaiting((101...110).map { delivery($0, attempts: 2) })
        let first = lane.take(atMost: 64)
        #expect(first == [1, 2, 3, 4, 5, 6, 7, 101])
        for id in first where id < 100 { lane.settled(id) }
        #expect(lane.take(atMost: 64) == [8, 9, 10, 11, 12, 13, 14], "its one slot is still in use")
    }

    @Test func `gives late retries every slot when nothing else is due`() {
        let lane = lane(concurrency: 8)
        lane.claimedWaiting((101...110).map { delivery($0, attempts: 2) })
        #expect(lane.take(atMost: 64).count == 8)
    }

    @Test func `a second try waits its turn among the first ones`() {
        let lane = lane(concurrency: 8)
        #expect(lane.handOver(delivery(1), hasRoom: true))
        lane.claimedWaiting([delivery(9, attempts: 1)])
        #expect(lane.handOver(delivery(2), hasRoom: true))
        #expect(lane.take(atMost: 64) == [1, 9, 2])
    }

    @Test func `what waits in memory does not keep due retries on disk`() {
        let lane = lane(concurrency: 1)
        for id in 1...500 { #expect(lane.handOver(delivery(Int64(id)), hasRoom: true)) }
        lane.lane.isDue(.at(0))
        #expect(lane.wantsWaiting(now: Timestamp.at(1).microseconds))
    }

    @Test func `shut, it takes nothing, then one to see, then all`() {
        let lane = lane(concurrency: 8)
        for id in 1...9 { #expect(lane.handOver(delivery(Int64(id)), hasRoom: true)) }
        #expect(lane.take(atMost: 2) == [1, 2])
        lane.lane.shut(until: .at(5), sweep: nil)
        #expect(lane.queued == 0 && !lane.isReady && !lane.wantsPending())
        #expect(!lane.handOver(delivery(10), hasRoom: true))
        #expect(lane.alarm == .at(5))
        lane.lane.advance(to: .at(4))
        #expect(lane.gate == .shut(until: .at(5)))

        lane.lane.advance(to: .at(5))
        #expect(lane.wantsPending() && lane.cursor == DeliveryID(2))
        lane.claimedPending((3...9).map { delivery($0) })
        let probe = lane.taken(atMost: 64, at: 5)
        #expect(probe?.task == .probe && probe?.ids == [3])
        #expect(lane.take(atMost: 64, at: 5).isEmpty, "one at a time")
        lane.lane.reopen()
        lane.settled(3)
        #expect(lane.take(atMost: 64, at: 5) == [4, 5, 6, 7, 8, 9])
    }

    @Test func `a probe that says nothing is followed by another`() {
        let lane = lane(concurrency: 8)
        lane.lane.shut(until: .at(0), sweep: nil)
        lane.lane.advance(to: .at(0))
        #expect(lane.wantsPending())
        lane.claimedPending([delivery(1), delivery(2)])
        #expect(lane.take(atMost: 64) == [1])
        lane.settled(1, .unsent)
        #expect(lane.taken(atMost: 64)?.task == .probe)
    }

    @Test func `with nothing waiting, the next event is the probe`() {
        let lane = lane(concurrency: 8)
        lane.lane.shut(until: .at(0), sweep: nil)
        lane.lane.advance(to: .at(0))
        #expect(lane.wantsPending() && lane.wantsWaiting(now: 1))
        lane.claimedPending([])
        lane.claimedWaiting([])
        #expect(lane.handOver(delivery(1), hasRoom: true))
        #expect(lane.taken(atMost: 64)?.task == .probe)
    }

    @Test func `while shut, it gives up what had its time, and only that`() {
        let lane = lane(concurrency: 8)
        lane.lane.shut(until: .at(9000), sweep: Expiry(span: .seconds(600)))
        #expect(lane.wantsWaiting(now: Timestamp.at(1000).microseconds))
        lane.claimedWaiting(
            [
                delivery(1, attempts: 1, firstAttemptAt: .at(0)), delivery(2, attempts: 1, firstAttemptAt: .at(900)),
                delivery(3, attempts: 2, firstAttemptAt: .at(0)),
            ],
            at: 1000
        )
        let over = lane.taken(atMost: 64, at: 1000)
        #expect(over?.task == .expire && over?.ids == [1, 3])
        lane.settled(1, .unknown)
        lane.settled(3, .unknown, isLate: true)
        #expect(lane.inUse == 0 && lane.lateInUse == 0)
        #expect(!lane.wantsWaiting(now: Timestamp.at(1001).microseconds), "not again before the next failed probe")
        lane.lane.advance(to: .at(9000))
        #expect(lane.wantsWaiting(now: Timestamp.at(9000).microseconds))
        lane.claimedWaiting([delivery(2, attempts: 1, firstAttemptAt: .at(900))], at: 9000)
        #expect(lane.taken(atMost: 64, at: 9000)?.task == .probe)
    }

    @Test func `a person's resume looks at once at an endpoint that did not work`() {
        let lane = lane(concurrency: 8)
        lane.lane.shut(until: .at(300), sweep: nil)
        lane.lane.close(Reason(code: "paused", text: "noon"))
        lane.lane.open()
        lane.lane.advance(to: .at(1))
        #expect(lane.gate == .probing(nil))
    }

    @Test func `a restart finds it shut`() {
        let opening = Breaker.Opening(
            since: .at(0),
            failures: 20,
            reason: Reason(code: "transient", text: "answered 503"),
            status: 503,
            probes: 0,
            until: .at(40)
        )
        let lane = Box(Lane(Lane.Plan(pipeline: PipelineID(1), limits: Lane.Limits(concurrency: 8), opening: opening)))
        #expect(!lane.wantsPending())
        #expect(lane.alarm == .at(40))
    }

    @Test func `forgets what a person withdrew`() {
        let lane = lane(concurrency: 8)
        #expect(lane.handOver(delivery(1), hasRoom: true))
        #expect(lane.handOver(delivery(2), hasRoom: true))
        lane.claimedWaiting([delivery(9, attempts: 1), delivery(10, attempts: 3)])
        for id: Int64 in [1, 9, 10, 77] { lane.lane.withdraw(DeliveryID(id)) }
        #expect(lane.retriesTaken.isEmpty && lane.retriesQueued == 0)
        #expect(lane.take(atMost: 64) == [2])
        #expect(lane.queuedBytes == 0)
    }
}
