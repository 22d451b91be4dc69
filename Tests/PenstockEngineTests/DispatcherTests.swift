import PenstockCore
import PenstockPipelines
import Testing

@testable import PenstockEngine

@Suite struct `The dispatcher` {
    /// A dispatcher whose lanes memory feeds, with a clock that the test sets and no threads: the test looks.
    private struct Rig {
        let time = Clockwork()
        let dispatcher: Dispatcher
        private let lanes: [Int64]

        init(lanes: Int, slots: Int = 4096, concurrency: Int = 64, rate: RateLimit? = nil) {
            let time = time
            time.time = .at(0)
            self.lanes = (1...Int64(lanes)).map { $0 }
            dispatcher = Dispatcher(
                lanes: self.lanes.map {
                    Lane(Self.plan($0, Lane.Limits(concurrency: concurrency, rate: rate)))
                },
                slots: slots,
                clock: EngineClock(wall: { time.time }, steady: { time.time })
            )
            // Nothing is on disk.
            for claim in dispatcher.look().claims { dispatcher.claimedPending(claim, []) }
        }

        static func plan(_ pipeline: Int64, _ limits: Lane.Limits) -> Lane.Plan {
            Lane.Plan(pipeline: PipelineID(pipeline), limits: limits)
        }

        /// An event with a delivery for each pipeline; the delivery's number is the event's times 1,000 and the pipeline's.
        func append(_ id: Int64, to pipelines: [Int64]? = nil) {
            let deliveries = (pipelines ?? lanes).map {
                AppendedDelivery(id: DeliveryID(id * 1000 + $0), pipeline: PipelineID($0))
            }
            dispatcher.note(.appended(appended(id, deliveries)))
            dispatcher.flush()
        }

        /// Takes all that can be taken now.
        func takeAll() -> [ClaimedDelivery] {
            var taken: [ClaimedDelivery] = []
            while let slice = dispatcher.look().slice { taken += slice.deliveries }
            return taken
        }

        func settle(_ deliveries: [ClaimedDelivery], _ ending: Ending = .answered) {
            for delivery in deliveries {
                dispatcher.note(.settled(delivery.id, of: delivery.pipeline, ending, isLate: delivery.isLate))
            }
            dispatcher.flush()
        }
    }

    @Test func `hands over pending deliveries, and none that repeat or stand behind another`() {
        let rig = Rig(lanes: 3)
        let made = [
            AppendedDelivery(id: DeliveryID(1), pipeline: PipelineID(1)),
            AppendedDelivery(id: DeliveryID(2), pipeline: PipelineID(2), state: .duplicate),
            AppendedDelivery(id: DeliveryID(3), pipeline: PipelineID(3), state: .held),
        ]
        rig.dispatcher.note(.appended(appended(1, made)))
        rig.dispatcher.note(.appended(appended(1, made, isDuplicate: true)))
        rig.dispatcher.flush()
        #expect(rig.takeAll().map(\.id) == [DeliveryID(1)])
    }

    @Test func `49 endpoints that hang leave room for the one that works`() {
        // Fewer slots than 50 lanes could use, and all 49 hang after they had worked for long.
        let rig = Rig(lanes: 50, slots: 512)
        for id in 1...20 as ClosedRange<Int64> {
            rig.append(id)
            rig.settle(rig.takeAll())
        }
        for id in 21...300 as ClosedRange<Int64> { rig.append(id) }
        let first = rig.takeAll()
        #expect(first.count <= 512)
        var live = first.filter { $0.pipeline == PipelineID(50) }
        let share = HostSlots(limit: 512, lanes: [Int](repeating: 64, count: 50)).share
        #expect(live.count >= share, "\(live.count)")
        // The others never end; it goes on with what it has until its backlog is gone.
        var delivered = 0
        while !live.isEmpty {
            delivered += live.count
            rig.settle(live)
            live = rig.takeAll().filter { $0.pipeline == PipelineID(50) }
        }
        #expect(delivered == 280)
    }

