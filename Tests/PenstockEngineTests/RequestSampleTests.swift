import PenstockCore
import Testing

@testable import PenstockEngine

@Suite struct `Heads of requests are kept` {
    @Test func `of every try that was not delivered`() {
        let sample = RequestSample()
        let moment = Timestamp(microseconds: 5)
        let failures = Outcome.allCases.filter { $0 != .delivered }
        let kept = (failures + failures).map { sample.keeps($0, at: moment) }
        #expect(!kept.contains(false))
        let isFirst = sample.keeps(.delivered, at: moment)
        #expect(isFirst, "failures do not count for it")
    }

    @Test func `of those that were, the first in each second`() {
        let sample = RequestSample()
        let times: [Int64] = [0, 1, 999_999, 1_000_000, 1_000_001, 1_999_999, 7_500_000, 8_499_999, 8_500_000]
        let kept = times.filter { sample.keeps(.delivered, at: Timestamp(microseconds: $0)) }
        #expect(kept == [0, 1_000_000, 7_500_000, 8_500_000])
    }
}
