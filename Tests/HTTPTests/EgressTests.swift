@testable internal import HTTPStages
internal import PenstockPluginKit
internal import PluginTesting
internal import Synchronization
internal import Testing

/// What the host was asked, and its answers: addresses that begin so are refused.
private final class Guard: Sendable {
    private let prefixes: [String]
    private let questions = Mutex<[String]>([])

    init(refusing prefixes: String...) { self.prefixes = prefixes }

    /// `name address` of each question.
    var asked: [String] { questions.withLock { $0 } }

    func rule(_ name: String, _ address: String) -> String? {
        questions.withLock { $0.append("\(name) \(address)") }
        return prefixes.contains { address.hasPrefix($0) } ? "\(name) is \(address), which is private" : nil
    }
}

/// A transport whose host comes from the event.
private func rendered(_ port: UInt16, _ egress: Guard, _ more: String = "") throws -> StageHarness {
    try StageHarness(
        library,
        .transport,
        "http",
        with: #"{"url":"http://{{data.host}}:\#(port)/"\#(more)}"#,
        egress: egress.rule
    )
}

private func message(_ host: String) -> TestMessage { TestMessage(data: #"{"host":"\#(host)"}"#) }

@Suite struct `A host that comes from an event` {
    @Test(arguments: [
        "127.0.0.1", "2130706433", "0x7f.1", "0x7f000001", "0X7F.0.0.1", "017700000001", "0177.0.0.1", "127.1",
        "127.0.1", "localhost", "LocalHost", "localhost.", "127.0.0.1.", "１２７.０.０.１", "127。0。0。1",
        "①②⑦.0.0.1", "[::1]", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "%6cocalhost",
    ])
    func `is judged by its address, whatever its spelling`(host: String) async throws {
        let receiver = try Receiver { _ in .status(200) }
        let egress = Guard(refusing: "127.", "[::1]")
        let stage = try rendered(receiver.port, egress)
        let answer = try stage.prepare(message(host))
        if answer.verdict == 0 {
            let done = try await stage.send(message(host))
            // Some spellings are no host to libcurl at all.
            #expect(["egress-refused", "bad-url", "name-not-found"].contains(done.code), "\(done.sentence)")
            #expect(done.code == "name-not-found" || done.outcome == .permanent)
            #expect(done.sent == .no)
        } else {
            #expect(answer.failure?.code == "bad-url")
        }
        #expect(receiver.connections == 0)
    }

    @Test(arguments: [
        "127.0.0.1", "2130706433", "0x7f.1", "017700000001", "127.1", "localhost",
    ])
    func `is named in the refusal with its address`(host: String) async throws {
        let receiver = try Receiver { _ in .status(200) }
        let done = try await rendered(receiver.port, Guard(refusing: "127.", "[::1]")).send(message(host))
        #expect(done.outcome == .permanent && done.code == "egress-refused", "\(done.sentence)")
        #expect(done.sentence.contains(" may not be connected to: ") && done.sentence.hasSuffix(", which is private"))
    }

    @Test(arguments: [
        "good.example@127.0.0.1", "good.example:80@127.0.0.1", "127.0.0.1/x", "127.0.0.1:80", "127.0.0.1#",
        "127.0.0.1?",
        "127.0.0.1\\\\@good.example", "::1", "a b", "127.0.0.1\\t", "127.0.0.1\\r\\nhost: x", "127.0.0.1\\u0000",
    ])
    func `cannot bring more than a host`(host: String) throws {
        let receiver = try Receiver { _ in .status(200) }
        let answer = try rendered(receiver.port, Guard()).prepare(message(host))
        #expect(answer.failure?.code == "bad-url", "\(answer.target)")
        #expect(receiver.connections == 0)
    }

    @Test(arguments: [("127.", true), ("[::1]", false)])
    func `is refused if any of its addresses is, also one that would not be used`(
        prefix: String,
        onIPv6: Bool
    ) async throws {
        let receiver = try Receiver(onIPv6: onIPv6) { _ in .status(200) }
        let egress = Guard(refusing: prefix)
        let done = try await rendered(receiver.port, egress).send(message("localhost"))
        #expect(done.outcome == .permanent && done.code == "egress-refused" && done.sent == .no, "\(done.sentence)")
        #expect(receiver.connections == 0)
    }

    @Test func `is sent to when all of its addresses may be, over a connection that is kept`() async throws {
        let receiver = try Receiver { _ in .status(200) }
        let egress = Guard()
        let stage = try rendered(receiver.port, egress)
        for _ in 0..<3 {
            let done = try await stage.send(message("localhost"))
            #expect(done.outcome == .delivered, "\(done.sentence)")
        }
        #expect(receiver.connections == 1 && receiver.requests.count == 3)
        #expect(Set(egress.asked) == ["localhost 127.0.0.1:\(receiver.port)", "localhost [::1]:\(receiver.port)"])
    }

    @Test func `that nobody knows is looked for again later`() async throws {
        let done = try await rendered(80, Guard()).send(message("nowhere.invalid"))
        #expect(done.outcome == .transient && done.code == "name-not-found" && done.sent == .no)
    }

    @Test(arguments: [
        ("https://a.example/{{x}}", true), ("http://a.example:80?q={{x}}", true), ("https://{{x}}/", false),
        ("https://a.{{x}}/", false), ("https://a.example{{x}}/", false), ("https://a.example:{{x}}/", false),
        ("{{x}}://a.example/", false), ("https://a.example\\\\{{x}}/", false), ("{{x}}", false),
    ])
    func `is told from one that the URL names`(url: String, isNamed: Bool) {
        #expect(TargetURL.namesHost(url) == isNamed)
    }
}

@Suite struct `A proxy` {
    @Test func `gets a tunnel by name for a host that the URL names`() async throws {
        let receiver = try Receiver { _ in .status(200) }
        let proxy = try TunnelProxy(to: receiver.port)
        let stage = try StageHarness(
            library,
            .transport,
            "http",
            with: #"{"url":"http://hr.invalid:8443/x","proxy":"\#(proxy.url)"}"#
        )
        let done = try await stage.send(TestMessage())
        #expect(done.outcome == .delivered && done.status == 200, "\(done.sentence)")
        #expect(String(decoding: done.responseHead, as: UTF8.self).hasPrefix("HTTP/1.1 200 Whatever\r\ncontent-length"))
        #expect(proxy.tunnels == ["hr.invalid:8443"])
        #expect(receiver.requests.map { $0.headers["host"] } == ["hr.invalid:8443"])
        proxy.close()
    }

    @Test func `gets the address that was checked for a host that comes from an event`() async throws {
        let receiver = try Receiver { _ in .status(200) }
        let proxy = try TunnelProxy(to: receiver.port)
        let egress = Guard()
        let stage = try rendered(9, egress, #","proxy":"\#(proxy.url)""#)
        for host in ["localhost", "192.0.2.7"] {
            let done = try await stage.send(message(host))
            #expect(done.outcome == .delivered, "\(done.sentence)")
        }
        #expect(["[::1]:9", "127.0.0.1:9"].contains(proxy.tunnels.first) && proxy.tunnels.last == "192.0.2.7:9")
        #expect(receiver.requests.map { $0.headers["host"] } == ["localhost:9", "192.0.2.7:9"])
        #expect(egress.asked.contains("192.0.2.7 192.0.2.7:9") && egress.asked.contains("localhost 127.0.0.1:9"))
        proxy.close()
    }

    @Test(arguments: ["localhost", "127.0.0.1", "2130706433"])
    func `is not asked for a host that is private`(host: String) async throws {
        let receiver = try Receiver { _ in .status(200) }
        let proxy = try TunnelProxy(to: receiver.port)
        let egress = Guard(refusing: "127.0.0.1:9")
        let done = try await rendered(9, egress, #","proxy":"\#(proxy.url)""#).send(message(host))
        #expect(done.outcome == .permanent && done.code == "egress-refused" && done.sent == .no, "\(done.sentence)")
        #expect(proxy.tunnels.isEmpty && receiver.connections == 0)
        proxy.close()
    }

    @Test(arguments: [(403, AttemptResult.Outcome.transient), (407, .configuration), (502, .transient)])
    func `may refuse`(status: Int, outcome: AttemptResult.Outcome) async throws {
        let proxy = try TunnelProxy(to: 9, answering: status)
        let stage = try StageHarness(
            library,
            .transport,
            "http",
            with: #"{"url":"http://hr.invalid/","proxy":"\#(proxy.url)"}"#
        )
        let done = try await stage.send(TestMessage())
        #expect(done.outcome == outcome && done.code == "proxy-refused" && done.sent == .no, "\(done.sentence)")
        proxy.close()
    }

    @Test(arguments: [
        "http://user:pw@proxy.example:3128", "https://proxy.example", "http://proxy.example/x", "http://",
    ])
    func `must be one that can be used`(url: String) {
        let refusal = #expect(throws: ConfigurationRefused.self) {
            try StageHarness(
                library,
                .transport,
                "http",
                with: #"{"url":"https://hr.example.com","proxy":"\#(url)"}"#
            )
        }
        #expect(refusal?.problems.map(\.pointer) == ["/proxy"])
    }
}
