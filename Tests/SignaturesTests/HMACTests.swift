import PluginTesting
import SignaturesStages
import Testing

@Suite struct `HMAC` {
    private func sign(
        _ configuration: String,
        body: String = "Hello, World!",
        change: (inout TestMessage) -> Void = { _ in }
    ) throws -> Answer {
        var message = TestMessage(body: body, contentType: "text/plain")
        change(&message)
        return try StageHarness(library, .signer, "hmac", with: configuration).sign(message)
    }

    @Test func `GitHub's example comes out`() throws {
        let answer = try sign(#"{"preset":"github","secret":"It's a Secret to Everybody"}"#)
        #expect(
            answer.headers == [
                Field(
                    "X-Hub-Signature-256",
                    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
                )
            ]
        )
    }

    /// Computed with `openssl dgst -hmac`.
    @Test(arguments: [
        (
            "stripe",
            [
                Field(
                    "Stripe-Signature",
                    "t=1614265330,v1=392dda51834a123f2a5b24d7a1a06ee077a82028f4b0996d71f43f292bbc0cb3"
                )
            ]
        ),
        (
            "slack",
            [
                Field("X-Slack-Signature", "v0=ad3c550b65e02c4dc6aa8db42f91635511925589d47ddfa0027d98426e1eadbc"),
                Field("X-Slack-Request-Timestamp", "1614265330"),
            ]
        ),
        ("shopify", [Field("X-Shopify-Hmac-SHA256", "f0JOLQ/2vV3sYm4BAnVbr+yRw1EPGXOaTq7I87w6AaQ=")]),
    ])
    func `the other presets sign as their senders do`(preset: String, headers: [Field]) throws {
        #expect(try sign(#"{"preset":"\#(preset)","secret":"key"}"#).headers == headers)
    }

    /// RFC 2202, test case 2, and RFC 4231, test case 2, and RFC 4231, test case 1 with its binary key.
    @Test(arguments: [
        ("sha1", "Jefe", "text", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (
            "sha256", "4a656665", "hex", "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            "sha512", "SmVmZQ==", "base64", "what do ya want for nothing?",
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        ),
        (
            "sha256", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "hex", "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
    ])
    func `the vectors of the RFCs come out`(
        algorithm: String,
        secret: String,
        secretEncoding: String,
        body: String,
        signature: String
    ) throws {
        let answer = try sign(
            #"{"algorithm":"\#(algorithm)","secret":"\#(secret)","secret_encoding":"\#(secretEncoding)","header":"X-S"}"#,
            body: body
        )
        #expect(answer.header("x-s") == signature)
    }

    @Test func `id, method and target can be signed`() throws {
        let free = #"{"secret":"key","signed":"{id}|{method}|{target}|{timestamp}|{body}","header":"X-S"}"#
        let answer = try sign(free, body: "b") {
            $0.method = "POST"
            $0.target = "https://hr.example.com/hooks"
        }
        let flat = try sign(
            #"{"secret":"key","header":"X-S"}"#,
            body: "msg_p5jXN8AQM9LWM0D4loKWxJek|POST|https://hr.example.com/hooks|1614265330|b"
        )
        #expect(answer.header("X-S") == flat.header("X-S"))
    }

    @Test func `a target that nobody named is a failure, not an empty text`() throws {
        let answer = try sign(#"{"secret":"key","signed":"{target}{body}","header":"X-S"}"#)
        #expect(answer.verdict == -3)
        #expect(answer.failure?.code == "no-target")
        #expect(answer.headers.isEmpty)
    }

    @Test(arguments: [
        (#"{"secret":"k"}"#, "", nil as Int?, "expected 'header'"),
        (#"{"secret":"","header":"X"}"#, "/secret", nil, "empty"),
        (#"{"secret":"abc","secret_encoding":"hex","header":"X"}"#, "/secret", nil, "not valid hex"),
        (#"{"secret":"k","header":"X Y"}"#, "/header", nil, "cannot be the name of a header"),
        (
            #"{"secret":"k","header":"X","signed":"{time}.{body}"}"#, "/signed", 0,
            "there is no {time} here; there are {body}"
        ),
        (#"{"secret":"k","header":"X","signed":"a{body"}"#, "/signed", 1, "has no '}'"),
        (#"{"secret":"k","header":"X","signed":"{timestamp}"}"#, "/signed", nil, "expected {body}"),
        (#"{"secret":"k","header":"X","value":"v1"}"#, "/value", nil, "expected {signature}"),
        (#"{"secret":"k","header":"X","value":"{signature}\r\nEvil: 1"}"#, "/value", 11, "control character"),
        (#"{"secret":"k","header":"X","timestamp_header":""}"#, "/timestamp_header", nil, "name of a header"),
    ])
    func `a mistake is named where it stands`(
        configuration: String,
        pointer: String,
        offset: Int?,
        words: String
    ) throws {
        do {
            _ = try StageHarness(library, .signer, "hmac", with: configuration)
            Issue.record("accepted")
        } catch {
            let problem = try #require(error.problems.first)
            #expect(problem.pointer == pointer)
            #expect(problem.offset == offset)
            #expect(problem.text.contains(words))
        }
    }
}
