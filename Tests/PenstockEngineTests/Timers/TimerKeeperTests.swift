import PenstockCore
import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockEngine

@Suite struct `The keeper of timers` {
    @Test func `lets each become an event at its time, once, with its deliveries, across restarts`() throws {
        let bench = try TimerBench(try Certificates.catalog())
        try bench.accept("cert-1")
        #expect(try bench.keep() == .seconds(30), "no sleep is longer")
        #expect(try bench.keep("2026-05-31T07:59:50Z") == .seconds(10))
        #expect(try bench.events().isEmpty)
        try bench.keep("2026-05-31T08:00:00Z")
        let first = try #require(try bench.events().first)
        #expect(
            first.event.type == "cert.expiring" && first.event.source == "penstock/timers" && first.deliveryCount == 1
        )
        #expect(first.event.time.description == "2026-05-31T08:00:00Z" && first.event.id.hasPrefix("tmr_"))
        #expect(try JSONValue.parse(first.event.json)["data"]?["timer"]?["of"] == "cert-1")
        try bench.restart()
        try bench.keep()
        #expect(try bench.events().count == 1)
        // The host was down for a month: what came due meanwhile comes now.
        try bench.restart()
        try bench.keep("2026-07-20T00:00:00Z")
        #expect(try bench.events().map(\.event.type) == ["cert.expiring", "cert.expiring", "cert.expired"])
        #expect(try bench.timers().map(\.state) == [.fired, .fired, .fired])
        #expect(try bench.timers().map(\.result) == bench.events().map(\.event.id))
        #expect(bench.counters.reading.timersFired == 2)
        #expect(try bench.store.timerRules().isEmpty, "nothing is kept of the original any more")
    }

    @Test func `is not stopped by an event that is there already`() throws {
        let bench = try TimerBench(try Certificates.catalog())
        try bench.accept("cert-1")
        try bench.keep("2026-05-31T08:00:00Z")
        let id = try #require(try bench.events().first).event.id
        // As if the row had been made twice: somebody sends the id of the next one.
        let due = try #require(try bench.store.dueTimers(by: .of("2026-12-01T00:00:00Z"), limit: 1).first)
        let other = EventDraft(
            id: due.draft.id,
            source: "penstock/timers",
            type: "cert.expiring",
            data: Certificates.data("somebody else")
        )
        #expect(other.id != id)
        try bench.accept(other)
        try bench.keep("2026-12-01T00:00:00Z")
        #expect(try bench.events().count == 3 && bench.timers([.fired]).count == 3)
    }

    @Test func `lets nothing come of what was renewed`() throws {
        let bench = try TimerBench(try Certificates.catalog())
        try bench.accept("cert-1")
        try bench.accept("cert-other", Certificates.data("learner2"))
        bench.now.time = try .of("2026-06-10T00:00:00Z")
        try bench.keep()
        #expect(try bench.events().count == 2, "both were told at thirty days")
        try bench.accept("cert-2", Certificates.data(until: "2028-06-30"))
        try bench.keep("2026-12-01T00:00:00Z")
        let told = try bench.events().map { try JSONValue.parse($0.event.json)["data"]?["timer"]?["of"] }
        #expect(told == ["cert-1", "cert-other", "cert-other", "cert-other"])
        let cancelled = try bench.timers([.cancelled])
        #expect(
            cancelled.count == 2 && cancelled.allSatisfy { $0.reason?.code == "superseded" && $0.result == "cert-2" }
        )
        // The same event again cancels nothing and makes nothing.
        #expect(try bench.accept("cert-1").isDuplicate)
        #expect(try bench.timers([.pending]).count == 3)
    }

    @Test func `lets an emitted event cancel none of its siblings, nor those of a chain`() throws {
        let chain =
            "timers: [{ emit: cert.expired, at: /data/until, offsets: [2d], cancelled_by: { type: cert.*, same: [/data/username] } }]"
        let bench = try TimerBench(try Certificates.catalog(expiring: chain))
        try bench.accept("cert-1")
        try bench.keep("2026-06-24T00:00:00Z")
        try bench.keep("2026-12-01T00:00:00Z")
        #expect(try bench.timers([.cancelled]).isEmpty)
        // Two of thirty and seven days before, their own a day after the expiry, and the original's.
        #expect(try bench.events("cert.expiring").count == 2 && bench.events("cert.expired").count == 3)
    }

    @Test func `fires very many that are due at once`() throws {
        let bench = try TimerBench(
            try Certificates.catalog("timers: [{ emit: cert.expired, at: /data/until, offsets: [1d] }]")
        )
        for number in 0..<400 { try bench.accept("cert-\(number)", Certificates.data("learner\(number)")) }
        try bench.keep("2026-07-01T08:00:00Z")
        #expect(try Set(bench.events().map(\.event.id)).count == 400)
        #expect(try bench.store.pendingTimers() == 0)
    }

    @Test func `follows another catalog, before anything fires`() throws {
        let bench = try TimerBench(try Certificates.catalog())
        for number in 0..<150 { try bench.accept("cert-\(number)", Certificates.data("learner\(number)")) }
        let before = try bench.timers().filter { $0.offset == -7 }.map(\.id)
        bench.now.time = try .of("2026-05-31T09:00:00Z")
        try bench.restart(try Certificates.catalog(Certificates.standard.replacing("[-30d, -7d]", with: "[-14d, -7d]")))
        try bench.keep()
        #expect(try bench.events().isEmpty, "those of thirty days were due, and are no longer declared")
        #expect(try Set(bench.timers([.pending]).map(\.offset)) == [-14, -7, 1])
        let after = try bench.timers([.pending]).filter { $0.offset == -7 }.map(\.id)
        #expect(!before.isEmpty && after.starts(with: before.prefix(after.count)), "those that stay keep their number")
        #expect(try bench.timers([.cancelled]).allSatisfy { $0.reason?.code == "undeclared" })
        #expect(try bench.store.pendingTimers() == 450)
        #expect(try bench.store.timerRules().count == 1, "all are under the new rules")
    }

    @Test func `finishes with another catalog what a restart interrupted`() throws {
        let bench = try TimerBench(try Certificates.catalog())
        for number in 0..<5 { try bench.accept("cert-\(number)", Certificates.data("learner\(number)")) }
        let other = try Certificates.catalog(Certificates.standard.replacing("[1d]", with: "[2d]"))
        // As a process that did one and was killed.
        let old = try #require(try bench.store.timerRules().first)
        let planning = TimerPlanning(other, store: bench.store.id)
        let set = try #require(try bench.store.timerSets(under: old, after: nil, limit: 1).first)
        _ = bench.write(.reviseTimers(planning.revision(of: set, at: bench.now.time)))
        #expect(try bench.store.timerRules().count == 2)
        try bench.restart(other)
        try bench.keep()
        #expect(try bench.store.timerRules().count == 1)
        #expect(try bench.timers([.pending]).filter { $0.emit == "cert.expired" }.map(\.offset) == [2, 2, 2, 2, 2])
    }

    @Test func `notices timers of an event that was taken in under the rules before`() throws {
        let bench = try TimerBench(try Certificates.catalog())
        try bench.keep()
        let made = AppendedTimers(firstDue: try .of("2030-01-01T00:00:00Z"), rules: .noRules)
        bench.bell.made(made, rules: KeyDigest(high: 1, low: 1))
        #expect(bench.bell.takeStaleness() && !bench.bell.takeStaleness())
        bench.bell.made(made, rules: .noRules)
        #expect(!bench.bell.takeStaleness())
    }

    @Test func `cancels a timer whose event a strict type refuses, and says why`() throws {
        var catalog = try Certificates.catalog("timers: [{ emit: cert.expired, at: /data/until, offsets: [1d] }]")
        let strict = "type: cert.expired\nstrict: true\nschema: { required: [number] }\nsample: { number: 1 }"
        catalog.types["cert.expired"] =
            Catalog.read([("cert.expired.yaml", Array(strict.utf8))]).catalog[type: "cert.expired"]
        let bench = try TimerBench(catalog)
        try bench.accept("cert-1")
        try bench.keep("2026-07-02T00:00:00Z")
        let timer = try #require(try bench.timers().first)
        #expect(timer.state == .cancelled && timer.reason?.code == "refused")
        #expect(try timer.reason?.text.contains("number") == true && bench.events().isEmpty)
    }
}
