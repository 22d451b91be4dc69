import PenstockCore
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
    func take(atMost limit: Int) -> [Int64] { lane.take(atMost: limit).map(\.id.rawValue) }
    func claimedPending(_ deliveries: [ClaimedDelivery]) { lane.claimedPending(deliveries) }
    func claimedWaiting(_ deliveries: [ClaimedDelivery]) { lane.claimedWaiting(deliveries, next: nil) }
}

@Suite struct `A pipeline's lane` {
    private func delivery(_ id: Int64, attempts: Int = 0) -> ClaimedDelivery {
        let event = Event(
            sequence: EventSequence(id),
            id: "\(id)",
            source: "/test",
            type: "t",
            subject: nil,
            time: Timestamp(microseconds: 0),
            dataContentType: "application/json",
            extensions: [],
            json: [],
            dataRange: 0..<0,
            acceptedAt: Timestamp(microseconds: 0),
            contradiction: nil,
            revision: RevisionID(1)
        )
        return ClaimedDelivery(
            id: DeliveryID(id),
            pipeline: PipelineID(1),
            event: event,
            createdAt: event.acceptedAt,
            attempts: attempts
        )
    }

    /// A lane that memory feeds.
    private func lane(concurrency: Int = 4) -> Box {
        let lane = Box(Lane(pipeline: PipelineID(1), concurrency: concurrency, hold: nil, nextDue: nil))
        #expect(lane.wantsPending())
        lane.claimedPending([])
        return lane
    }

    @Test func `starts on disk, and memory feeds it once the disk is read`() {
        let lane = Box(Lane(pipeline: PipelineID(1), concurrency: 4, hold: nil, nextDue: nil))
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
        lane.lane.settled(DeliveryID(1))
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
        lane.lane.settled(DeliveryID(9))
        #expect(lane.retriesTaken.isEmpty)
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
}
