import PenstockCore
import PenstockPipelines
import Testing

@testable import PenstockEngine

@Suite struct `What intake knows of certificates` {
    private static let catalog = """
        type: certification.certified
        person: /data/username
        certificate:
          program: /data/program
          name: /data/name
          number: /data/number
          issued: /data/issued
          renewal: /data/renewal
          expires: /data/expires
        schema: true
        sample: {}
        ---
        type: badge.earned
        person: /subject
        certificate: { program: /data/program, issued: /time }
        schema: true
        sample: {}
        ---
        type: course.completed
        person: /data/username
        schema: true
        sample: {}
        """

    private func certificate(
        _ data: String,
        type: String = "certification.certified",
        subject: String? = nil
    ) throws -> NewCertificate? {
        let (catalog, diagnostics) = Catalog.read([(name: "types.yaml", bytes: Array(Self.catalog.utf8))])
        try #require(!diagnostics.contains { $0.severity == .error }, "\(diagnostics)")
        let draft = EventDraft(type: type, data: Array(data.utf8))
        return EventCertifying(catalog, in: StoreID("test")).certificate(
            type: type,
            keys: EventKeys(draft, source: "/lms", subject: subject, time: Timestamp(microseconds: 0))
        )
    }

    @Test func `is what the catalog names`() throws {
        let found = try certificate(
            """
            {"username":"learner1","program":"FA-20","name":"First Aid","number":417,"issued":"2026-03-11",\
            "renewal":"2027-12-11","expires":"2028-03-10T23:59:59Z"}
            """
        )
        #expect(
            found
                == NewCertificate(
                    holder: "learner1",
                    person: PersonDigest.key(of: "learner1", in: StoreID("test")),
                    certificate: Certificate(
                        program: "FA-20",
                        name: "First Aid",
                        number: "417",
                        issued: try #require(CalendarDay("2026-03-11")),
                        renewal: CalendarDay("2027-12-11"),
                        expires: CalendarDay("2028-03-10")
                    )
                )
        )
    }

    @Test(arguments: ["", #","expires":null"#, #","expires":"""#, #","expires":"99999999""#, #","expires":99999999"#])
    func `has no end where the event says never`(expires: String) throws {
        let found = try certificate(#"{"username":"l","program":"P","issued":"2026-03-11"\#(expires)}"#)
        #expect(try #require(found).certificate.expires == nil)
    }

    @Test(arguments: ["soon", "2026-02-30", "20280310", "0", "true"])
    func `is nothing where a day cannot be read, and never by mistake`(day: String) throws {
        let start = #"{"username":"l","program":"P""#
        #expect(try certificate(#"\#(start),"issued":"2026-03-11","expires":"\#(day)"}"#) == nil)
        #expect(try certificate(#"\#(start),"issued":"2026-03-11","renewal":"\#(day)"}"#) == nil)
        #expect(try certificate(#"\#(start),"issued":"\#(day)"}"#) == nil)
    }

    @Test(arguments: [
        "{}", "[]", "7", #"{"username":"l","program":"P"}"#, #"{"username":"l","issued":"2026-03-11"}"#,
        #"{"program":"P","issued":"2026-03-11"}"#, #"{"username":"","program":"P","issued":"2026-03-11"}"#,
        #"{"username":"l","program":["P"],"issued":"2026-03-11"}"#,
    ])
    func `is nothing without a person, a program and a day`(data: String) throws {
        #expect(try certificate(data) == nil)
    }

    @Test func `is nothing of names that are too long, and words are cut`() throws {
        let long = String(repeating: "é", count: 129)
        func data(_ username: String, _ program: String) -> String {
            let words = String(repeating: "w", count: 300)
            return #"{"username":"\#(username)","program":"\#(program)","issued":"2026-03-11","name":"\#(words)"}"#
        }
        #expect(try certificate(data(long, "P")) == nil)
        #expect(try certificate(data("l", long)) == nil)
        #expect(try certificate(data(String(long.dropLast()), "P"))?.certificate.name?.count == 200)
    }

    @Test func `needs no more than a program and a day, and may stand in attributes`() throws {
        let found = try #require(try certificate(#"{"program":"P"}"#, type: "badge.earned", subject: "learner1"))
        #expect(found.holder == "learner1")
        #expect(found.certificate == Certificate(program: "P", issued: CalendarDay(number: 0)))
    }

    @Test func `nothing of other types`() throws {
        let data = #"{"username":"l","program":"P","issued":"2026-03-11"}"#
        #expect(try certificate(data, type: "course.completed") == nil)
        #expect(try certificate(data, type: "unknown") == nil)
    }
}
