import PenstockCore
import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockSources

@Suite struct `A secret` {
    private static let rules = """
        { any: [{ header: X-Secret, equals: "${env:S}" }, { query: secret, equals: "${env:S}" },
          { field: secret, equals: "${env:S}" }] }
        """

    @Test(
        arguments: [
            InboundRequest.json("{}", headers: [("x-secret", "test-secret")]),
            InboundRequest("GET", query: [("secret", "test-secret")]),
            InboundRequest.json(#"{"secret":"test-secret"}"#), InboundRequest.form("login=a&secret=test-secret"),
        ]
    )
    func `is found in header, query, JSON and form`(request: InboundRequest) throws {
        #expect(try Sample.verifying(Self.rules).refusal(request) == nil)
    }

    @Test(
        arguments: [
            (
                InboundRequest.json("{}"), Refusal.Code.missingSecret,
                "no header x-secret, no query parameter secret, no field secret"
            ),
            (
                .json("{}", headers: [("X-Secret", "test-secre")]), .wrongSecret, "wrong secret in the header x-secret"
            ),
            (
                .json("{}", headers: [("X-Secret", "test-secrets")]), .wrongSecret,
                "wrong secret in the header x-secret"
            ),
            (.json("{}", headers: [("X-Secret", "")]), .wrongSecret, "wrong secret in the header x-secret"),
            (.form("secret=other"), .wrongSecret, "wrong secret in the field secret"),
            (
                .json(#"{"secret":["test-secret"]}"#), .missingSecret,
                "no header x-secret, no query parameter secret, no field secret"
            ),
            (
                .json(#"{"secret":"test-secret","secret":"test-secret"}"#), .unreadable,
                "no field secret: the body is no valid JSON: the member \"secret\" is there twice, at byte 24"
            ),
        ] as [(InboundRequest, Refusal.Code, String)]
    )
    func `that is wrong or missing is told in words`(request: InboundRequest, code: Refusal.Code, text: String) throws {
        let refusal = try #require(try Sample.verifying(Self.rules).refusal(request))
        #expect(refusal.code == code)
        // What the JSON reader says is its own.
        #expect(refusal.text == text || (code == .unreadable && refusal.text.hasPrefix("no field secret: the body")))
    }

    @Test func `is cut out of the request, wherever a rule looks, with all that tells who somebody is`() throws {
        let request = InboundRequest(
            hook: "a",
            query: [("secret", "test-secret"), ("keep", "1")],
            headers: [
                ("Content-Type", "application/json"), ("X-SECRET", "test-secret"), ("Authorization", "Bearer x"),
                ("Cookie", "session=1"), ("X-Kept", "2"),
            ],
            body: #"{"secret":"test-secret","login":"learner1"}"#
        )
        let received = try Sample.verifying(Self.rules).receive(request)
        #expect(received.query == [InboundRequest.Field("keep", "1")])
        #expect(received.headers.map(\.name) == ["content-type", "x-kept"])
        #expect(received.body == ["login": "learner1"])
        #expect(
            received.cut == [
                "header x-secret", "header authorization", "header cookie", "query parameter secret", "field secret",
            ]
        )
    }

    @Test func `stands at a pointer too, and is cut out there`() throws {
        let sample = try Sample.verifying(#"{ field: /auth/token, equals: "${env:S}" }"#)
        let received = try sample.receive(.json(#"{"auth":{"token":"test-secret","by":"x"}}"#))
        #expect(received.body == ["auth": ["by": "x"]])
        #expect(try sample.refusal(.json(#"{"auth":"test-secret"}"#))?.text == "no field /auth/token")
    }

    @Test(
        arguments: [
            ("Basic bG1zOnRlc3Qtc2VjcmV0", nil), ("basic  bG1zOnRlc3Qtc2VjcmV0", nil),
            ("Basic bG1zOm90aGVy", "wrong user name or password"), ("Basic !!!", "wrong user name or password"),
            ("Bearer bG1zOnRlc3Qtc2VjcmV0", "no header authorization with user name and password"),
            (nil, "no header authorization with user name and password"),
        ] as [(String?, String?)]
    )
    func `of Basic`(header: String?, refusal: String?) throws {
        let sample = try Sample.verifying(#"{ basic: { username: lms, password: "${env:S}" } }"#)
        let request = InboundRequest(headers: header.map { [("Authorization", $0)] } ?? [])
        #expect(try sample.refusal(request)?.text == refusal)
    }

    @Test(
        arguments: [
            ("Bearer test-secret", nil), ("bearer test-secret", nil), ("Bearer test", "wrong bearer token"),
            ("Bearer", "no header authorization with a bearer token"),
            ("test-secret", "no header authorization with a bearer token"),
        ] as [(String, String?)]
    )
    func `of Bearer`(header: String, refusal: String?) throws {
        let sample = try Sample.verifying(#"{ bearer: "${env:S}" }"#)
        #expect(try sample.refusal(InboundRequest(headers: [("authorization", header)]))?.text == refusal)
    }

    @Test func `is not enough where all rules count`() throws {
        let sample = try Sample.verifying(
            #"{ all: [{ header: X-Secret, equals: "${env:S}" }, { addresses: [192.0.2.0/24] }] }"#
        )
        let headers = [("x-secret", "test-secret")]
        #expect(try sample.refusal(InboundRequest(headers: headers, address: "192.0.2.7")) == nil)
        #expect(try sample.refusal(InboundRequest(headers: headers, address: "192.0.3.7"))?.code == .wrongAddress)
        #expect(try sample.refusal(InboundRequest(address: "192.0.2.7"))?.code == .missingSecret)
    }

    @Test(
        arguments: [
            ("192.0.2.7", true), ("192.0.3.7", false), ("::ffff:192.0.2.7", true), ("::ffff:192.0.3.7", false),
            ("2001:db8::1", true), ("2001:db9::1", false), ("fe80::1%eth0", false), ("198.51.100.9", true),
            // A tunnel's address says what its owner wants it to say.
            ("2002:c000:0207::1", false), (nil, false), ("", false), ("localhost", false),
        ] as [(String?, Bool)]
    )
    func `is no matter where addresses count`(address: String?, isAllowed: Bool) throws {
        let sample = try Sample.verifying(
            #"{ addresses: [192.0.2.0/24, "2001:db8::/32", "::ffff:198.51.100.0/120"] }"#
        )
        #expect(try (sample.refusal(InboundRequest(address: address)) == nil) == isAllowed)
    }

    @Test func `is in no text and no dump`() throws {
        let sample = try Sample.verifying(
            #"{ any: [{ header: X-Secret, equals: "${env:S}" }, { basic: { username: a, password: "${env:S}" } }] }"#
        )
        var dumped = ""
        dump(sample.source, to: &dumped)
        dump(sample.source.verification, to: &dumped)
        #expect(!dumped.contains("test-secret") && !"\(sample.source.verification)".contains("test-secret"))
        #expect(sample.source.verification.summary == "header x-secret or user name and password")
        #expect(sample.source.mask("a test-secret b") == "a *** b")
    }
}
