internal import HTTPStages
internal import PenstockJSON
internal import PenstockPluginKit
internal import PluginTesting
internal import Synchronization
internal import Testing

/// What the transport tells beside the answer where a link is tested.
@Suite struct `The test of a link` {
    private func transport(_ url: String, _ more: String = "") throws -> StageHarness {
        try StageHarness(library, .transport, "http", with: #"{"url":"\#(url)"\#(more)}"#)
    }

    private func test(_ stage: StageHarness) async throws -> Completion {
        var message = TestMessage()
        message.attributes = [Field("link-test", "true")]
        var call = TestCall()
        call.purpose = .test
        return try await stage.send(message, call)
    }

    private func values(_ name: String, _ done: Completion) -> [String] {
        done.attributes.filter { $0.name == name }.map(\.value)
    }

    private func certificate(_ done: Completion) throws -> JSONValue {
        try JSONValue.parse(try #require(values("certificate", done).first, "\(done)"))
    }

    @Test func `tells the address, TLS and the certificate of a receiver that is trusted`() async throws {
        let server = try SecureReceiver()
        let url = "https://127.0.0.1:\(server.port)/"
        let done = try await test(try transport(url, #","ca_file":"\#(server.authority)""#))
        #expect(done.outcome == .delivered && done.status == 200, "\(done.sentence)")
        #expect(values("address", done) == ["127.0.0.1"] && values("connected", done) == ["127.0.0.1"])
        #expect(values("tls-version", done).first?.hasPrefix("TLSv1.") == true && values("tls-cipher", done).count == 1)
        #expect(values("tls-problem", done).isEmpty)
        let certificate = try certificate(done)
        #expect(certificate["subject"]?.stringValue?.contains("CN = server") == true, "\(certificate)")
        #expect(certificate["issuer"]?.stringValue?.contains("CN = Test-Authority") == true)
        #expect(certificate["names"] == ["IP Address:127.0.0.1"])
        let from = try #require(certificate["valid_from"]?.numberValue?.int64)
        let until = try #require(certificate["valid_until"]?.numberValue?.int64)
        #expect(until - from == 2 * 86_400)
        #expect(certificate["pem"]?.stringValue?.hasPrefix("-----BEGIN CERTIFICATE-----") == true)
    }

    @Test func `shows a certificate that is not accepted, and sends nothing to whoever has it`() async throws {
        let server = try SecureReceiver()
        let url = "https://127.0.0.1:\(server.port)/"
        let done = try await test(try transport(url))
        #expect(done.outcome == .configuration && done.code == "certificate-unverified" && done.sent == .no)
        #expect(done.status == 0 && done.responseHead.isEmpty)
        #expect(values("connected", done) == ["127.0.0.1"] && values("tls-version", done).count == 1)
        #expect(values("tls-problem", done) == ["unable to get local issuer certificate"])
        #expect(try certificate(done)["names"] == ["IP Address:127.0.0.1"])
        // nginx serves one connection after the other; what came before this one has been logged before it.
        let trusted = try await test(try transport(url + "known", #","ca_file":"\#(server.authority)""#))
        #expect(trusted.outcome == .delivered)
        let requests = server.requests.filter { !$0.isEmpty }
        #expect(!requests.isEmpty && requests.allSatisfy { $0.hasPrefix("POST /known ") }, "\(requests)")
    }

    @Test(
        arguments: [
            ("DNS:other.example.com", 2, "DNS:other.example.com", "target host name '127.0.0.1'"),
            ("IP:127.0.0.1", -1, "IP Address:127.0.0.1", "certificate has expired"),
        ]
    )
    func `says what is wrong with a certificate`(name: String, days: Int, shown: String, problem: String) async throws {
        let server = try SecureReceiver(certificateFor: name, days: days)
        let trust = #","ca_file":"\#(server.authority)""#
        let done = try await test(try transport("https://127.0.0.1:\(server.port)/", trust))
        #expect(done.code == "certificate-unverified" && done.sent == .no)
        #expect(values("tls-problem", done).first?.contains(problem) == true, "\(done.attributes)")
        #expect(try certificate(done)["names"] == [.string(shown)])
    }

    @Test func `shows no certificate of its own to a receiver that is not trusted`() async throws {
        let server = try SecureReceiver(demandsCertificate: true)
        let key = #","client_certificate":"\#(server.clientCertificate)","client_key":"\#(server.clientKey)""#
        let done = try await test(try transport("https://127.0.0.1:\(server.port)/", key))
        #expect(done.code == "certificate-unverified" && done.sent == .no)
        #expect(values("certificate", done).count == 1)
    }

    @Test func `tells the address without TLS, and where nothing listens`() async throws {
        let receiver = try Receiver { _ in .status(503, body: "later") }
        let done = try await test(try transport(receiver.url))
        #expect(done.status == 503 && values("connected", done) == ["127.0.0.1"])
        #expect(values("certificate", done).isEmpty && values("tls-version", done).isEmpty)
        let closed = try Receiver { _ in .close }
        closed.close()
        let refused = try await test(try transport("http://127.0.0.1:\(closed.port)"))
        #expect(refused.code == "connection-refused" && values("address", refused) == ["127.0.0.1"])
        #expect(values("connected", refused).isEmpty)
    }

    @Test func `takes a connection of its own, and leaves those of deliveries alone`() async throws {
        let receiver = try Receiver { _ in .status(200) }
        let stage = try transport(receiver.url)
        for _ in 0..<2 { #expect(try await stage.send(TestMessage()).outcome == .delivered) }
        let tested = try await test(stage)
        #expect((tested.connectMicroseconds ?? 0) > 0)
        #expect(try await stage.send(TestMessage()).connectMicroseconds == 0)
        #expect(receiver.requests.map(\.connection) == [1, 1, 2, 1])
    }

    @Test func `is no delivery: one that only has the attribute, or only the mark, tells nothing`() async throws {
        let server = try SecureReceiver()
        let stage = try transport("https://127.0.0.1:\(server.port)/")
        var message = TestMessage()
        message.attributes = [Field("link-test", "true")]
        #expect(try await stage.send(message).attributes.isEmpty)
        var call = TestCall()
        call.purpose = .test
        #expect(try await stage.send(TestMessage(), call).attributes.isEmpty)
    }

    @Test func `asks the policy for every address, also where it only looks at a certificate`() async throws {
        let server = try SecureReceiver()
        let asked = Asked()
        let stage = try StageHarness(
            library,
            .transport,
            "http",
            with: #"{"url":"https://127.0.0.1:\#(server.port)/"}"#,
            egress: { name, _ in asked.note(name) }
        )
        let done = try await test(stage)
        #expect(done.code == "certificate-unverified" && values("certificate", done).isEmpty == false)
        #expect(asked.count == 2)
    }
}

/// Counts questions and allows everything.
private final class Asked: Sendable {
    private let counted = Mutex(0)
    var count: Int { counted.withLock { $0 } }
    func note(_ name: String) -> String? {
        counted.withLock { $0 += 1 }
        return nil
    }
}
