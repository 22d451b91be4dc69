import PluginTesting
import SignaturesStages
import Testing

/// Secrets that end. The clock of a call stands at 1614265330 s, which is 2021-02-25T15:02:10Z.
@Suite struct `A secret with an end` {
    private static let old = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let new = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
    private static let oldSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    private func stage(_ type: String, _ configuration: String) throws -> StageHarness {
        try StageHarness(library, .signer, type, with: configuration)
    }

    /// Signs so many microseconds after the moment of ``TestCall``.
    private func sign(_ stage: StageHarness, after microseconds: Int64 = 0) throws -> Answer {
        var call = TestCall()
        call.nowMicroseconds += microseconds
        return try stage.sign(TestMessage(body: #"{"test": 2432232314}"#), call)
    }

    @Test func `signs beside the new one until then, and no more from then on`() throws {
        let stage = try stage(
            "standard-webhooks",
            #"{"secrets":["\#(Self.new)",{"secret":"\#(Self.old)","until":"2021-02-25T15:02:11Z"}]}"#
        )
        let before = try #require(try sign(stage).header("webhook-signature"))
        #expect(before.hasSuffix(" \(Self.oldSignature)"))
        let atLast = try #require(try sign(stage, after: 999_999).header("webhook-signature"))
        #expect(atLast.split(separator: " ").count == 2)
        let after = try #require(try sign(stage, after: 1_000_000).header("webhook-signature"))
        #expect(after.split(separator: " ").count == 1 && !after.isEmpty)
    }

    @Test(arguments: ["2021-02-25T16:02:11+01:00", "2021-02-25T10:02:11-05:00"])
    func `may be written in any zone`(until: String) throws {
        let stage = try stage("standard-webhooks", #"{"secrets":[{"secret":"\#(Self.old)","until":"\#(until)"}]}"#)
        #expect(try sign(stage).header("webhook-signature") == Self.oldSignature)
        #expect(try sign(stage, after: 1_000_000).verdict == -3)
    }

    @Test(arguments: [
        ("standard-webhooks", #"{"secrets":[{"secret":"SECRET","until":"2021-02-25T15:02:10Z"}]}"#, "the secret ended"),
        (
            "standard-webhooks",
            #"{"secrets":[{"secret":"SECRET","until":"2020-01-01T00:00:00Z"},{"secret":"SECRET","until":"2021-02-25T15:02:10Z"}]}"#,
            "all 2 secrets have ended, the last one at"
        ),
        ("hmac", #"{"preset":"stripe","secrets":[{"secret":"k","until":"2021-02-25T15:02:10Z"}]}"#, "the secret ended"),
        ("hmac", #"{"preset":"github","secrets":[{"secret":"k","until":"2021-02-25T15:02:10Z"}]}"#, "the secret ended"),
    ])
    func `as the last one leaves nothing unsigned through, and says what to do`(
        type: String,
        configuration: String,
        words: String
    ) throws {
        let answer = try sign(try stage(type, configuration.replacing("SECRET", with: Self.old)))
        #expect(answer.verdict == -3)
        #expect(answer.failure?.code == "secrets-ended")
        #expect(answer.failure?.text.contains(words) == true)
        #expect(answer.failure?.text.contains("2021-02-25T15:02:10Z") == true)
        #expect(answer.headers.isEmpty)
    }

    @Test func `stands in Stripe's list beside the others`() throws {
        let stage = try stage(
            "hmac",
            #"{"preset":"stripe","secrets":["new",{"secret":"old","until":"2021-02-25T15:02:11Z"}]}"#
        )
        func alone(_ secret: String, after microseconds: Int64) throws -> String {
            let one = try self.stage("hmac", #"{"preset":"stripe","secret":"\#(secret)"}"#)
            return try #require(try sign(one, after: microseconds).header("Stripe-Signature"))
        }
        let old = try alone("old", after: 0).split(separator: ",")[1]
        #expect(try sign(stage).header("Stripe-Signature") == "\(try alone("new", after: 0)),\(old)")
        #expect(
            try sign(stage, after: 1_000_000).header("Stripe-Signature") == (try alone("new", after: 1_000_000))
        )
    }

    @Test func `is followed by the next where a header has room for one signature`() throws {
        let stage = try stage(
            "hmac",
            #"{"preset":"github","secrets":["new",{"secret":"old","until":"2021-02-25T15:02:11Z"}]}"#
        )
        func alone(_ secret: String) throws -> String? {
            try sign(try self.stage("hmac", #"{"preset":"github","secret":"\#(secret)"}"#)).header(
                "X-Hub-Signature-256"
            )
        }
        #expect(try sign(stage).header("X-Hub-Signature-256") == (try alone("old")))
        #expect(try sign(stage, after: 1_000_000).header("X-Hub-Signature-256") == (try alone("new")))
    }

    @Test func `stands in a form of one's own where that says how`() throws {
        let form = #""header":"X-S","value":"a={signature}","further":" b={signature}""#
        let stage = try stage("hmac", #"{"secrets":["one","two"],\#(form)}"#)
        let value = try #require(try sign(stage).header("X-S"))
        let parts = value.split(separator: " ")
        #expect(parts.count == 2 && parts[0].hasPrefix("a=") && parts[1].hasPrefix("b="))
        #expect(parts[0].dropFirst(2) != parts[1].dropFirst(2))
    }

    @Test(arguments: [
        (
            "standard-webhooks", #"{"secrets":[{"secret":"SECRET","until":"2027-01-31"}]}"#, "/secrets/0/until",
            "no moment"
        ),
        ("standard-webhooks", #"{"secrets":[{"secret":"SECRET","until":"soon"}]}"#, "/secrets/0/until", "no moment"),
        (
            "standard-webhooks", #"{"secrets":["SECRET",{"secret":"x","until":"2027-01-31T00:00:00Z"}]}"#,
            "/secrets/1/secret", "begins with whsec_"
        ),
        ("standard-webhooks", #"{"secrets":[]}"#, "/secrets", "at least one"),
        ("hmac", #"{"header":"X"}"#, "", "expected 'secret'"),
        ("hmac", #"{"header":"X","secrets":[]}"#, "/secrets", "at least one"),
        ("hmac", #"{"header":"X","secret":"a","secrets":["b"]}"#, "/secret", "not both"),
        ("hmac", #"{"header":"X","secrets":["a","b"]}"#, "/secrets", "room for one signature"),
        ("hmac", #"{"preset":"stripe","value":"{signature}","secrets":["a","b"]}"#, "/secrets", "room for one"),
        (
            "hmac", #"{"preset":"stripe","secrets":["a",{"secret":"","until":"2027-01-31T00:00:00Z"}]}"#,
            "/secrets/1/secret", "empty"
        ),
        ("hmac", #"{"header":"X","secrets":[{"secret":"a","until":"2027"}]}"#, "/secrets/0/until", "no moment"),
        ("hmac", #"{"header":"X","secret":"a","further":"b"}"#, "/further", "expected {signature}"),
    ])
    func `that is written wrong is named where it stands`(
        type: String,
        configuration: String,
        pointer: String,
        words: String
    ) throws {
        do {
            _ = try stage(type, configuration.replacing("SECRET", with: Self.old))
            Issue.record("accepted")
        } catch let refused as ConfigurationRefused {
            let problem = try #require(refused.problems.first)
            #expect(problem.pointer == pointer)
            #expect(problem.text.contains(words))
            #expect(!problem.text.contains("MfKQ"))
        }
    }
}
