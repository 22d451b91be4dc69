import PenstockCore
import Testing

@testable import PenstockEngine

@Suite struct `A suspected delivery` {
    /// Lanes 0 and 1 use plugin a, lanes 1 and 2 plugin b.
    private func solitude(_ suspects: [Int64: String]) -> Solitude {
        Solitude(
            plugins: [["a"], ["a", "b"], ["b"]],
            suspects: Dictionary(uniqueKeysWithValues: suspects.map { (DeliveryID($0.key), $0.value) })
        )
    }

    @Test func `waits until its plugin's lanes are idle, and keeps them so until it has ended`() {
        var solitude = solitude([7: "a"])
        var busy: Set<Int> = [1]
        func begin() -> DeliveryID? { solitude.begin([DeliveryID(7)]) { !busy.contains($0) } }
        #expect(begin() == nil)
        #expect(solitude.still == [0, 1], "the third lane goes on")
        busy = [2]
        #expect(begin() == DeliveryID(7))
        #expect(begin() == nil, "it has begun")
        #expect(solitude.still == [0, 1])
        solitude.ended(DeliveryID(3))
        #expect(solitude.still == [0, 1], "that was another")
        solitude.ended(DeliveryID(7))
        #expect(solitude.still.isEmpty && solitude.isEmpty)
    }

    @Test func `goes one after the other`() {
        var solitude = solitude([7: "a", 8: "b"])
        #expect(solitude.begin([DeliveryID(8), DeliveryID(7)]) { _ in true } == DeliveryID(8))
        #expect(solitude.begin([DeliveryID(7)]) { _ in true } == nil)
        solitude.ended(DeliveryID(8))
        #expect(solitude.begin([DeliveryID(7)]) { _ in true } == DeliveryID(7))
    }

    @Test func `that is withdrawn before it began stops nobody`() {
        var solitude = solitude([7: "a"])
        #expect(solitude.begin([DeliveryID(7)]) { _ in false } == nil)
        #expect(solitude.begin([]) { _ in false } == nil)
        #expect(solitude.still.isEmpty)
    }

    @Test func `with a plugin that no pipeline uses any more begins at once, and stops nobody`() {
        var solitude = solitude([7: "gone"])
        #expect(solitude.begin([DeliveryID(7)]) { _ in false } == DeliveryID(7))
        #expect(solitude.still.isEmpty)
    }

    @Test func `is taken by the dispatcher when nothing else is in its plugin`() {
        let time = Clockwork()
        time.time = .at(0)
        let dispatcher = Dispatcher(
            lanes: [],
            suspects: [DeliveryID(7): "a"],
            clock: EngineClock(wall: { time.time }, steady: { time.time })
        )
        let plans: [(Int64, Set<String>)] = [(1, ["a"]), (2, ["a", "b"]), (3, ["b"])]
        dispatcher.adopt(
            plans.map {
                Lane.Plan(pipeline: PipelineID($0), limits: Lane.Limits(concurrency: 64), plugins: $1)
            },
            nil
        )
        for claim in dispatcher.look().claims { dispatcher.claimedPending(claim, []) }
        func append(_ id: Int64, to pipeline: Int64) {
            let delivery = AppendedDelivery(id: DeliveryID(id), pipeline: PipelineID(pipeline))
            dispatcher.note(.appended(appended(id, [delivery])))
            dispatcher.flush()
        }
        func take() -> [Int64] { dispatcher.look().slice?.deliveries.map(\.id.rawValue) ?? [] }
        func settle(_ id: Int64, of pipeline: Int64) {
            dispatcher.note(.settled(DeliveryID(id), of: PipelineID(pipeline), .answered, isLate: false))
            dispatcher.flush()
        }
        append(1, to: 2)
        #expect(take() == [1])
        dispatcher.isDue(PipelineID(1), at: .at(0))
        for claim in dispatcher.look().claims { dispatcher.claimedWaiting(claim, [delivery(7)], next: nil) }
        for id in 2...4 { append(Int64(id), to: Int64(id - 1)) }
        #expect(take() == [4], "only the lane that does not use the plugin")
        settle(1, of: 2)
        #expect(take() == [7])
        #expect(take().isEmpty)
        settle(7, of: 1)
        #expect(Set(take() + take()) == [2, 3])
    }
}
