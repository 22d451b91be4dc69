import PenstockCore
import PenstockJSON
import Testing

@testable import PenstockPipelines

@Suite struct `Certificates of an event type` {
    private func read(
        _ certificate: String,
        person: String = "person: /data/username"
    ) -> (type: EventType?, complaints: [Diagnostic]) {
        let text = """
            type: certification.certified
            \(person)
            certificate: \(certificate)
            schema:
              properties:
                username: { type: string }
                program: { type: string }
                issued: { type: string }
                expires: { type: [string, "null"] }
              additionalProperties: false
            sample: { username: learner1 }
            """
        let (catalog, diagnostics) = Catalog.read([("certification.certified.yaml", Array(text.utf8))])
        return (catalog[type: "certification.certified"], diagnostics)
    }

    @Test func `are read with the type's person`() throws {
        let (type, complaints) = read(
            "{ program: /data/program, issued: /data/issued, expires: /data/expires, number: /id }"
        )
        #expect(complaints.isEmpty, "\(complaints)")
        let rule = try #require(type?.certificate)
        #expect(
            rule
                == CertificateRule(
                    person: try JSONPointer("/data/username"),
                    program: try JSONPointer("/data/program"),
                    number: try JSONPointer("/id"),
                    issued: try JSONPointer("/data/issued"),
                    expires: try JSONPointer("/data/expires")
                )
        )
    }

    @Test(arguments: [
        ("/data/program", "expected a mapping such as { program: /data/program_id"),
        ("{}", "this 'certificate' has no 'program'"),
        ("{ program: /data/program }", "this 'certificate' has no 'issued'"),
        ("{ issued: /data/issued }", "this 'certificate' has no 'program'"),
        ("{ program: /data/program, issued: data.issued }", "'data.issued'"),
        ("{ program: /data/program, issued: 7 }", "expected a pointer into the event"),
        ("{ program: /data/programme, issued: /data/issued }", "certification.certified has no field /data/programme"),
        (
            "{ program: /data/program, issued: /data/issued, expires: /data/ends }",
            "certification.certified has no field /data/ends"
        ),
        (
            "{ program: /data/program, issued: /data/issued, expiry: /data/expires }",
            "a certificate has no key 'expiry'"
        ),
    ])
    func `that are wrong are told with their place`(certificate: String, message: String) throws {
        let (type, complaints) = read(certificate)
        let complaint = try #require(complaints.first { $0.severity == .error }, "\(complaints)")
        #expect(complaint.message.hasPrefix(message), "\(complaint.message)")
        #expect(complaint.position.line == 3)
        #expect(type == nil)
    }

    @Test func `are somebody's`() throws {
        let (_, complaints) = read("{ program: /data/program, issued: /data/issued }", person: "strict: false")
        let complaint = try #require(complaints.first { $0.severity == .error })
        #expect(complaint.message == "this 'certificate' is nobody's: the event type has no 'person'")
        #expect(complaint.position.line == 3)
    }

    @Test func `a person that is wrong is told alone`() {
        let (_, complaints) = read("{ program: /data/program, issued: /data/issued }", person: "person: 7")
        #expect(complaints.count { $0.severity == .error } == 1, "\(complaints)")
    }
}
