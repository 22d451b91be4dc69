import PenstockCore
import Testing

@testable import PenstockEngine

@Suite struct `A pipeline's lane` {
    private func delivery(_ id: Int64, attempts: Int = 0) -> ClaimedDelivery {
        let event = Event(
            sequence: EventSequence(id), id: "\(id)", source: "/test", type: "t", subject: nil,
            time: Timestamp(microseconds: 0), dataContentType: "application/json", extensions: [], json: [],
            dataRange: 0..<0, acceptedAt: Timestamp(microseconds: 0), contradiction: nil, revision: RevisionID(1))
        return ClaimedDelivery(
            id: DeliveryID(id), pipeline: PipelineID(1), event: event, createdAt: event.acceptedAt, attempts: attempts)
    }

    /// A lane that memory feeds.
    private func lane(concurrency: Int = 4) -> Lane {
        var lane = Lane(pipeline: PipelineID(1), concurrency: concurrency, hold: nil, nextDue: nil)
        #expect(lane.wantsPending())
        lane.claimedPending([])
        return lane
    }

    @Test func `starts on disk, and memory feeds it once the disk is read`() {
        var lane = Lane(pipeline: PipelineID(1), concurrency: 4, hold: nil, nextDue: nil)
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
        var lane = lane(concurrency: 2)
        for id in 1...5 { #expect(lane.handOver(delivery(Int64(id)), hasRoom: true)) }
        #expect(lane.take(atMost: 64).map(\.id.rawValue) == [1, 2])
        #expect(lane.take(atMost: 64).isEmpty)
        #expect(!lane.isReady)
        lane.settled(DeliveryID(1))
        #expect(lane.take(atMost: 64).map(\.id.rawValue) == [3])
    }

    @Test func `keeps its order when one delivery did not fit`() {
        var lane = lane()
        #expect(lane.handOver(delivery(1), hasRoom: true))
        #expect(!lane.handOver(delivery(2), hasRoom: false))
        #expect(!lane.handOver(delivery(3), hasRoom: true), "behind one that stayed on disk")
        #expect(lane.cursor == DeliveryID(1))
    }

    @Test func `takes a due retry once`() {
        var lane = lane()
        lane.isDue(Timestamp(microseconds: 50))
        #expect(!lane.wantsWaiting(now: Timestamp(microseconds: 49)))
        #expect(lane.wantsWaiting(now: Timestamp(microseconds: 50)))
        lane.claimedWaiting([delivery(9, attempts: 1)], next: nil)
        lane.claimedWaiting([delivery(9, attempts: 1)], next: nil)
        #expect(lane.queued == 1)
        #expect(lane.retriesTaken == [DeliveryID(9)])
        #expect(lane.take(atMost: 1).count == 1)
        lane.settled(DeliveryID(9))
        #expect(lane.retriesTaken.isEmpty)
    }

    @Test func `closed, it forgets what it had queued and finds it again when it opens`() {
        var lane = lane(concurrency: 1)
        for id in 1...3 { #expect(lane.handOver(delivery(Int64(id)), hasRoom: true)) }
        lane.claimedWaiting([delivery(9, attempts: 1)], next: nil)
        #expect(lane.take(atMost: 1).map(\.id.rawValue) == [1])
        lane.close(Reason(code: "paused", text: "by a person"))
        #expect(!lane.isReady && lane.queued == 0 && lane.queuedBytes == 0)
        #expect(!lane.wantsPending() && !lane.wantsWaiting(now: Timestamp(microseconds: .max)))
        #expect(!lane.handOver(delivery(4), hasRoom: true))
        lane.open()
        #expect(lane.wantsPending())
        #expect(lane.cursor == DeliveryID(1), "the one in work is not read again")
        #expect(lane.wantsWaiting(now: Timestamp(microseconds: 1)))
        #expect(lane.retriesTaken.isEmpty)
    }
}
