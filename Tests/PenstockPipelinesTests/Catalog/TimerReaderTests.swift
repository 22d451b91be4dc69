import PenstockCore
import PenstockJSON
import Testing

@testable import PenstockPipelines

@Suite struct `Timers of an event type` {
    private static let schema = """
        schema: { type: object, properties: { username: {}, program_id: {}, expiration_date: {} }, additionalProperties: false }
        sample: {}
        """

    /// A catalog of one type with timers, and one that they emit.
    private static func read(_ timers: String, type: String = "c.done") -> (catalog: Catalog, diagnostics: [Diagnostic])
    {
        Catalog.read([
            ("events/\(type).yaml", Array("type: \(type)\n\(timers)\n\(schema)\n".utf8)),
            ("events/c.expiring.yaml", Array("type: c.expiring\nsample: {}".utf8)),
        ])
    }

    private static func complaints(_ timers: String, type: String = "c.done") -> [String] {
        read(timers, type: type).diagnostics.map { diagnostic in
            let near = diagnostic.suggestion.map { " (\($0)?)" } ?? ""
            return "\(diagnostic.position.line):\(diagnostic.position.column) \(diagnostic.message)\(near)"
        }
    }

    @Test func `are read with all their parts, and with their defaults`() throws {
        let (catalog, diagnostics) = Self.read(
            """
            timers:
              - emit: c.expiring
                at: /data/expiration_date
                offsets: [-90d, 0d, +1d, 2w, -1w]
                time: "07:30"
                zone: Europe/Berlin
                cancelled_by: { type: c.*, same: [/data/username, /data/program_id] }
              - { emit: c.other, at: /time, offsets: [1d] }
            """
        )
        #expect(
            diagnostics.map(\.severity) == [.warning]
                && diagnostics[0].message == "the catalog has no event type 'c.other'"
        )
        let rules = try #require(catalog[type: "c.done"]).timers
        #expect(rules.map(\.emit) == ["c.expiring", "c.other"])
        #expect(rules[0].offsets == [-90, 0, 1, 14, -7])
        #expect(rules[0].time.description == "07:30" && rules[0].zone.name == "Europe/Berlin")
        #expect(rules[0].cancelledBy?.same.map(\.description) == ["/data/username", "/data/program_id"])
        #expect(rules[1].time.description == "08:00" && rules[1].zone == .utc && rules[1].cancelledBy == nil)
        #expect(
            rules[1].json.text
                == #"{"emit":"c.other","at":"/time","offsets":["1d"],"time":"08:00","zone":"UTC"}"#
        )
    }

    @Test(arguments: [
        (
            "timers: soon",
            #"2:9 expected a list such as [{ emit: …, at: /data/expiration_date, offsets: [-30d] }], found the string "soon""#
        ),
        (
            "timers: []",
            "2:9 expected a list such as [{ emit: …, at: /data/expiration_date, offsets: [-30d] }], found a list"
        ),
        ("timers: [x]", #"2:10 expected a timer: a mapping with emit, at and offsets, found the string "x""#),
        ("timers: [{ at: /time, offsets: [0d] }]", "2:10 this timer has no 'emit'"),
        ("timers: [{ emit: c.expiring, offsets: [0d] }]", "2:10 this timer has no 'at'"),
        ("timers: [{ emit: c.expiring, at: /time }]", "2:10 this timer has no 'offsets'"),
        ("timers: [{ emit: c.expiring, at: /time, offsets: [0d], tme: x }]", "2:56 a timer has no key 'tme' (time?)"),
        ("timers: [{ emit: \"c d\", at: /time, offsets: [0d] }]", "2:18 'c d' cannot be the name of an event type"),
        (
            "timers: [{ emit: penstock.x, at: /time, offsets: [0d] }]",
            "2:18 types that begin with penstock. are Penstock's own"
        ),
        (
            "timers: [{ emit: c.expiring, at: data.x, offsets: [0d] }]",
            "2:34 'data.x': a JSON Pointer begins with '/', as in '/data/score' (/data/x?)"
        ),
        (
            "timers: [{ emit: c.expiring, at: /data/expiraton_date, offsets: [0d] }]",
            "2:34 c.done has no field /data/expiraton_date (/data/expiration_date?)"
        ),
        (
            "timers: [{ emit: c.expiring, at: /time, offsets: 0d }]",
            #"2:50 expected a list of days, such as [-30d, -7d], found the string "0d""#
        ),
        (
            "timers: [{ emit: c.expiring, at: /time, offsets: [] }]",
            "2:50 expected a list of days, such as [-30d, -7d], found a list"
        ),
        ("timers: [{ emit: c.expiring, at: /time, offsets: [30] }]", "2:51 '30' is no number of days"),
        ("timers: [{ emit: c.expiring, at: /time, offsets: [12h] }]", "2:51 '12h' is no number of days"),
        ("timers: [{ emit: c.expiring, at: /time, offsets: [1.5d] }]", "2:51 '1.5d' is no number of days"),
        ("timers: [{ emit: c.expiring, at: /time, offsets: [d] }]", "2:51 'd' is no number of days"),
        ("timers: [{ emit: c.expiring, at: /time, offsets: [36501d] }]", "2:51 '36501d' is no number of days"),
        ("timers: [{ emit: c.expiring, at: /time, offsets: [7d, 1w] }]", "2:55 7d stands here twice"),
        (
            "timers: [{ emit: c.expiring, at: /time, offsets: [0d], time: \"8:00\" }]",
            #"2:62 expected a time from "00:00" to "23:59", such as "08:00", found the string "8:00""#
        ),
        (
            "timers: [{ emit: c.expiring, at: /time, offsets: [0d], zone: Europe/Berln }]",
            "2:62 there is no time zone 'Europe/Berln' (Europe/Berlin?)"
        ),
        (
            "timers: [{ emit: c.expiring, at: /time, offsets: [0d], zone: 1 }]",
            "2:62 expected a time zone such as Europe/Berlin, found the number 1"
        ),
        (
            "timers: [{ emit: c.expiring, at: /time, offsets: [0d] }, { emit: c.expiring, at: /time, offsets: [1d] }]",
            "2:66 another timer of this type emits c.expiring already, at line 2"
        ),
        (
            "timers: [{ emit: c.expiring, at: /time, offsets: [0d], cancelled_by: c.* }]",
            #"2:70 expected a mapping such as { type: certification.*, same: [/data/username] }, found the string "c.*""#
        ),
        (
            "timers: [{ emit: c.expiring, at: /time, offsets: [0d], cancelled_by: { type: c.* } }]",
            "2:70 this 'cancelled_by' has no 'same'"
        ),
        (
            "timers: [{ emit: c.expiring, at: /time, offsets: [0d], cancelled_by: { same: [/data/username] } }]",
            "2:70 this 'cancelled_by' has no 'type'"
        ),
        (
            "timers: [{ emit: c.expiring, at: /time, offsets: [0d], cancelled_by: { type: penstock.x, same: [/data/username] } }]",
            "2:78 an event of Penstock's own cancels no timers"
        ),
        (
            "timers: [{ emit: c.expiring, at: /time, offsets: [0d], cancelled_by: { type: c.*, same: [/data/usrname] } }]",
            "2:90 c.done has no field /data/usrname (/data/username?)"
        ),
        (
            "timers: [{ emit: c.expiring, at: /time, offsets: [0d], cancelled_by: { type: c.*, sme: [/data/username] } }]",
            "2:83 'cancelled_by' has no key 'sme' (same?)"
        ),
    ])
    func `are complained of where they are wrong`(timers: String, expected: String) {
        #expect(Self.complaints(timers).contains(expected), "\(Self.complaints(timers))")
    }

    @Test func `are not for Penstock's own events`() {
        let complaints = Self.complaints("timers: [{ emit: c.expiring, at: /time, offsets: [0d] }]", type: "penstock.x")
        #expect(complaints.contains("2:9 an event of Penstock's own makes no timers"), "\(complaints)")
    }

    @Test func `must come to an end`() {
        func type(_ name: String, emits: String) -> (String, [UInt8]) {
            (
                "\(name).yaml",
                Array("type: \(name)\ntimers: [{ emit: \(emits), at: /time, offsets: [1d] }]\nsample: {}".utf8)
            )
        }
        let files = [type("a", emits: "b"), type("b", emits: "c"), type("c", emits: "b"), type("d", emits: "d")]
        let diagnostics = Catalog.read(files).diagnostics
        #expect(
            diagnostics.map(\.message) == [
                "b would emit itself for ever: b → c → b", "c would emit itself for ever: c → b → c",
                "d would emit itself for ever: d → d",
            ]
        )
        #expect(diagnostics.allSatisfy { $0.severity == .error && $0.position.line == 2 && $0.sourceLine != nil })
    }

    @Test(arguments: [
        ("certification.renewed", true), ("certification.", true), ("course.completed", false), ("penstock.x", false),
    ])
    func `are cancelled by what a pattern takes, and never by Penstock's own`(type: String, takes: Bool) {
        #expect(TimerCancellation(type: Glob("certification.*"), same: []).takes(type) == takes)
        #expect(!TimerCancellation(type: Glob("*"), same: []).takes("penstock.delivery.dead"))
    }
}
