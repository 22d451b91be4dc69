import PenstockCore
import Testing

@testable import PenstockEngine

@Suite struct `A breaker` {
    /// A breaker in a box, with time in seconds; chance has no say.
    private final class Box {
        var breaker: Breaker
        init(_ breaker: Breaker = Breaker()) { self.breaker = breaker }

        @discardableResult
        func fail(
            _ delivery: Int64 = 1,
            at now: Double,
            asked: Duration? = nil,
            isProbe: Bool = false
        ) -> Breaker.Change {
            let reason = Reason(code: "transient", text: "answered 503")
            let failure = Breaker.Failure(delivery: DeliveryID(delivery), reason: reason, status: 503, asked: asked)
            return breaker.failed(failure, isProbe: isProbe, at: .at(now), wall: .at(now + 7), draw: 0.5)
        }

        @discardableResult
        func answer(at now: Double, isProbe: Bool = false) -> Breaker.Change {
            breaker.answered(isProbe: isProbe, at: .at(now))
        }

        /// Opens it at second 6.
        func open() { for index in 0..<10 { fail(Int64(index), at: index < 9 ? 0 : 6) } }
    }

    /// How many failures, of how many deliveries, over how many seconds; and whether that opens it.
    @Test(arguments: [
        (9, 9, 60.0, false), (10, 9, 4, false), (10, 9, 5, true), (19, 9, 0, false), (20, 9, 0, true),
        (40, 2, 60, false),
        (10, 3, 60, true),
    ])
    func `opens after many failures in a row, of several deliveries`(
        count: Int,
        deliveries: Int,
        seconds: Double,
        opens: Bool
    ) {
        let box = Box()
        for index in 0..<count {
            let now = index == count - 1 ? seconds : 0
            let change = box.fail(Int64(index % deliveries), at: now)
            guard case .opened(let opening) = change else { continue }
            #expect(index == count - 1, "not before the last")
            #expect(opening.since == .at(7) && opening.failures == count && opening.status == 503)
            #expect(opening.until == .at(seconds + 5))
        }
        #expect((box.breaker.opening != nil) == opens)
    }

    @Test func `an answer begins the count anew`() {
        let box = Box()
        for index in 0..<100 {
            box.fail(Int64(index), at: Double(index))
            if index % 9 == 8 { #expect(box.answer(at: Double(index)) == .none) }
        }
        #expect(box.breaker.opening == nil)
    }

    @Test func `looks again later each time, up to five minutes, and closes with the first answer`() {
        let box = Box()
        box.open()
        var now = 11.0
        var waits: [Double] = []
        for _ in 0..<8 {
            guard case .postponed(let opening) = box.fail(99, at: now, isProbe: true) else {
                Issue.record("not postponed")
                return
            }
            let wait = Double((opening.until - .at(now)).microseconds) / 1e6
            waits.append(wait)
            now += wait
        }
        #expect(waits == [10, 20, 40, 80, 160, 300, 300, 300])
        guard case .closed(let opening) = box.answer(at: now, isProbe: true) else {
            Issue.record("not closed")
            return
        }
        #expect(opening.failures == 18 && opening.probes == 8)
        #expect(box.breaker.opening == nil)
    }

    @Test func `what began before it opened neither closes nor postpones it`() {
        let box = Box()
        box.open()
        let before = box.breaker.opening?.until
        #expect(box.answer(at: 7) == .none)
        #expect(box.fail(3, at: 8) == .none)
        #expect(box.breaker.opening?.until == before)
    }

    @Test func `waits as long as the endpoint asks, up to a day`() {
        let box = Box()
        for index in 0..<19 { box.fail(Int64(index), at: 0) }
        guard case .opened(let opening) = box.fail(20, at: 0, asked: .seconds(120)) else {
            Issue.record("not opened")
            return
        }
        #expect(opening.until == .at(120))
        guard case .postponed(let later) = box.fail(20, at: 120, asked: .seconds(900_000), isProbe: true) else {
            Issue.record("not postponed")
            return
        }
        #expect(later.until == .at(120 + 86_400))
    }

    @Test(arguments: [(10.0, 20.0), (400, 5)])
    func `soon open again, it goes on waiting as long as it did`(after: Double, expected: Double) {
        let box = Box()
        box.open()
        box.fail(99, at: 20, isProbe: true)
        box.fail(99, at: 40, isProbe: true)
        box.answer(at: 60, isProbe: true)
        for index in 0..<20 { box.fail(Int64(index), at: 60 + after) }
        #expect(box.breaker.opening?.until == .at(60 + after + expected))
    }
}

@Suite struct `What a lane remembers` {
    @Test func `is read as it was written, and stays small`() {
        let opening = Breaker.Opening(
            since: .at(1),
            failures: 12,
            reason: Reason(code: "transient", text: String(repeating: "é\u{1}", count: 2000)),
            status: 503,
            probes: 3,
            until: .at(90),
            isAnnounced: true,
            givenUp: 4,
            hasToldGivenUp: true
        )
        let bytes = LaneMemory(opening: opening, resumedAt: .at(5)).bytes
        #expect(bytes.count <= 4096)
        var expected = opening
        expected.reason.text = String(opening.reason.text.prefix(500))
        #expect(LaneMemory(bytes) == LaneMemory(opening: expected, resumedAt: .at(5)))
        #expect(LaneMemory(LaneMemory().bytes) == LaneMemory())
    }

