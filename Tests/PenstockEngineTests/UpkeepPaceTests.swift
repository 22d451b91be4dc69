import PenstockCore
import Testing

@testable import PenstockEngine

@Suite struct `Upkeep pace` {
    private let busy = UpkeepReport(removed: 100, isDone: false)
    private let done = UpkeepReport(removed: 0, isDone: true)

    private func at(_ seconds: Int64) -> Timestamp { Timestamp(microseconds: seconds * 1_000_000) }

    @Test func `with nothing to do it looks now and then, and seldom where nobody writes`() {
        var pace = UpkeepPace()
        #expect(pace.rest(after: done, operations: 5, now: at(0)) == UpkeepPace.whenDone)
        #expect(pace.rest(after: done, operations: 5, now: at(1)) == UpkeepPace.whenIdle)
        #expect(pace.rest(after: done, operations: 6, now: at(2)) == UpkeepPace.whenDone)
    }

    @Test func `with work to do it goes on at once where nobody else writes`() {
        var pace = UpkeepPace()
        _ = pace.rest(after: busy, operations: 5, now: at(0))
        #expect(pace.rest(after: busy, operations: 5, now: at(0)) == .zero)
    }

    @Test func `under load it takes a fifth of the time, and half of it once it has long been behind`() {
        var pace = UpkeepPace()
        #expect(pace.rest(after: busy, operations: 1, now: at(0)) == UpkeepPace.steady)
        #expect(pace.rest(after: busy, operations: 2, now: at(29)) == UpkeepPace.steady)
        #expect(pace.rest(after: busy, operations: 3, now: at(30)) == UpkeepPace.pressed)
        _ = pace.rest(after: done, operations: 4, now: at(31))
        #expect(pace.rest(after: busy, operations: 5, now: at(32)) == UpkeepPace.steady)
    }

    @Test func `after a failure it waits`() {
        var pace = UpkeepPace()
        #expect(pace.rest(after: nil, operations: 1, now: at(0)) == UpkeepPace.afterFailure)
    }
}
