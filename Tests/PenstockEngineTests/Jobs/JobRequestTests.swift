import PenstockCore
import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockEngine

@Suite struct `What is asked of a job` {
    private static let requests: [JobRequest] = {
        var full = JobRequest(.replay(into: "new"))
        full.since = Timestamp("2026-03-04T10:00:00.25Z")
        full.until = Timestamp("2026-03-05T10:00:00Z")
        (full.type, full.subject, full.source, full.pipeline) = ("course.*", "course/WS-101", "/lms", "hr")
        full.states = [.dead, .delivered]
        full.rate = RateLimit(count: 50, per: .seconds(1))
        let person = PersonDigest(of: "learner1", in: StoreID("k3f9x2pq"))
        var cancel = JobRequest(.cancel)
        (cancel.pipeline, cancel.states) = ("hr", [.held])
        return [
            full, JobRequest(.replay(into: nil)), JobRequest(.retry(render: true)), JobRequest(.erase(person)), cancel,
        ]
    }()

    @Test(arguments: requests)
    func `is the same after it was stored`(request: JobRequest) throws {
        #expect(JobRequest(request.kind, request.json) == request)
    }

    @Test(arguments: [("50/s", 50, 1), ("3000/m", 3000, 60), ("1/h", 1, 3600), ("5/d", 5, 86_400)])
    func `may have a rate`(text: String, count: Int, seconds: Int) {
        #expect(RateLimit(text: text) == RateLimit(count: count, per: .seconds(seconds)))
    }

    @Test(arguments: ["", "50", "/s", "0/s", "-1/s", "50/y", "50/s/s", "1.5/s", "2000000/s"])
    func `may not have what is no rate`(text: String) {
        #expect(RateLimit(text: text) == nil)
    }
}

@Suite struct `The pace of a job` {
    private let start = Timestamp(microseconds: 1_000_000)

    @Test func `is not held back without a rate`() {
        var pace = Pace(nil, now: start)
        pace.took(Pace.step, start)
        #expect(pace.limit == Pace.step && pace.delay(start) == .zero)
    }

    @Test(arguments: [(50, 12), (1, 1), (10_000, Pace.step)])
    func `takes a quarter of a second's worth at a time`(perSecond: Int, expected: Int) {
        #expect(Pace(RateLimit(count: perSecond, per: .seconds(1)), now: start).limit == expected)
    }

    @Test func `spreads the steps, and does not make up for time in which nothing was done`() {
        var pace = Pace(RateLimit(count: 50, per: .seconds(1)), now: start)
        #expect(pace.delay(start) == .zero)
        pace.took(10, start)
        #expect(pace.delay(start) == .milliseconds(200))
        #expect(pace.delay(start + .milliseconds(150)) == .milliseconds(50))
        let later = start + .seconds(60)
        #expect(pace.delay(later) <= .zero)
        pace.took(10, later)
        #expect(pace.delay(later) == .milliseconds(200))
    }
}