    @Test(arguments: ["", "[]", #"{"open":{"since":"x"}}"#, #"{"open":3}"#])
    func `is nothing where it cannot be read`(text: String) {
        #expect(LaneMemory(Array(text.utf8)) == LaneMemory())
    }
}

@Suite struct `What is given up while an endpoint does not work` {
    private let week = Duration.seconds(7 * 86_400)

    @Test(arguments: [
        (0.0, 604_799.0, false), (0, 604_800, true), (3600, 604_800, false), (nil, 9_999_999, false),
    ])
    func `is what had its first try a whole schedule ago`(first: Double?, now: Double, isOver: Bool) {
        let expiry = Expiry(span: week)
        let tried = delivery(1, firstAttemptAt: first.map { .at($0) })
        #expect(expiry.isOver(tried, steady: .at(now), wall: .at(now)) == isOver)
    }

    @Test func `a wall clock that jumps gives nothing up`() {
        let expiry = Expiry(span: .seconds(600))
        let tried = delivery(1, firstAttemptAt: .at(0))
        #expect(!expiry.isOver(tried, steady: .at(10), wall: .at(3610)))
        #expect(!expiry.isOver(tried, steady: .at(3610), wall: .at(10)))
    }

    @Test func `time before a person's resume does not count, and the deadline always does`() {
        var expiry = Expiry(span: .seconds(600), notBefore: .at(500))
        let tried = delivery(1, firstAttemptAt: .at(0), createdAt: .at(0))
        #expect(!expiry.isOver(tried, steady: .at(1000), wall: .at(1000)))
        #expect(expiry.isOver(tried, steady: .at(1100), wall: .at(1100)))
        expiry.deadline = .seconds(900)
        #expect(expiry.isOver(tried, steady: .at(1000), wall: .at(1000)))
        #expect(!Expiry().isFinite && Expiry(deadline: week).isFinite)
    }
}

@Suite struct `The host's own stalls` {
    @Test func `are seen by the tick that comes late, and by an end that comes before it`() {
        let watch = StallWatch(now: .at(0))
        #expect(watch.tick(at: .at(1)) == nil)
        #expect(!watch.isStalled(since: .at(0.5), now: .at(6)), "a busy machine")
        #expect(watch.isStalled(since: .at(0.5), now: .at(31)), "nobody has ticked yet")
        #expect(watch.tick(at: .at(31)) == .seconds(30))
        #expect(watch.isStalled(since: .at(0.5), now: .at(40)), "it began before the stall was over")
        #expect(watch.tick(at: .at(32)) == nil)
        #expect(watch.isStalled(since: .at(0.5), now: .at(40)))
        #expect(!watch.isStalled(since: .at(31.5), now: .at(33)))
    }
}

@Suite struct `Slow start` {
    @Test func `doubles with each wave of successes, and begins again after three failures in a row`() {
        var slots = SlowStart(most: 50)
        var limits: [Int] = []
        for _ in 0..<80 {
            slots.succeeded()
            if limits.last != slots.limit { limits.append(slots.limit) }
        }
        #expect(limits == [8, 16, 32, 50])
        slots.failed()
        slots.failed()
        slots.succeeded()
        slots.failed()
        #expect(slots.limit == 50)
        slots.failed()
        slots.failed()
        #expect(slots.limit == 8)
        #expect(SlowStart(most: 3).limit == 3)
    }
}

@Suite struct `The host's slots` {
    @Test func `are sure for each lane up to its share, and free beyond`() {
        var host = HostSlots(limit: 100, lanes: [64, 64, 2, 64, 64])
        #expect(host.share == 10)
        #expect(host.room(concurrency: 64, inUse: 0) == 68, "100 less three shares of 10 and one of 2")
        host.changed(concurrency: 64, from: 0, to: 64)
        #expect(host.room(concurrency: 64, inUse: 64) == 4)
        host.changed(concurrency: 64, from: 0, to: 14)
        #expect(host.room(concurrency: 64, inUse: 14) == 0)
        #expect(host.room(concurrency: 2, inUse: 0) == 2 && host.room(concurrency: 64, inUse: 0) == 10)
    }

    @Test func `go to whoever comes first where there are more lanes than slots`() {
        var host = HostSlots(limit: 2, lanes: [1, 1, 1, 1])
        #expect(host.room(concurrency: 1, inUse: 0) == 1)
        host.changed(concurrency: 1, from: 0, to: 1)
        host.changed(concurrency: 1, from: 0, to: 1)
        #expect(host.room(concurrency: 1, inUse: 0) == 0)
    }
}
