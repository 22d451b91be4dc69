import PenstockCore
import PenstockPipelines
import Testing

@testable import PenstockSources

/// Signatures that others made: GitHub's and Standard Webhooks' own vectors, and codes of Python's `hmac` over
/// `{"login":"learner1"}` with the key `test-secret`.
@Suite struct `A signature` {
    private static let body = #"{"login":"learner1"}"#
    private static let code = "104e98d95c2dd0fbbe5be8fbff5a93d56b2b4b2bdea01b7ed468bf9447d2dcbb"

    private func refusal(
        _ rule: String,
        _ headers: [(String, String)],
        body: String = Self.body,
        secrets: [String: String] = ["S": "test-secret"],
        at now: Timestamp = Sample.now
    ) throws -> String? {
        try Sample.verifying("{ hmac: { \(rule) } }", secrets: secrets)
            .refusal(.json(body, headers: headers), at: now)?.text
    }

    @Test func `of GitHub`() throws {
        let rule = #"secret: "${env:S}", header: X-Hub-Signature-256, prefix: "sha256=""#
        let code = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        let secrets = ["S": "It's a Secret to Everybody"]
        let headers = [("X-Hub-Signature-256", "sha256=\(code)")]
        #expect(try refusal(rule, headers, body: "Hello, World!", secrets: secrets) == nil)
        #expect(
            try refusal(rule, headers, body: "Hello, World?", secrets: secrets)
                == "wrong signature in the header x-hub-signature-256"
        )
        #expect(try refusal(rule, [], secrets: secrets) == "the header x-hub-signature-256 is missing")
        #expect(
            try refusal(rule, [("x-hub-signature-256", code)], secrets: secrets)
                == "the header x-hub-signature-256 does not hold a value that begins with sha256="
        )
    }

    @Test(
        arguments: [
            (#"algorithm: sha1"#, "90ef32b70708ef71888534c6062a11b898a03443"),
            (#"algorithm: sha256"#, Self.code), ("algorithm: sha256", Self.code.uppercased()),
            (
                #"algorithm: sha512"#,
                "0a1dceca3f23e7e5dc0f27eb17fc2f2b836f9f970ef7f5a48ea5dbac074c5e0f"
                    + "ee9aa3eaa2854527b8c2313dec34d0ffe67429636ba78854289b2e8f4c92e540"
            ),
            (#"encoding: base64"#, "EE6Y2Vwt0Pu+W+j7/1qT1WsrSyveoBt+1Gi/lEfS3Ls="),
        ]
    )
    func `in every hash and encoding`(rule: String, code: String) throws {
        let rule = #"secret: "${env:S}", header: X-Signature, "# + rule
        #expect(try refusal(rule, [("X-Signature", code)]) == nil)
        #expect(try refusal(rule, [("X-Signature", code)], body: Self.body + " ") != nil)
        #expect(try refusal(rule, [("X-Signature", code)], secrets: ["S": "another secret"]) != nil)
    }

    @Test(
        arguments: [
            (
                "secret_encoding: hex", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                "fec15db42c6ea38daf56db109133ad80d7cb402cdf52b050c3eb2d3c0ed316ec"
            ),
            (
                "secret_encoding: base64, encoding: base64", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                "/sFdtCxuo42vVtsQkTOtgNfLQCzfUrBQw+stPA7TFuw="
            ),
        ]
    )
    func `with a key in every encoding`(rule: String, key: String, code: String) throws {
        let rule = #"secret: "${env:S}", header: X-Signature, "# + rule
        #expect(try refusal(rule, [("X-Signature", code)], secrets: ["S": key]) == nil)
    }

    @Test func `of Stripe, with the time in its own header`() throws {
        let rule = """
            secret: "${env:S}", header: Stripe-Signature, key: v1, signed: "{timestamp}.{body}",
            timestamp: { key: t, tolerance: 5m }
            """
        let code = "34e1d1960c2d659abb3d6d46f7dd07504eeb2015789b52079c97c4551086949d"
        let headers = [("Stripe-Signature", "t=1772618400, v1=00ff,v1=\(code),v0=x")]
        #expect(try refusal(rule, headers) == nil)
        #expect(try refusal(rule, headers, at: Sample.now + .seconds(300)) == nil)
        #expect(
            try refusal(rule, headers, at: Sample.now + .seconds(425))
                == "the signature matches, but it was made 7 min 5 s ago, and 5 min are tolerated"
        )
        #expect(
            try refusal(rule, headers, at: Sample.now + .seconds(-3 * 86_400))
                == "the signature matches, but its time is 3 d ahead, and 5 min are tolerated: one of the two clocks is wrong"
        )
        #expect(
            try refusal(rule, [("Stripe-Signature", "t=1772618401,v1=\(code)")])
                == "wrong signature in the header stripe-signature"
        )
        #expect(
            try refusal(rule, [("Stripe-Signature", "v1=\(code)")])
                == "the header stripe-signature does not hold a list with t=…, the time"
        )
        #expect(
            try refusal(rule, [("Stripe-Signature", "t=1772618400")])
                == "the header stripe-signature does not hold a list with v1=…"
        )
    }

    @Test func `of Slack, with the time in another header`() throws {
        let rule = """
            secret: "${env:S}", header: X-Slack-Signature, prefix: "v0=", signed: "v0:{timestamp}:{body}",
            timestamp: { header: X-Slack-Request-Timestamp, tolerance: 1m }
            """
        let code = "d3875956302f2213058da586179872803275767ed9dea00453e2f13a6c3967e5"
        let signature = ("X-Slack-Signature", "v0=\(code)")
        #expect(try refusal(rule, [signature, ("X-Slack-Request-Timestamp", "1772618400")]) == nil)
        #expect(try refusal(rule, [signature]) == "the header x-slack-request-timestamp is missing")
        #expect(
            try refusal(rule, [signature, ("X-Slack-Request-Timestamp", "1772618400")], at: Sample.now + .seconds(61))
                == "the signature matches, but it was made 1 min 1 s ago, and 1 min are tolerated"
        )
    }

    @Test func `over an id and milliseconds`() throws {
        let byID = """
            secret: "${env:S}", header: X-Signature, signed: "{id}.{timestamp}.{body}", id: { header: X-Id },
            timestamp: { header: X-Time }
            """
        let code = "18a7374f1bf6b2d24e0ae562e74e7d70a41a7ceac649cbfd88a492311d00ddf3"
        let headers = [("X-Signature", code), ("X-Time", "1772618400")]
        #expect(try refusal(byID, headers + [("X-Id", "msg_1")]) == nil)
        #expect(try refusal(byID, headers + [("X-Id", "msg_2")]) == "wrong signature in the header x-signature")
        #expect(try refusal(byID, headers) == "the header x-id is missing")
        let inMilliseconds = """
            secret: "${env:S}", header: X-Signature, signed: "{timestamp}.{body}", timestamp: { header: X-Time }
            """
        let other = "1c8cca3accae30a991fff03d0fcd8eea912bd392fd31a5b26bb0d0503124a18d"
        #expect(try refusal(inMilliseconds, [("X-Signature", other), ("X-Time", "1772618400000")]) == nil)
    }

    @Test(arguments: ["", "yesterday", "-1772618400", "1772618400.5", "99999999999999999999", "١٧٧٢٦١٨٤٠٠"])
    func `with a time that is none`(time: String) throws {
        let sample = try Sample.verifying(
            #"{ standard_webhooks: { secrets: ["${env:S}"] } }"#,
            secrets: [
                "S": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            ]
        )
        #expect(try sample.refusal(Self.webhook(time: time)) != nil)
    }

    private static func webhook(
        id: String = "msg_p5jXN8AQM9LWM0D4loKWxJek",
        time: String = "1614265330",
        signature: String = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        body: String = #"{"test": 2432232314}"#
    ) -> InboundRequest {
        .json(
            body,
            headers: [("webhook-id", id), ("webhook-timestamp", time), ("webhook-signature", signature)]
        )
    }

    private static let webhookTime = Timestamp("2021-02-25T15:02:10Z") ?? Sample.now

    @Test(
        arguments: [
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v2,x"),
            (
                "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",
                "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
            ),
        ]
    )
    func `of Standard Webhooks`(secret: String, signature: String) throws {
        let rule = #"{ standard_webhooks: { secrets: ["${env:OLD}", "${env:S}"], tolerance: 5m } }"#
        let sample = try Sample.verifying(rule, secrets: ["S": secret, "OLD": "whsec_AAAA"])
        let now = Self.webhookTime
        #expect(try sample.refusal(Self.webhook(signature: signature), at: now) == nil)
        #expect(try sample.refusal(Self.webhook(signature: signature, body: "{}"), at: now)?.code == .wrongSignature)
        #expect(try sample.refusal(Self.webhook(id: "msg_2", signature: signature), at: now)?.code == .wrongSignature)
        let late = try sample.refusal(Self.webhook(signature: signature), at: now + .seconds(3_600))
        #expect(late == Refusal(.wrongTime, "the signature matches, but it was made 1 h ago, and 5 min are tolerated"))
        #expect(try sample.refusal(.json("{}"), at: now)?.code == .missingSignature)
    }
}
