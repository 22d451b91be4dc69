import Foundation
import PluginTesting
import Testing

@testable import SignaturesStages

/// The interpreter that has the `standardwebhooks` library; `scripts/test` names it.
private let python = ProcessInfo.processInfo.environment["PENSTOCK_TEST_PYTHON"]

@Suite(.enabled(if: python != nil, "PENSTOCK_TEST_PYTHON names no interpreter with standardwebhooks"))
struct `Signatures and the independent verifier` {
    private static let secrets = [
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    ]

    /// Verifies as a receiver would; 0 when the library takes the signature.
    private func verify(_ secret: String, _ headers: [String: String], _ body: String) throws -> Int32 {
        let program = """
            import json, sys
            from standardwebhooks import Webhook
            given = json.load(sys.stdin)
            Webhook(given["secret"]).verify(given["body"], given["headers"])
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = ["-c", program]
        let input = Pipe()
        process.standardInput = input
        process.standardError = FileHandle.nullDevice
        try process.run()
        let given: [String: Any] = ["secret": secret, "headers": headers, "body": body]
        try input.fileHandleForWriting.write(contentsOf: JSONSerialization.data(withJSONObject: given))
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus
    }

    // The library parses what it has verified, so every body is JSON.
    @Test(arguments: [
        #"{"test": 2432232314}"#, #"{"name": "grüße, 漢字 😀"}"#, "[\(String(repeating: "1, ", count: 50_000))1]",
    ])
    func `every secret of a rotation verifies, and a changed body does not`(body: String) throws {
        let list = Self.secrets.map { "\"\($0)\"" }.joined(separator: ",")
        let stage = try StageHarness(library, .signer, "standard-webhooks", with: #"{"secrets":[\#(list)]}"#)
        var call = TestCall()
        call.nowMicroseconds = Int64(Date().timeIntervalSince1970) * 1_000_000
        let answer = try stage.sign(TestMessage(body: body, contentType: "application/json", data: "{}"), call)
        let headers = Dictionary(
            uniqueKeysWithValues: try ["webhook-id", "webhook-timestamp", "webhook-signature"].map { name in
                (name, try #require(answer.header(name)))
            }
        )
        for secret in Self.secrets { #expect(try verify(secret, headers, body) == 0) }
        #expect(try verify(Self.secrets[0], headers, body + " ") != 0)
        #expect(try verify("whsec_" + Data(repeating: 7, count: 24).base64EncodedString(), headers, body) != 0)
    }
}
