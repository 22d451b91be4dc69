import PenstockCore
import PenstockEngine
import PenstockJSON
import Synchronization
import Testing

@testable import PenstockServer

@Suite struct `Learners and certificates` {
    private static let page = ["Accept: text/html"]

    private static func certificate(
        _ id: Int64,
        _ holder: String,
        _ program: String,
        renewal: String? = nil,
        expires: String?
    ) throws -> CertificateRecord {
        CertificateRecord(
            id: id,
            holder: holder,
            certificate: Certificate(
                program: program,
                name: "First Aid",
                number: "=\(id)",
                issued: try #require(CalendarDay("2025-03-11")),
                renewal: renewal.flatMap { CalendarDay($0) },
                expires: expires.flatMap { CalendarDay($0) }
            ),
            event: EventSequence(id)
        )
    }

    /// It is 2026-03-04 there.
    static func fill(_ server: TestServer) throws {
        let records = [
            try certificate(1, "learner1", "FA-20", renewal: "2026-03-01", expires: "2026-05-03"),
            try certificate(2, "learner1", "B", expires: nil),
            try certificate(3, "a/b <i>", "FA-20", expires: "2026-03-04"),
            try certificate(4, "learner3", "FA-20", expires: "2026-03-03"),
            try certificate(5, "learner4", "C", expires: "2026-05-04"),
        ]
        let store = server.engine.storeID
        server.engine.store.certificateList.withLock { list in
            list = records.map { (PersonDigest.key(of: $0.holder, in: store), $0) }
        }
        var peers = PeerFigures(counted: 2, sum: 1_625_000, squares: 1_320_312_500_000, doubledMedian: 1_625_000)
        peers.place = PeerFigures.Place(below: 1, equal: 1)
        let best = FixedDecimal(text: "92.5")
        let figures = MeasureFigures(
            name: "score",
            value: best,
            peers: peers,
            own: OwnFigures(count: 3, best: best, last: best, lastDay: CalendarDay("2026-03-01"))
        )
        let standing = Standing(measure: "course.completed/score", group: "Safety <i>", figures: figures)
        server.engine.store.standingList.withLock {
            $0[PersonDigest.key(of: "learner1", in: store)] = [standing]
        }
    }

