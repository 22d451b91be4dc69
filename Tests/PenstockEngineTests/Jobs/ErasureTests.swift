import PenstockCore
import PenstockPipelines
import Testing

@testable import PenstockEngine

@Suite struct `An erasure` {
    private func erase(_ name: String, _ bench: JobBench) -> JobRequest {
        JobRequest(.erase(PersonDigest(of: name, in: bench.store.id)))
    }

    @Test func `finds the person where the catalog says, in data.username, and in subjects`() async throws {
        try await JobBench.run { bench in
            let person = #"{"learner":{"name":"learner1"},"username":"trainer"}"#
            try await bench.accept(type: "course.completed", data: person)
            try await bench.accept(data: #"{"username":"learner1"}"#)
            try await bench.accept(subject: "user/learner1", data: "{}")
            let told = #"{"event":{"subject":"user/learner1"}}"#
            try await bench.accept(type: "penstock.delivery.dead", subject: "pipeline/hr", data: told, to: ["mail"])
            for other in [#"{"username":"learner10"}"#, #"{"username":"Learner1"}"#, #"{"name":"learner1"}"#, "[]"] {
                try await bench.accept(data: other)
            }
            let finding = try await bench.runner.count(erase("learner1", bench), within: nil)
            #expect(finding.count == 4)
            #expect(finding.types == ["course.completed": 1, "course.started": 2, "penstock.delivery.dead": 1])
            #expect(try await bench.runner.count(erase("trainer", bench), within: nil).count == 0)
        }
    }

    @Test func `removes what sources have learned of the person`() async throws {
        try await JobBench.run { bench in
            let bodies = [
                #"{"body":{"user":{"login":"learner1"}}}"#, #"{"query":{"u":"learner1"}}"#,
                #"{"body":{"user":"user/learner1"}}"#, #"{"body":{"u":"learner10","v":"a learner1"}}"#, "{}",
            ]
            let ids = try await bench.learn(bodies)
            try await bench.accept(data: #"{"username":"learner1"}"#)
            let finding = try await bench.runner.count(erase("learner1", bench), within: nil)
            #expect(finding.count == 4 && finding.types["learned by lms"] == 3)
            let job = try await bench.carryOut(erase("learner1", bench))
            #expect(job.state == .done && job.done == 4)
            #expect(try bench.store.learned(of: nil, before: nil, limit: 9).map(\.id) == [ids[4], ids[3]])
            var narrow = erase("learner10", bench)
            narrow.type = "course.completed"
            #expect(try await bench.runner.count(narrow, within: nil).count == 0, "they are of no type")
        }
    }

    @Test func `takes back what the person contributed to measures, whatever is left of the events`() async throws {
        try await JobBench.run { bench in
            let score = { (name: String) in
                NewMeasurement(
                    MeasureName(series: "course.completed", name: "score"),
                    group: KeyDigest(high: 1, low: 1),
                    label: "Workplace Safety",
                    person: PersonDigest.key(of: name, in: bench.store.id),
                    value: FixedDecimal(whole: 70).map(MeasuredValue.number) ?? .none
                )
            }
            for name in ["learner1", "learner2", "learner1"] {
                try await bench.measure([score(name)])
            }
            _ = try await bench.carryOut(erase("learner1", bench))
            let left = try bench.store.figures(for: [score("learner1")], at: Timestamp(microseconds: 1))
            #expect(left["score"]?.own.count == 0)
            #expect(left["score"]?.peers.counted == 1)
            var narrow = erase("learner2", bench)
            narrow.type = "course.started"
            _ = try await bench.carryOut(narrow)
            let kept = try bench.store.figures(for: [score("learner2")], at: Timestamp(microseconds: 1))
            #expect(kept["score"]?.own.count == 1, "only some events were meant")
        }
    }

    @Test func `removes the person's certificates, whatever is left of the events`() async throws {
        try await JobBench.run { bench in
            let one = PersonDigest.key(of: "learner1", in: bench.store.id)
            let other = PersonDigest.key(of: "learner2", in: bench.store.id)
            for (holder, person) in [("learner1", one), ("learner2", other)] {
                let certificate = Certificate(program: "FA-20", issued: CalendarDay(number: 1))
                // The data names nobody, as if retention had taken it.
                try await bench.measure(
                    [],
                    certificate: NewCertificate(holder: holder, person: person, certificate: certificate)
                )
            }
            var narrow = erase("learner1", bench)
            narrow.type = "course.started"
            _ = try await bench.carryOut(narrow)
            #expect(try bench.store.certificates(of: one, limit: 9).count == 1, "only some events were meant")
            _ = try await bench.carryOut(erase("learner1", bench))
            #expect(try bench.store.certificates(of: one, limit: 9).isEmpty)
            #expect(try bench.store.certificates(of: other, limit: 9).count == 1)
        }
    }

    @Test func `removes the payloads, cancels what is not finished, and says what it found`() async throws {
        try await JobBench.run { bench in
            let done = try await bench.accept(data: #"{"username":"learner1","secret":"abc"}"#)
            try await bench.settle(done, .delivered)
            let open = try await bench.accept(data: #"{"username":"learner1"}"#, to: ["hr", "mail"])
            let other = try await bench.accept(data: #"{"username":"learner2"}"#)
            let job = try await bench.carryOut(erase("learner1", bench))
            #expect(job.state == .done && job.done == 2 && job.total == 2)
            let stored = try #require(String(validating: job.request, as: UTF8.self))
            #expect(!stored.contains("learner1") && stored.contains(#""unfinished":2"#), "\(stored)")
            for delivery in open { #expect(try bench.store.delivery(delivery)?.state == .cancelled) }
            #expect(try bench.store.delivery(other[0])?.state == .pending)
            #expect(try bench.store.delivery(done[0])?.state == .delivered)
            #expect(try await bench.runner.count(erase("learner1", bench), within: nil).count == 0)
            #expect(try await bench.runner.count(erase("learner2", bench), within: nil).count == 1)
            // A replay has nothing to send of them.
            let replay = try await bench.carryOut(JobRequest(.replay(into: nil)))
            #expect(replay.done == 0 && replay.skipped == 1)
        }
    }
}
