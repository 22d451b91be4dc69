import PenstockCore
import PenstockPipelines
import Testing

@testable import PenstockEngine

@Suite struct `A replay` {
    private func replay(_ pipeline: String? = nil, into: String? = nil, states: Set<DeliveryState> = []) -> JobRequest {
        var request = JobRequest(.replay(into: into))
        (request.pipeline, request.states) = (pipeline, states)
        return request
    }

    @Test func `makes a new delivery of each that came to an end, naming it`() async throws {
        try await JobBench.run { bench in
            let past = try await bench.accept(4)
            try await bench.settle([past[0]], .delivered)
            try await bench.settle([past[1]], .dead)
            try await bench.settle([past[2]], .filtered)
            let job = try await bench.carryOut(replay())
            #expect(job.state == .done && job.done == 3 && job.total == 3 && job.skipped == 0)
            let made = try bench.made()
            #expect(made.map(\.replayOf) == Array(past.prefix(3)))
            #expect(made.allSatisfy { $0.state == .pending && $0.pipeline == "hr" && $0.job == job.id })
            #expect(Set(made.map(\.id)).isDisjoint(with: past))
        }
    }

    @Test func `takes the states that are named`() async throws {
        try await JobBench.run { bench in
            let past = try await bench.accept(3)
            try await bench.settle([past[0]], .delivered)
            try await bench.settle([past[1]], .dead)
            _ = try await bench.carryOut(replay(states: [.dead]))
            #expect(try bench.made().map(\.replayOf) == [past[1]])
        }
    }

    @Test func `does not repeat what a replay has delivered since`() async throws {
        try await JobBench.run { bench in
            let past = try await bench.accept(2)
            try await bench.settle(past, .dead)
            _ = try await bench.carryOut(replay(states: [.dead]))
            let first = try bench.made()
            try await bench.settle([first[0].id], .delivered)
            try await bench.settle([first[1].id], .dead)
            let job = try await bench.carryOut(replay(states: [.dead]))
            #expect(job.done == 1)
            #expect(try bench.made().last?.replayOf == first[1].id, "the newest tells what became of it")
        }
    }

    @Test func `into another pipeline takes each event once, whoever had it`() async throws {
        try await JobBench.run { bench in
            let both = try await bench.accept(to: ["hr", "mail"])
            try await bench.settle(both, .delivered)
            try await bench.accept(to: [])
            let had = try await bench.accept(to: ["new"])
            try await bench.settle(had, .delivered)
            let job = try await bench.carryOut(replay(into: "new"))
            #expect(job.done == 3 && job.total == 3)
            let made = try bench.made()
            #expect(made.allSatisfy { $0.pipeline == "new" })
            #expect(made.map(\.event.rawValue) == [1, 2, 3])
            #expect(made.map(\.replayOf) == [nil, nil, had[0]])
        }
    }

    @Test func `into another pipeline takes an event once though two pipelines failed`() async throws {
        try await JobBench.run { bench in
            try await bench.settle(try await bench.accept(2, to: ["hr", "mail"]), .dead)
            let job = try await bench.carryOut(replay(into: "new", states: [.dead]))
            #expect(job.done == 2)
            #expect(try bench.made().map(\.event.rawValue) == [1, 2])
        }
    }