    @Test func `a learner stands against peers, with certificates and their clocks`() async throws {
        try await TestServer.run { server async throws in
            try Self.fill(server)
            let answer = try await server.get("/v1/learners/learner1")
            #expect(
                try answer.json.text == """
                    {"username":"learner1","day":"2026-03-04","standings":[{"measure":"course.completed/score",\
                    "group":"Safety <i>","figures":{"value":92.5,"peers":{"counted":2,"mean":81.25,"median":81.25,\
                    "deviation":0,"percentile":75,"rank":1,"above_average":true},\
                    "own":{"count":3,"best":92.5,"last":92.5,"last_day":"2026-03-01"}}}],"certificates":[\
                    {"username":"learner1","program":"B","name":"First Aid","number":"=2","issued":"2025-03-11",\
                    "valid":true,"never_expires":true,"renewable":false},\
                    {"username":"learner1","program":"FA-20","name":"First Aid","number":"=1","issued":"2025-03-11",\
                    "renewal":"2026-03-01","expires":"2026-05-03","valid":true,"expires_in_days":60,\
                    "never_expires":false,"renewable":true,"renewable_in_days":-3}]}
                    """,
                "\(answer.text)"
            )
            let later = try await server.get("/v1/learners/learner1?day=2026-05-04").json
            #expect(later["day"] == "2026-05-04" && later.at("/certificates/1/valid") == false)
            #expect(later.at("/certificates/1/expires_in_days") == -1)
            let other = try await server.get("/v1/learners/a%2Fb%20%3Ci%3E").json
            #expect(other["username"] == "a/b <i>" && other["standings"] == [])
        }
    }

    @Test(arguments: [
        ("/v1/learners/learner2", 404, "nothing is known of 'learner2'"),
        ("/v1/learners/Learner1", 404, "letter by letter"), ("/v1/learners/%ff", 404, "percent"),
        ("/v1/learners/learner1?day=today", 400, "'day' is 'today'"),
        ("/v1/learners/learner1?day=2026-02-30", 400, "2026-02-30"),
        ("/v1/learners/learner1?day=2026-03-04T10:00:00Z", 400, "a day such as"),
        ("/v1/learners/learner1?dy=2026-03-04", 400, "is 'day' meant?"),
        ("/v1/certificates?expiring=60", 400, "whole days such as 60d"),
        ("/v1/certificates?expiring=-1d", 400, "whole days"), ("/v1/certificates?expiring=1.5d", 400, "whole days"),
        ("/v1/certificates?expiring=%2B5d", 400, "whole days"), ("/v1/certificates?expiring=d", 400, "whole days"),
        ("/v1/certificates?expiring=-0d", 400, "whole days"), ("/v1/certificates?expiring=1000000d", 400, "whole days"),
        ("/v1/certificates?expiring=9999999999999999999d", 400, "whole days"),
        ("/v1/certificates?expired=yes", 400, "true or false"), ("/v1/certificates?cursor=e5", 400, "'cursor'"),
        ("/v1/certificates?limit=0", 400, "1 to 500"), ("/v1/certificates?format=xml", 400, "no format 'xml'"),
        ("/v1/certificates?username=learner1", 400, "no parameter 'username'"),
    ])
    func `what cannot be answered says why`(target: String, status: Int, words: String) async throws {
        try await TestServer.run { server async throws in
            try Self.fill(server)
            let answer = try await server.get(target)
            #expect(answer.status == status && answer.problem == (status == 404 ? "not-found" : "invalid-parameter"))
            #expect(answer.detail.contains(words), "\(answer.detail)")
        }
    }

    @Test(arguments: [
        ("", ["a/b <i>", "learner1", "learner4"]), ("?expiring=60d", ["a/b <i>", "learner1"]),
        ("?expiring=0d", ["a/b <i>"]), ("?expired=true", ["learner3", "a/b <i>", "learner1", "learner4"]),
        ("?program=C", ["learner4"]), ("?program=c", []), ("?expired=true&expiring=0d", ["learner3", "a/b <i>"]),
        ("?day=2026-05-04", ["learner4"]), ("?day=2026-03-03&expiring=0d", ["learner3"]),
        ("?expiring=999999d", ["a/b <i>", "learner1", "learner4"]), ("?cursor=czzzzzzzzzzzz", []),
    ])
    func `certificates are listed, soonest first`(query: String, expected: [String]) async throws {
        try await TestServer.run { server async throws in
            try Self.fill(server)
            let answer = try await server.get("/v1/certificates\(query)").json
            #expect(answer["items"]?.arrayValue?.compactMap { $0["username"]?.stringValue } == expected)
            #expect(answer["next"] == nil)
        }
    }

    @Test func `certificates come page by page, and as files`() async throws {
        try await TestServer.run { server async throws in
            try Self.fill(server)
            let first = try await server.get("/v1/certificates?limit=2").json
            let next = try #require(first["next"]?.stringValue)
            let rest = try await server.get("/v1/certificates?limit=2&cursor=\(next)").json
            #expect(rest.at("/items/0/username") == "learner4" && rest["next"] == nil)
            let csv = try await `Lists are exported`().export(server, "/v1/certificates?format=csv&limit=1")
            let columns = """
                username,program,name,number,issued,renewal,expires,valid,expires_in_days,renewable,\
                renewable_in_days,cursor
                """
            let start = "\(columns)\r\na/b <i>,FA-20,First Aid,'=3,2025-03-11,,2026-03-04,true,0,,,c"
            #expect(csv.text.hasPrefix(start) && csv.isComplete, "\(csv.text)")
            let lines = try await `Lists are exported`().export(server, "/v1/certificates?format=ndjson&expired=true")
            #expect(lines.text.split(separator: "\n").count == 4)
            #expect(lines.text.hasPrefix(#"{"username":"learner3","program":"FA-20""#), "\(lines.text)")
            let file = #"attachment; filename="penstock-certificates.ndjson""#
            #expect(lines.head.headers["content-disposition"] == file)
        }
    }

    // MARK: - Pages

    @Test(
        arguments: [
            ("/learners", ["Which learner", "name=\"username\""]),
            (
                "/learners/learner1",
                ["FA-20", "2026-05-03", "in 60 days", "renewable", "never", "Safety &lt;i&gt;", "81.25", "92.5"]
            ),
            ("/learners/learner1?day=2026-05-04", ["expired", "yesterday"]),
            ("/learners/a%2Fb%20%3Ci%3E", ["a/b &lt;i&gt;", "today", "Nothing was measured"]),
            ("/certificates", ["/learners/a%2Fb%20%3Ci%3E", "/learners/learner4", "format=csv"]),
            ("/certificates?limit=1", ["rel=\"next\"", "cursor=c"]),
            ("/certificates?program=none", ["No certificates are like this"]),
            ("/certificates?expiring=60d", ["value=\"60d\"", "expiring=60d&amp;format=csv"]),
        ] as [(String, [String])]
    )
    func `pages show the same`(target: String, words: [String]) async throws {
        try await TestServer.run { server async throws in
            try Self.fill(server)
            let answer = try await server.send("GET", target, headers: Self.page)
            #expect(answer.status == 200, "\(answer.text)")
            for word in words { #expect(answer.text.contains(word), "\(word) in \(answer.text)") }
        }
    }

    @Test(arguments: [
        ("/learners/nobody", 404), ("/learners/%3Cscript%3E", 404), ("/learners/learner1?day=x", 400),
        ("/learners?user=1", 400), ("/certificates?cursor=%3Cscript%3E", 400), ("/certificates?expiring=soon", 400),
        ("/certificates?format=csv", 400),
    ])
    func `pages tell what is wrong with a question`(target: String, status: Int) async throws {
        try await TestServer.run { server async throws in
            try Self.fill(server)
            let answer = try await server.send("GET", target, headers: Self.page)
            #expect(answer.status == status && answer.headers["content-type"] == "text/html; charset=utf-8")
            #expect(!answer.text.contains("<script>") && answer.text.contains("<h1>"))
        }
    }

    @Test func `a form leads to the learner, whatever the name`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send("GET", "/learners?username=a%2Fb+%3Ci%3E", headers: Self.page)
            #expect(answer.status == 303 && answer.headers["location"] == "/learners/a%2Fb%20%3Ci%3E")
            let twice = try await server.send("GET", "/learners?username=a&username=b", headers: Self.page)
            #expect(twice.status == 400)
        }
    }

    @Test func `an event leads to the learner that it is about`() async throws {
        let types = [
            EventTypeSummary(type: "course.completed", person: "/data/username"), EventTypeSummary(type: "user.added"),
        ]
        try await TestServer.run(MemoryEngine { $0.catalog = types }) { server async throws in
            try await `Events are shown`.fill(server)
            let unknown = try await server.send("GET", "/events/e0", headers: Self.page)
            #expect(unknown.status == 200 && !unknown.text.contains("/learners/p0"), "there is no such page")
            let record = try Self.certificate(1, "p0", "FA-20", expires: nil)
            server.engine.store.certificateList.withLock { list in
                list = ["p0", "p1"].map { (PersonDigest.key(of: $0, in: server.engine.storeID), record) }
            }
            let event = try await server.send("GET", "/events/e0", headers: Self.page)
            #expect(event.text.contains(#"<a href="/learners/p0">p0</a>"#), "\(event.text)")
            let other = try await server.send("GET", "/events/e1", headers: Self.page)
            #expect(other.status == 200 && !other.text.contains("/learners/p1"), "the catalog does not say")
        }
    }
}
