import PenstockCore
import PenstockPipelines
import Testing

@testable import PenstockEngine

@Suite struct `A rate` {
    /// Takes all there is every so often, for so many seconds.
    private func taken(_ rate: RateLimit, every step: Double, for seconds: Double) -> Int {
        var bucket = TokenBucket(rate)
        var taken = 0
        for index in 0..<Int(seconds / step) {
            let now = Timestamp.at(Double(index) * step)
            let available = bucket.available(at: now)
            bucket.take(available, at: now)
            taken += available
        }
        return taken
    }

    @Test(arguments: [
        (RateLimit(count: 50, per: .seconds(1)), 0.001, 10.0, 500),
        (RateLimit(count: 3, per: .seconds(1)), 0.01, 100, 300),
        (RateLimit(count: 1000, per: .seconds(1)), 0.01, 10, 10_000),
        (RateLimit(count: 60, per: .seconds(60)), 0.1, 60, 60),
        (RateLimit(count: 1, per: .seconds(86_400)), 60, 86_400, 1),
    ])
    func `lets through what it says, and no more than a fiftieth of a second's worth beyond`(
        rate: RateLimit,
        step: Double,
        seconds: Double,
        expected: Int
    ) {
        let taken = taken(rate, every: step, for: seconds)
        #expect(taken >= expected * 99 / 100 && taken <= expected + TokenBucket(rate).capacity, "\(taken)")
    }

    @Test func `spreads a slow rate evenly, whatever was saved up`() {
        var bucket = TokenBucket(RateLimit(count: 2, per: .seconds(1)))
        #expect(bucket.available(at: .at(1000)) == 1)
        bucket.take(1, at: .at(1000))
        #expect(bucket.available(at: .at(1000.4)) == 0)
        #expect(bucket.next == .at(1000.49), "as far as a timer may be late")
        #expect(bucket.available(at: bucket.next) == 1)
    }

    @Test func `takes a token back for which nothing was sent`() {
        var bucket = TokenBucket(RateLimit(count: 1, per: .seconds(60)))
        bucket.take(1, at: .at(0))
        #expect(bucket.available(at: .at(1)) == 0)
        bucket.giveBack(1)
        #expect(bucket.available(at: .at(1)) == 1)
    }
}
