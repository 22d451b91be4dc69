internal import HTTPStages
internal import PenstockPluginKit
internal import PluginTesting
internal import Testing

@Suite struct `A receiver with TLS` {
    private func transport(_ server: SecureReceiver, _ more: String) throws -> StageHarness {
        try StageHarness(
            library,
            .transport,
            "http",
            with: #"{"url":"https://127.0.0.1:\#(server.port)/"\#(more)}"#
        )
    }

    @Test func `whose authority is not known is a matter of configuration`() async throws {
        let server = try SecureReceiver()
        let done = try await transport(server, "").send(TestMessage())
        #expect(done.outcome == .configuration && done.code == "certificate-unverified" && done.sent == .no)
        #expect(done.sentence.contains("127.0.0.1:\(server.port)") && done.sentence.contains("ca_file"))
    }

    @Test func `whose certificate is for another name is a matter of configuration`() async throws {
        let server = try SecureReceiver(certificateFor: "DNS:other.example.com")
        let done = try await transport(server, #","ca_file":"\#(server.authority)""#).send(TestMessage())
        #expect(done.outcome == .configuration && done.code == "certificate-unverified")
    }

    @Test func `is trusted by its authority and speaks HTTP/2 over few connections`() async throws {
        let server = try SecureReceiver()
        let stage = try transport(server, #","ca_file":"\#(server.authority)""#)
        var message = TestMessage()
        message.target = "https://127.0.0.1:\(server.port)/"
        let tokens = try (0..<100).map { _ in try stage.submit(message) }
        var connections: Set<[UInt8]> = []
        for token in tokens {
            let done = await stage.completion(of: token)
            #expect(done.outcome == .delivered, "\(done.sentence)")
            #expect(done.responseHead.starts(with: Array("HTTP/2 200".utf8)))
            connections.insert(done.responseBody)
        }
        #expect(connections.count == 1)
    }

    @Test func `may ask for a certificate`() async throws {
        let server = try SecureReceiver(demandsCertificate: true)
        let trust = #","ca_file":"\#(server.authority)""#
        let key = #","client_certificate":"\#(server.clientCertificate)","client_key":"\#(server.clientKey)""#
        #expect(try await transport(server, trust).send(TestMessage()).status == 400)
        #expect(try await transport(server, trust + key).send(TestMessage()).outcome == .delivered)
    }

    @Test func `is not a receiver without it`() async throws {
        let receiver = try Receiver { _ in .raw("hello\r\n") }
        let stage = try StageHarness(
            library,
            .transport,
            "http",
            with: #"{"url":"https://127.0.0.1:\#(receiver.port)/"}"#
        )
        let done = try await stage.send(TestMessage())
        #expect(done.outcome == .transient && done.code == "tls-failed" && done.sent == .no)
    }
}
