import PenstockCore
import PenstockPipelines
import Testing

@testable import PenstockEngine

@Suite struct `A change of the catalog` {
    private let store = StoreID("k3f9x2pq")
    private let now = "2026-03-02T00:00:00Z"

    private func planning(_ timers: String) throws -> TimerPlanning {
        TimerPlanning(try Certificates.catalog(timers), store: store)
    }

    /// The timers that the standard rules make, numbered from 1, as the store has them.
    private func set(_ change: (inout [TimerSet.Slot]) -> Void = { _ in }) throws -> TimerSet {
        let accepted = try Timestamp.of("2026-03-01T00:00:00Z")
        let origin = TimerOrigin(
            event: EventSequence(9),
            root: EventSequence(9),
            id: "cert-1",
            source: "/lms",
            type: "cert.issued",
            subject: nil,
            time: accepted,
            extensions: [],
            data: Certificates.data(),
            acceptedAt: accepted
        )
        let plan = try planning(Certificates.standard).plan(type: "cert.issued", at: accepted, keys: EventKeys(origin))
        var slots = (plan.timers?.list ?? []).enumerated().map { index, timer in
            TimerSet.Slot(
                id: TimerID(Int64(index + 1)),
                emit: timer.emit,
                offset: timer.offset,
                due: timer.due,
                key: timer.key
            )
        }
        change(&slots)
        return TimerSet(origin: origin, timers: slots)
    }

    private func revision(_ timers: String, of set: TimerSet, at now: String? = nil) throws -> TimerRevision {
        try planning(timers).revision(of: set, at: try .of(now ?? self.now))
    }

    @Test func `that is none changes nothing`() throws {
        let revision = try revision(Certificates.standard, of: set())
        #expect(revision.added.isEmpty && revision.changed.isEmpty && revision.dropped.isEmpty)
    }

    @Test func `lets those stay that stay, adds new ones and drops others`() throws {
        let revision = try revision(
            Certificates.standard.replacing("[-30d, -7d]", with: "[-60d, -7d]"),
            of: set()
        )
        #expect(revision.added.map { "\($0.offset) \($0.due)" } == ["-60 2026-05-01T08:00:00Z"])
        #expect(revision.dropped == [TimerID(1)] && revision.changed.isEmpty)
        #expect(revision.event == EventSequence(9) && revision.rules != .noRules)
    }

    @Test func `moves those that get another time, and leaves those alone that a person has moved`() throws {
        let moved = try Timestamp.of("2026-04-01T00:00:00Z")
        let revision = try revision(
            Certificates.standard.replacing("offsets: [-30d, -7d]", with: "offsets: [-30d, -7d]\n    time: \"06:00\""),
            of: set { slots in (slots[1].isMoved, slots[1].due) = (true, moved) }
        )
        #expect(
            revision.changed.map { "\($0.timer.rawValue) \($0.due) \($0.kind)" } == ["1 2026-05-31T06:00:00Z moved"]
        )
        #expect(revision.dropped.isEmpty && revision.added.isEmpty)
    }

    @Test func `gives them the key by which they are cancelled from now on`() throws {
        let revision = try revision(
            Certificates.standard.replacing("same: [/data/username, /data/program]", with: "same: [/data/username]"),
            of: set()
        )
        #expect(revision.changed.map(\.kind) == [.rekeyed, .rekeyed, .rekeyed])
        let none = try self.revision("timers: [{ emit: cert.expired, at: /data/until, offsets: [1d] }]", of: set())
        #expect(none.changed.map(\.key) == [nil] && none.dropped.count == 2)
    }

    @Test func `brings back what was undeclared, and nothing that ended otherwise`() throws {
        let ended = try set { slots in
            for index in slots.indices { slots[index].state = .cancelled }
            slots[0].isUndeclared = true
            slots[2].state = .fired
        }
        let back = try revision(Certificates.standard, of: ended)
        #expect(back.changed.map(\.timer) == [TimerID(1)] && back.changed.map(\.kind) == [.revived])
        #expect(back.added.isEmpty, "those that ended are there")
        #expect(try revision(Certificates.standard, of: ended, at: "2026-06-15T00:00:00Z").changed.isEmpty, "too late")
    }

    @Test func `adds nothing that would come at once`() throws {
        let revision = try revision(
            Certificates.standard.replacing("[-30d, -7d]", with: "[-200d, -90d, -30d, -7d]"),
            of: set(),
            at: "2026-04-15T00:00:00Z"
        )
        #expect(revision.added.isEmpty)
    }

    @Test func `that takes the type away drops all`() throws {
        let revision = try revision("", of: set())
        #expect(revision.dropped.count == 3 && revision.rules == .noRules)
    }
}