    @Test func `49 endpoints that fail hold eight slots each, and nothing once they are known`() {
        let rig = Rig(lanes: 50)
        let dead = (1...49).map { PipelineID($0) }
        for id in 1...100 as ClosedRange<Int64> { rig.append(id) }
        let first = rig.takeAll()
        #expect(first.count == 50 * 8)
        rig.settle(first.filter { $0.pipeline != PipelineID(50) }, .failed)
        for pipeline in dead { rig.dispatcher.shut(pipeline, until: .at(5), sweep: nil) }
        rig.settle(first.filter { $0.pipeline == PipelineID(50) })
        let second = rig.takeAll()
        #expect(second.allSatisfy { $0.pipeline == PipelineID(50) } && second.count == 16)
        // Their time comes: each asks for a few rows to choose one from.
        rig.time.time = .at(5)
        let claims = rig.dispatcher.look().claims
        #expect(Set(claims.map(\.pipeline)) == Set(dead) && claims.allSatisfy { $0.limit == 8 })
    }

    @Test func `takes turns between lanes`() {
        let rig = Rig(lanes: 3, concurrency: 4)
        for id in 1...100 as ClosedRange<Int64> { rig.append(id) }
        var pipelines: [Int64] = []
        for _ in 0..<6 {
            guard let slice = rig.dispatcher.look().slice else { break }
            pipelines.append(slice.pipeline.rawValue)
            rig.settle(slice.deliveries)
        }
        #expect(Set(pipelines[0..<3]) == [1, 2, 3] && Set(pipelines[3..<6]) == [1, 2, 3])
    }

    @Test func `takes nothing while the store does not take what is written`() {
        let rig = Rig(lanes: 1)
        rig.append(1)
        rig.dispatcher.stopTaking(.store, true)
        rig.dispatcher.stopTaking(.outcomes, true)
        #expect(rig.takeAll().isEmpty)
        rig.dispatcher.stopTaking(.store, false)
        #expect(rig.takeAll().isEmpty)
        rig.dispatcher.stopTaking(.outcomes, false)
        #expect(rig.takeAll().count == 1)
    }

    @Test func `keeps what waits in memory within bounds, whatever the number of lanes`() {
        let rig = Rig(lanes: 100)
        for id in 1...1000 as ClosedRange<Int64> { rig.append(id) }
        let queued = rig.dispatcher.readings.reduce(0) { $0 + $1.queued }
        #expect(queued * 512 <= (32 << 20) + 512, "\(queued)")
        #expect(rig.dispatcher.readings.contains { $0.hasMoreOnDisk })
    }

    @Test func `asks for less at once while memory is short`() {
        let rig = Rig(lanes: 2)
        for id in 1...70_000 as ClosedRange<Int64> { rig.append(id, to: [1]) }
        rig.append(70_001, to: [2])
        let claim = rig.dispatcher.look().claims.first { $0.pipeline == PipelineID(2) }
        #expect(claim?.bytes == 64 << 10)
    }

    @Test func `drops from memory what a person withdrew`() {
        let rig = Rig(lanes: 1)
        rig.append(1)
        rig.append(2)
        rig.dispatcher.note(.withdrawn(DeliveryID(1001), of: PipelineID(1)))
        rig.dispatcher.flush()
        #expect(rig.takeAll().map(\.id) == [DeliveryID(2001)])
    }

    @Test func `the timer is told of a rate's next token`() {
        let rig = Rig(lanes: 1, rate: RateLimit(count: 10, per: .seconds(1)))
        rig.append(1)
        rig.append(2)
        let look = rig.dispatcher.look()
        #expect(look.slice?.deliveries.count == 1 && look.isEarlier)
        rig.time.time = .at(0.1)
        #expect(rig.takeAll().count == 1)
    }
}
