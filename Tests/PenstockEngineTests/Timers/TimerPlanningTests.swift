import Logging
import PenstockCore
import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockEngine

@Suite struct `Planning timers` {
    private static let store = StoreID("k3f9x2pq")

    private func keys(_ data: [UInt8]?) -> EventKeys {
        EventKeys(attribute: { $0 == "time" ? "2026-05-01T10:00:00Z" : nil }, data: data ?? [])
    }

    private func plan(
        _ data: [UInt8]?,
        type: String = "cert.issued",
        at now: String = "2026-03-01T00:00:00Z",
        _ timers: String = Certificates.standard
    ) throws -> TimerPlanning.Plan {
        TimerPlanning(try Certificates.catalog(timers), store: Self.store)
            .plan(type: type, at: try .of(now), keys: keys(data))
    }

    private func text(_ plan: TimerPlanning.Plan) -> [String] {
        (plan.timers?.list ?? []).map { "\($0.emit) \($0.offset) \($0.due)" }
    }

    @Test func `makes one timer for each offset of each rule`() throws {
        let plan = try plan(Certificates.data())
        #expect(
            text(plan) == [
                "cert.expiring -30 2026-05-31T08:00:00Z", "cert.expiring -7 2026-06-23T08:00:00Z",
                "cert.expired 1 2026-07-01T08:00:00Z",
            ]
        )
        #expect(
            plan.timers?.person
                == TimerPerson(name: "learner1", digest: PersonDigest(of: "learner1", in: Self.store).text)
        )
        #expect(plan.complaint == nil)
        let keys = plan.timers?.list.map(\.key) ?? []
        #expect(keys.allSatisfy { $0 != nil } && Set(keys).count == 2, "one for each rule")
    }

    @Test func `makes none that would have been due before the event was accepted`() throws {
        #expect(
            text(try plan(Certificates.data(), at: "2026-06-10T00:00:00Z")) == [
                "cert.expiring -7 2026-06-23T08:00:00Z", "cert.expired 1 2026-07-01T08:00:00Z",
            ]
        )
        // To the microsecond: what is due now is made.
        #expect(text(try plan(Certificates.data(), at: "2026-07-01T08:00:00Z")).count == 1)
        #expect(try plan(Certificates.data(), at: "2026-07-01T08:00:00.000001Z").timers == nil)
    }

    @Test(
        arguments: [
            (#"{"until":null}"#, nil), (#"{}"#, nil), (#"{"until":""}"#, nil),
            (#"{"until":"soon"}"#, #"/data/until has "soon", which is no day, so there is no cert.expiring"#),
            (
                #"{"until":"2026-02-30"}"#,
                #"/data/until has "2026-02-30", which is no day, so there is no cert.expiring"#
            ),
            (#"{"until":20260630}"#, "/data/until has 20260630, which is no day, so there is no cert.expiring"),
            (#"{"until":true}"#, "/data/until has true, which is no day, so there is no cert.expiring"),
            (#"{"until":{}}"#, "/data/until has an object, which is no day, so there is no cert.expiring"),
            (#"{"until":[]}"#, "/data/until has a list, which is no day, so there is no cert.expiring"),
        ] as [(String, String?)]
    )
    func `makes none of a day that never comes, and complains of what is no day`(data: String, complaint: String?)
        throws
    {
        let plan = try plan(Array(data.utf8))
        #expect(plan.timers == nil && plan.complaint == complaint)
    }

    @Test func `makes none of an event without data, and none beyond what can be written`() throws {
        #expect(try plan(nil).timers == nil)
        #expect(
            text(try plan(Certificates.data(until: "9999-12-31"))) == [
                "cert.expiring -30 9999-12-01T08:00:00Z", "cert.expiring -7 9999-12-24T08:00:00Z",
            ],
            "the day after is in the year 10000"
        )
    }

    @Test func `takes the day of a time in the zone of the rule, and attributes too`() throws {
        let rule = "timers: [{ emit: cert.expiring, at: /data/until, offsets: [0d], zone: America/New_York }]"
        #expect(
            text(try plan(Certificates.data(until: "2026-06-30T02:00:00Z"), rule))
                == ["cert.expiring 0 2026-06-29T12:00:00Z"]
        )
        let attribute = "timers: [{ emit: cert.expiring, at: /time, offsets: [1w] }]"
        #expect(text(try plan(nil, attribute)) == ["cert.expiring 7 2026-05-08T08:00:00Z"])
    }

    @Test func `cancels what the same person and program had, by every rule, and nothing of others`() throws {
        let first = try plan(Certificates.data())
        let keys = Set(first.timers?.list.compactMap(\.key) ?? [])
        #expect(
            Set(try plan(Certificates.data(until: nil), type: "cert.revoked").cancels) == keys,
            "of a type nobody knows"
        )
        #expect(Set(first.cancels) == keys)
        #expect(Set(try plan(Certificates.data("learner2")).cancels).isDisjoint(with: keys))
        #expect(Set(try plan(Certificates.data(program: "OTHER")).cancels).isDisjoint(with: keys))
        #expect(try plan(Certificates.data(), type: "course.completed").cancels.isEmpty)
        #expect(try plan(Certificates.data(), type: "penstock.delivery.dead").cancels.isEmpty)
        #expect(try plan(Array(#"{"username":"learner1"}"#.utf8)).cancels.isEmpty, "the program is missing")
    }

    @Test func `is nothing where the catalog has no timers`() throws {
        let planning = TimerPlanning(try Certificates.catalog(""), store: Self.store)
        #expect(planning.isEmpty && planning.digest(of: "cert.issued") == .noRules)
    }

    @Test(arguments: [
        ("-30d", "-31d"), ("at: /data/until", "at: /data/program"), ("cert.*", "cert.issued"),
        ("offsets: [1d]", "offsets: [1d]\n    time: \"09:00\""),
        ("offsets: [1d]", "offsets: [1d]\n    zone: Europe/Berlin"),
    ])
    func `tells one version of the rules from another`(old: String, new: String) throws {
        func digest(_ timers: String) throws -> KeyDigest {
            TimerPlanning(try Certificates.catalog(timers), store: Self.store).digest(of: "cert.issued")
        }
        let before = try digest(Certificates.standard)
        #expect(before == (try digest(Certificates.standard)))
        #expect(before != (try digest(Certificates.standard.replacing(old, with: new))))
    }
}

@Suite struct `The event of a timer` {
    private func timer(id: String = "cert-1", offset: Int = -30, data: String? = #"{"until":"2026-06-30","n":1.50}"#)
        throws -> DueTimer
    {
        DueTimer(
            id: TimerID(5),
            emit: "cert.expiring",
            offset: offset,
            due: try .of("2026-05-31T08:00:00Z"),
            origin: TimerOrigin(
                event: EventSequence(3),
                root: EventSequence(3),
                id: id,
                source: "/lms",
                type: "cert.issued",
                subject: "certification/FA",
                time: try .of("2026-03-01T00:00:00Z"),
                extensions: [EventExtension(name: "tenant", value: "school")],
                data: data.map { Array($0.utf8) },
                acceptedAt: try .of("2026-03-01T00:00:01Z")
            )
        )
    }

    @Test func `has the original's data and says what timer it was`() throws {
        let draft = try timer().draft
        #expect(
            draft.type == "cert.expiring" && draft.source == "penstock/timers" && draft.subject == "certification/FA"
        )
        #expect(draft.time?.description == "2026-05-31T08:00:00Z" && draft.extensions.first?.value == "school")
        #expect(
            String(decoding: try #require(draft.data), as: UTF8.self)
                == #"{"until":"2026-06-30","n":1.50,"timer":{"due":"2026-05-31T08:00:00Z","offset_days":-30,"of":"cert-1"}}"#
        )
    }

    @Test func `has an id that follows from the original, the type and the offset alone`() throws {
        let id = try #require(try timer().draft.id)
        #expect(id.hasPrefix("tmr_") && id.utf8.count == 36)
        #expect(try timer(data: nil).draft.id == id)
        #expect(try timer(offset: -7).draft.id != id)
        #expect(try timer(id: "cert-2").draft.id != id)
    }

    @Test(arguments: [nil, "[1]", "\"text\"", "null"] as [String?])
    func `says so too where the original has no object`(data: String?) throws {
        let bytes = try #require(try timer(data: data).draft.data)
        #expect(try JSONValue.parse(bytes)["timer"]?["of"] == "cert-1")
        #expect(try JSONValue.parse(bytes).objectValue?.count == 1)
    }
}
