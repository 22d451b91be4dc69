import PluginTesting
import SignaturesStages
import Testing

@Suite struct `Standard Webhooks` {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    private func stage(_ secrets: [String]) throws(ConfigurationRefused) -> StageHarness {
        let list = secrets.map { #""\#($0)""# }.joined(separator: ",")
        return try StageHarness(library, .signer, "standard-webhooks", with: #"{"secrets":[\#(list)]}"#)
    }

    /// The example of the specification.
    private var message: TestMessage { TestMessage(body: #"{"test": 2432232314}"#) }

    @Test func `the example of the specification comes out`() throws {
        let answer = try stage([Self.secret]).sign(message)
        #expect(
            answer.headers == [
                Field("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), Field("webhook-timestamp", "1614265330"),
                Field("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            ]
        )
        #expect(answer.text == #"{"test": 2432232314}"#)
    }

    @Test func `during a rotation every key signs, in order`() throws {
        let other = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
        let both = try #require(try stage([other, Self.secret]).sign(message).header("webhook-signature"))
        let one = try #require(try stage([other]).sign(message).header("webhook-signature"))
        #expect(both == one + " v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `the example of ed25519 comes out`() throws {
        let pair =
            "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
        let signature = try #require(try stage([pair, Self.secret]).sign(message).header("webhook-signature"))
        #expect(
            signature
                == "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
                + " v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        )
    }

    @Test func `every attempt is signed anew under the same id`() throws {
        let stage = try stage([Self.secret])
        var later = TestCall()
        later.nowMicroseconds += 61_900_000
        later.attempt = 2
        let (first, second) = (try stage.sign(message), try stage.sign(message, later))
        #expect(second.header("webhook-id") == first.header("webhook-id"))
        #expect(second.header("webhook-timestamp") == "1614265391")
        #expect(second.header("webhook-signature") != first.header("webhook-signature"))
        #expect(try stage.sign(message).headers == first.headers)
    }

    @Test(arguments: [
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with whsec_, and this one of 32 bytes does not"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "is not base64"),
        ("whsec_MfKQ9r8G KYqrTwjUPD8ILPZIo2LaLaSw", "is not base64"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==", "24 to 64 bytes, and this one holds 22"),
        ("whsec_", "24 to 64 bytes, and this one holds 0"),
        ("whsk_6Xb/dCcHpPea21PS1N9VY", "is not base64"),
        ("whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=", "and here are 32"),
        ("whsk_" + String(repeating: "MfKQ", count: 21) + "MQ==", "do not belong together"),
        ("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", "this is a public key"),
    ])
    func `a bad secret is refused in words that do not show it`(secret: String, words: String) throws {
        do {
            _ = try stage([Self.secret, secret])
            Issue.record("accepted")
        } catch {
            let problem = try #require(error.problems.first)
            #expect(problem.pointer == "/secrets/1")
            #expect(problem.text.contains(words))
            #expect(!problem.text.contains("MfKQ") && !problem.text.contains("6Xb"))
        }
    }
}
