import PenstockCore
import PenstockSignatures
import PluginTesting
import SignaturesStages
import Testing

/// What the plugin signs is what receivers are told to verify.
@Suite struct `Signed by the plugin` {
    private func sign(_ stage: String, _ configuration: String, _ body: String) throws -> SignedRequest {
        let answer = try StageHarness(library, .signer, stage, with: configuration).sign(TestMessage(body: body))
        return SignedRequest(
            headers: answer.headers.map { .init($0.name, $0.value) },
            body: Array(body.utf8)
        )
    }

    @Test(arguments: ["", #"{"test": 2432232314}"#, "grüße, 漢字 😀", String(repeating: "x", count: 100_000)])
    func `Standard Webhooks verifies`(body: String) throws {
        let request = try sign("standard-webhooks", #"{"secrets":["\#(Example.secret)"]}"#, body)
        let scheme = StandardWebhooksScheme([try StandardKey(Example.secret)])
        #expect(scheme.verify(request, at: Example.moment) == .valid(key: 0, age: .zero))
    }

    @Test(arguments: ["github", "stripe", "slack", "shopify"])
    func `so does each preset of hmac`(preset: String) throws {
        let request = try sign("hmac", #"{"preset":"\#(preset)","secret":"key"}"#, #"{"a": 1}"#)
        let diagnosis = SignatureDiagnosis(of: request, secret: "key", at: Example.moment)
        #expect(diagnosis.form == preset)
        #expect(diagnosis.isValid)
    }
}