    @Test func `moves what a removed pipeline had, but only into another`() async throws {
        try await JobBench.run(removed: ["old"]) { bench in
            try await bench.settle(try await bench.accept(to: ["old"]), .dead)
            _ = try await bench.carryOut(replay("old", into: "new"))
            #expect(try bench.made().map(\.pipeline) == ["new"])
            let error = await #expect(throws: StoreError.self) {
                _ = try await bench.runner.count(replay("old"), within: nil)
            }
            #expect(error?.code == .notFound)
            #expect(try await bench.runner.count(replay(), within: nil).count == 0, "nobody delivers it")
        }
    }

    @Test func `leaves Penstock's own events alone unless they are named`() async throws {
        try await JobBench.run { bench in
            let subject = "pipeline/new"
            let own = try await bench.accept(type: "penstock.delivery.dead", subject: subject, to: ["mail"])
            try await bench.settle(own, .delivered)
            #expect(try await bench.runner.count(replay(), within: nil).count == 0)
            #expect(try await bench.runner.count(replay(into: "hr"), within: nil).count == 0)
            var named = replay()
            named.type = "penstock.delivery.*"
            #expect(try await bench.runner.count(named, within: nil).count == 1)
            named.work = .replay(into: "new")
            #expect(try await bench.runner.count(named, within: nil).count == 0, "it tells of that pipeline")
        }
    }

    @Test func `counted only, writes nothing`() async throws {
        try await JobBench.run { bench in
            try await bench.settle(try await bench.accept(3), .delivered)
            try await bench.settle(try await bench.accept(type: "user.added"), .delivered)
            let finding = try await bench.runner.count(replay(), within: nil)
            #expect(finding.count == 4 && finding.types == ["course.started": 3, "user.added": 1])
            #expect(finding.first == Timestamp(microseconds: 1_700_000_000_000_000) && finding.isComplete)
            #expect(try bench.store.jobs(before: nil, limit: 9).isEmpty)
            #expect(try bench.made().isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `makes no more than ten thousand ahead of what is finished, and can be cancelled`() async throws {
        try await JobBench.run { bench in
            let past = try await bench.accept(10_600)
            try await bench.settle(past, .delivered)
            let job = try await bench.runner.begin(replay(), within: nil)
            _ = try await bench.wait(for: job.id) { $0.done == JobRunner.ahead }
            let made = try bench.made()
            #expect(made.count == JobRunner.ahead)
            // As many are finished as two steps need.
            try await bench.settle(made.prefix(2 * Pace.step).map(\.id), .delivered)
            let later = try await bench.wait(for: job.id) { $0.done == JobRunner.ahead + 2 * Pace.step }
            #expect(later.state == .running)
            let cancelled = try await bench.runner.cancel(job.id, Reason(code: "cancelled", text: "enough"))
            #expect(cancelled.state == .cancelled && cancelled.reason?.text == "enough")
            try await bench.settle(made.dropFirst(2 * Pace.step).map(\.id), .delivered)
            await bench.runner.stop()
            #expect(try bench.made().count == JobRunner.ahead + 2 * Pace.step, "nothing was made after that")
            let error = await #expect(throws: StoreError.self) {
                _ = try await bench.runner.cancel(job.id, Reason(code: "cancelled", text: "again"))
            }
            #expect(error?.code == .conflict)
        }
    }

    @Test func `stopped in the middle, goes on and makes each exactly once`() async throws {
        try await JobBench.run { bench in
            let past = try await bench.accept(3000)
            try await bench.settle(past, .delivered)
            let job = try await bench.runner.begin(replay(), within: nil)
            _ = try await bench.wait(for: job.id) { $0.done > 0 }
            await bench.runner.stop()
            let between = try #require(try bench.store.job(job.id))
            #expect(between.done == (try bench.made().count))
            await bench.runner.start()
            let ended = try await bench.wait(for: job.id) { $0.state != .running }
            #expect(ended.state == .done && ended.done == 3000)
            #expect(try bench.made().map(\.replayOf) == past)
        }
    }

    @Test func `whose pipeline is gone after a restart fails, and says so`() async throws {
        try await JobBench.run(removed: ["old"]) { bench in
            let request = replay("old").stored(with: nil)
            let new = NewJob(kind: .replay, request: request, end: 9, total: nil, at: Timestamp(microseconds: 0))
            guard case .begun(let id) = await bench.runner.means.writer.write(.begin(new)) else {
                Issue.record("not begun")
                return
            }
            bench.runner.launch(id)
            let job = try await bench.wait(for: id) { $0.state != .running }
            #expect(job.state == .failed && job.reason?.text.contains("'old'") == true)
        }
    }
}

@Suite struct `A bulk retry` {
    @Test func `makes what is dead due, and leaves what was replayed since`() async throws {
        try await JobBench.run { bench in
            let past = try await bench.accept(4)
            try await bench.settle(past.prefix(3), .dead)
            var replay = JobRequest(.replay(into: nil))
            replay.states = [.dead]
            _ = try await bench.carryOut(replay)
            try await bench.settle(try bench.made().prefix(1).map(\.id), .delivered)
            try await bench.settle(try bench.made().dropFirst().map(\.id), .dead)
            var request = JobRequest(.retry(render: false))
            request.pipeline = "hr"
            let job = try await bench.carryOut(request)
            #expect(job.state == .done && job.done == 2 && job.total == 2)
            let waiting = try bench.made().filter { $0.state == .waiting }
            #expect(waiting.map(\.replayOf) == Array(past[1...2]))
            #expect(try past.prefix(3).allSatisfy { try bench.store.delivery($0)?.state == .dead })
        }
    }
}
