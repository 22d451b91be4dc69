import PenstockCore
import PenstockPipelines
import Testing

@testable import PenstockEngine

@Suite struct `Timers of events from before their rules` {
    /// What `penstock diff` would say.
    private func counts(_ bench: TimerBench, _ catalog: Catalog) throws -> [String: PastTimerCount.Count] {
        let planning = TimerPlanning(catalog, store: bench.store.id)
        return try PastTimerCount(planning, in: bench.store, at: bench.now.time) { false }.byType([])
    }

    private func pending(_ bench: TimerBench) throws -> [String] {
        try bench.timers([.pending]).map { "\($0.eventID ?? "?") \($0.offset)" }
    }

    @Test func `are made as if the rules had been there`() throws {
        let bench = try TimerBench(try Certificates.catalog(""))
        try bench.keep()
        try bench.accept("renewed")
        try bench.accept("other", Certificates.data("learner2"))
        try bench.accept("expired", Certificates.data("learner3", until: "2026-02-01"))
        try bench.accept("never", Certificates.data("learner4", until: nil))
        try bench.accept("course", Certificates.data("learner5"), type: "course.completed")
        try bench.accept("renewal", Certificates.data(until: "2026-08-31"))
        bench.now.time = try .of("2026-06-10T00:00:00Z")
        try bench.keep()
        #expect(try bench.timers().isEmpty && bench.store.timerWalk() == nil)

        let catalog = try Certificates.catalog()
        #expect(try counts(bench, catalog) == ["cert.issued": PastTimerCount.Count(made: 5)])
        try bench.restart(catalog)
        try bench.keep()
        #expect(try pending(bench) == ["other -7", "other 1", "renewal -30", "renewal -7", "renewal 1"])
        #expect(try bench.events().isEmpty, "what was due before is not made up for")
        let cancelled = try bench.timers([.cancelled])
        #expect(cancelled.map(\.eventID) == ["renewed", "renewed"])
        #expect(cancelled.allSatisfy { $0.reason?.code == "superseded" && $0.result == "renewal" })
        #expect(try counts(bench, catalog).isEmpty, "all is done")

        // And they live on as others do.
        try bench.accept("newest", Certificates.data("learner2", until: "2028-06-30"))
        try bench.keep("2026-10-01T00:00:00Z")
        #expect(try bench.events().count == 3 && bench.timers([.fired]).allSatisfy { $0.eventID == "renewal" })
    }

    @Test func `are made once, whatever interrupts it`() throws {
        let bench = try TimerBench(try Certificates.catalog(""))
        for number in 0..<300 { try bench.accept("cert-\(number)", Certificates.data("learner\(number)")) }
        let catalog = try Certificates.catalog()
        let planning = TimerPlanning(catalog, store: bench.store.id)
        let page = try bench.store.selectEvents(planning.pastEvents, after: 0, limit: 40)
        let past = planning.past(page, behind: 0, at: bench.now.time)
        #expect(past.events.count == 40 && !past.isEnd)
        // As a process that did some and was killed, and one that did the same again.
        _ = bench.write(.makePastTimers(past))
        _ = bench.write(.makePastTimers(past))
        #expect(try bench.store.timerWalk() == TimerWalk(rules: planning.digest, place: page.next))
        try bench.restart(catalog)
        try bench.accept("meanwhile", Certificates.data("learner299", until: "2027-06-30"))
        try bench.keep()
        #expect(try bench.store.timerWalk() == TimerWalk(rules: planning.digest, place: nil))
        #expect(try bench.store.pendingTimers() == 900)
        #expect(try bench.timers([.cancelled]).map(\.eventID) == ["cert-299", "cert-299", "cert-299"])
    }

    @Test func `come also to events of a time without the rules, and back`() throws {
        let catalog = try Certificates.catalog()
        let bench = try TimerBench(catalog)
        try bench.accept("first")
        try bench.keep()
        try bench.restart(try Certificates.catalog(""))
        try bench.keep()
        #expect(try bench.store.pendingTimers() == 0 && bench.store.timerWalk()?.rules == .noRules)
        try bench.accept("second", Certificates.data("learner2"))
        try bench.restart(catalog)
        try bench.keep()
        #expect(
            try Set(pending(bench)) == ["first -30", "first -7", "first 1", "second -30", "second -7", "second 1"]
        )
        #expect(try bench.timers().count == 6, "the first has its own again")
    }

    @Test func `do not come back where a person ended them`() throws {
        let catalog = try Certificates.catalog()
        let bench = try TimerBench(catalog)
        try bench.accept("first")
        for timer in try bench.timers() {
            _ = bench.write(.cancelTimer(timer.id, Reason(code: "cancelled", text: "by hand"), at: bench.now.time))
        }
        let other = try Certificates.catalog(Certificates.standard.replacing("[1d]", with: "[2d]"))
        #expect(try counts(bench, other) == ["cert.issued": PastTimerCount.Count(made: 1)])
        try bench.restart(other)
        try bench.keep()
        #expect(try pending(bench) == ["first 2"])
    }

    @Test func `follow from no event that a timer emitted`() throws {
        let bench = try TimerBench(try Certificates.catalog())
        try bench.accept("first")
        try bench.keep("2026-05-31T08:00:00Z")
        #expect(try bench.events().count == 1)
        // The event of the timer would cancel its siblings, if it were anybody's.
        try bench.restart(try Certificates.catalog(Certificates.standard.replacing("[1d]", with: "[2d]")))
        try bench.keep()
        #expect(try pending(bench) == ["first -7", "first 2"])
    }

    @Test func `are not counted to the end where that takes too long`() throws {
        let bench = try TimerBench(try Certificates.catalog(""))
        try bench.accept("first")
        let planning = TimerPlanning(try Certificates.catalog(), store: bench.store.id)
        let count = try PastTimerCount(planning, in: bench.store, at: bench.now.time) { true }
        #expect(count.byType(["cert.issued"]) == ["cert.issued": PastTimerCount.Count(made: 0, isComplete: false)])
    }
}
