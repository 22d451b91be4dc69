import Foundation
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

/// The interpreter that has the `standardwebhooks` library; `scripts/test` names it.
private let python = ProcessInfo.processInfo.environment["PENSTOCK_TEST_PYTHON"]

@Suite(.enabled(if: python != nil, "PENSTOCK_TEST_PYTHON names no interpreter with standardwebhooks"))
struct `Signed by the independent library` {
    private static let program = """
        import datetime, sys
        from standardwebhooks import Webhook
        at = datetime.datetime.fromtimestamp(1614265330, datetime.timezone.utc)
        print(Webhook(sys.argv[1]).sign("msg_1", at, sys.stdin.read()), end="")
        """

    @Test(arguments: [#"{"a": "grüße, 漢字 😀"}"#, "", "[\(String(repeating: "1, ", count: 50_000))1]"])
    func `Standard Webhooks verifies`(body: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = ["-c", Self.program, Example.secret]
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(body.utf8))
        try input.fileHandleForWriting.close()
        let signature = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        var request = Example.request(signature, body: body)
        request.headers[0].value = "msg_1"
        let scheme = StandardWebhooksScheme([try StandardKey(Example.secret)])
        #expect(scheme.verify(request, at: Example.moment) == .valid(key: 0, age: .zero))
        request.body.append(0x20)
        #expect(scheme.verify(request, at: Example.moment) == .invalid(.mismatch))
    }
}
