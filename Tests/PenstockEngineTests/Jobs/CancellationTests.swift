import PenstockCore
import Testing

@testable import PenstockEngine

@Suite struct `A bulk cancellation` {
    private func cancel(_ pipeline: String? = nil, type: String? = nil, states: Set<DeliveryState> = []) -> JobRequest {
        var request = JobRequest(.cancel)
        (request.pipeline, request.type, request.states) = (pipeline, type, states)
        return request
    }

    private func states(_ deliveries: [DeliveryID], _ bench: JobBench) throws -> [DeliveryState?] {
        try deliveries.map { try bench.store.delivery($0)?.state }
    }

    @Test func `ends what would still go on, and calls off what is under way`() async throws {
        try await JobBench.run { bench in
            let past = try await bench.accept(6)
            let ends: [DeliveryState] = [.waiting, .held, .dead, .delivered, .filtered]
            for (delivery, state) in zip(past, ends) { try await bench.settle([delivery], state) }
            let finding = try await bench.runner.count(cancel(), within: nil)
            #expect(finding.count == 3 && finding.types == ["course.started": 3])
            #expect(try states(past, bench) == ends + [.pending], "counting changes nothing")
            let job = try await bench.carryOut(cancel())
            #expect(job.kind == .cancel && job.state == .done && job.done == 3 && job.total == 3 && job.skipped == 0)
            let expected: [DeliveryState] = [.cancelled, .cancelled, .dead, .delivered, .filtered, .cancelled]
            #expect(try states(past, bench) == expected)
            let reason = Reason(code: "cancelled", text: "a person cancelled it")
            #expect(try bench.store.delivery(past[0])?.reason == reason)
            #expect(bench.calledOff.all == [past[0], past[1], past[5]])
            #expect(try await bench.carryOut(cancel()).done == 0)
        }
    }

    @Test func `is taken back by a bulk retry, which lets go on what was called off`() async throws {
        try await JobBench.run { bench in
            let waiting = try await bench.accept(3)
            try await bench.settle(waiting, .waiting)
            #expect(try await bench.carryOut(cancel()).done == 3)
            #expect(bench.calledOff.all == Set(waiting))
            var retry = JobRequest(.retry(render: false))
            retry.states = [.cancelled]
            #expect(try await bench.carryOut(retry).done == 3)
            #expect(bench.calledOff.all.isEmpty)
            #expect(try states(waiting, bench) == [.waiting, .waiting, .waiting])
        }
    }

    @Test func `takes the states, the pipeline and the type that are named`() async throws {
        try await JobBench.run { bench in
            let both = try await bench.accept(to: ["hr", "mail"])
            let other = try await bench.accept(type: "user.added")
            let dead = try await bench.accept()
            try await bench.settle(dead, .dead)
            #expect(try await bench.carryOut(cancel("mail")).done == 1)
            #expect(try states(both, bench) == [.pending, .cancelled])
            #expect(try await bench.carryOut(cancel(type: "user.*")).done == 1)
            #expect(try states(other + dead, bench) == [.cancelled, .dead])
            #expect(try await bench.carryOut(cancel(states: [.dead])).done == 1)
            #expect(try states(both + dead, bench) == [.pending, .cancelled, .cancelled])
        }
    }

    @Test func `takes all that a pipeline has of an event, and what one has that is no more`() async throws {
        try await JobBench.run(removed: ["old"]) { bench in
            let first = try await bench.accept()
            try await bench.settle(first, .delivered)
            _ = try await bench.carryOut(JobRequest(.replay(into: nil)))
            let replayed = try bench.made().map(\.id)
            try #require(replayed.count == 1)
            let old = try await bench.accept(2, to: ["old"])
            let own = try await bench.accept(type: "penstock.delivery.dead", subject: "pipeline/hr", to: ["mail"])
            #expect(try await bench.carryOut(cancel("old")).done == 2)
            #expect(try states(old, bench) == [.cancelled, .cancelled])
            let job = try await bench.carryOut(cancel())
            #expect(job.done == 2, "also of Penstock's own events: whoever is told of them has asked for it")
            #expect(try states(replayed + own, bench) == [.cancelled, .cancelled])
        }
    }

    @Test func `of many goes on where it was stopped`() async throws {
        try await JobBench.run { bench in
            let past = try await bench.accept(2000)
            let job = try await bench.runner.begin(cancel("hr"), within: nil)
            _ = try await bench.wait(for: job.id) { $0.done > 0 }
            await bench.runner.stop()
            await bench.runner.start()
            let ended = try await bench.wait(for: job.id) { $0.state != .running }
            #expect(ended.state == .done && ended.done == 2000)
            #expect(try states(past, bench).allSatisfy { $0 == .cancelled })
            let backlog = try #require(try bench.store.backlog().first { $0.name == "hr" })
            #expect(backlog.pending == 0)
        }
    }
}

@Suite struct `Deliveries that were stopped` {
    @Test func `are known once`() {
        var withdrawn = Withdrawn()
        withdrawn.insert(DeliveryID(1))
        let found = [1, 1, 2].map { withdrawn.remove(DeliveryID($0)) }
        #expect(found == [true, false, false])
    }

    @Test func `are forgotten from the oldest on, when they never come`() {
        var withdrawn = Withdrawn()
        let count = Int64(3 * Withdrawn.limit)
        for number in 1...count { withdrawn.insert(DeliveryID(number)) }
        let newest = (0..<Int64(Withdrawn.limit)).map { withdrawn.remove(DeliveryID(count - $0)) }
        #expect(!newest.contains(false))
        let oldest = withdrawn.remove(DeliveryID(1))
        #expect(!oldest)
    }
}
