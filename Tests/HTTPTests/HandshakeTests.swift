import PenstockPluginKit
import PluginTesting
import Testing

@testable import HTTPStages

@Suite struct `A receiver that is asked first` {
    private static let asking = #","handshake":{"origin":"penstock.example.com"}"#

    /// A receiver that answers the question so, and anything else with 200.
    private func receiver(_ answer: Receiver.Reply) throws -> Receiver {
        try Receiver { $0.method == "OPTIONS" ? answer : .status(200) }
    }

    private func agreeing(_ origin: String = "penstock.example.com", _ more: [String] = []) throws -> Receiver {
        try receiver(.status(200, headers: ["WebHook-Allowed-Origin: \(origin)"] + more))
    }

    private func message(to receiver: Receiver) -> TestMessage {
        var message = TestMessage()
        message.target = receiver.url + "/hook"
        message.headers = [Field("webhook-id", "msg_1"), Field("webhook-signature", "v1,abc")]
        return message
    }

    @Test(arguments: ["penstock.example.com", "Penstock.Example.COM", "*"])
    func `and agrees is asked once for many deliveries`(origin: String) async throws {
        let receiver = try agreeing(origin)
        let stage = try transport(receiver, Self.asking + #","auth":{"bearer":"token-1"}"#)
        let tokens = try (0..<20).map { _ in try stage.submit(message(to: receiver)) }
        for token in tokens { #expect(await stage.completion(of: token).outcome == .delivered) }
        #expect(try await stage.send(message(to: receiver)).outcome == .delivered)
        let questions = receiver.requests.filter { $0.method == "OPTIONS" }
        #expect(questions.count == 1 && receiver.requests.count == 22)
        let question = try #require(questions.first)
        #expect(receiver.requests.first?.method == "OPTIONS" && question.target == "/hook")
        #expect(question.headers["webhook-request-origin"] == "penstock.example.com")
        #expect(question.headers["webhook-request-rate"] == nil)
        #expect(question.headers["authorization"] == "Bearer token-1")
        // Nothing of a delivery goes with it.
        #expect(question.headers["webhook-id"] == nil && question.headers["webhook-signature"] == nil)
        #expect(question.headers["content-type"] == nil && question.body.isEmpty)
        #expect(receiver.requests.last?.headers["webhook-request-origin"] == nil)
    }

    @Test(arguments: [
        (Receiver.Reply.status(200), "answered 200 without WebHook-Allowed-Origin"),
        (.status(204), "answered 204 without WebHook-Allowed-Origin"),
        (.status(200, headers: ["WebHook-Allowed-Origin: other.example.com"]), "allowed another origin"),
        (.status(200, headers: ["Access-Control-Allow-Origin: *"]), "without WebHook-Allowed-Origin"),
        (.status(405), "answered 405"), (.status(404), "answered 404"), (.status(501), "answered 501"),
        (.status(403, headers: ["WebHook-Allowed-Origin: penstock.example.com"]), "answered 403"),
        (.status(302, headers: ["Location: /other"]), "answered 302"),
    ])
    func `and does not agree gets nothing, and is asked again`(answer: Receiver.Reply, words: String) async throws {
        let receiver = try receiver(answer)
        let stage = try transport(receiver, Self.asking)
        for _ in 0..<2 {
            let done = try await stage.send(message(to: receiver))
            #expect(done.outcome == .configuration && done.code == "handshake-refused" && done.sent == .no)
            #expect(done.sentence.contains("was asked with OPTIONS whether penstock.example.com may send"))
            #expect(done.sentence.contains(words))
        }
        #expect(receiver.requests.map(\.method) == ["OPTIONS", "OPTIONS"])
    }

    @Test func `and cannot answer now is asked again by the schedule`() async throws {
        let receiver = try receiver(.status(503, headers: ["Retry-After: 7"]))
        let done = try await transport(receiver, Self.asking).send(message(to: receiver))
        #expect(done.outcome == .transient && done.status == 503 && done.sent == .no)
        #expect(done.retryAfterMilliseconds == 7_000)
        let silent = try self.receiver(.reset)
        let cut = try await transport(silent, Self.asking).send(message(to: silent))
        #expect(cut.outcome == .transient && cut.status == 0 && cut.sent == .no)
        #expect(silent.requests.map(\.method) == ["OPTIONS"])
    }

    @Test func `and agrees in an answer that is cut short is asked again by the schedule`() async throws {
        let head = "HTTP/1.1 200 OK\r\nWebHook-Allowed-Origin: *\r\nContent-Length: 99\r\n\r\nno"
        let receiver = try receiver(.raw(head))
        let done = try await transport(receiver, Self.asking).send(message(to: receiver))
        #expect(done.outcome == .transient && done.sent == .no, "\(done.sentence)")
    }

    @Test func `and is gone is gone`() async throws {
        let receiver = try receiver(.status(410))
        #expect(try await transport(receiver, Self.asking).send(message(to: receiver)).outcome == .gone)
    }

    @Test(arguments: [
        ("120", nil as String?), ("*", nil), ("500", nil), ("60", "120 requests a minute, and allowed 60"),
        ("0", "a rate that is none"), ("many", "a rate that is none"),
    ])
    func `may allow a rate, and fewer than asked for is a refusal`(allowed: String, words: String?) async throws {
        let receiver = try agreeing("*", ["WebHook-Allowed-Rate: \(allowed)"])
        let stage = try transport(receiver, #","handshake":{"origin":"a.example.com","rate":120}"#)
        let done = try await stage.send(message(to: receiver))
        #expect(receiver.requests.first?.headers["webhook-request-rate"] == "120")
        #expect(done.outcome == (words == nil ? .delivered : .configuration))
        if let words { #expect(done.sentence.contains(words)) }
    }

    @Test func `agrees for a time`() {
        let options = HandshakeOptions(origin: "a", every: Microseconds(5))
        let consent = Consent(options, asker: Endpoint(.sample, egress: nil))
        #expect(!consent.holds(at: 0))
        consent.grant(at: 1_000)
        #expect(consent.holds(at: 5_999) && !consent.holds(at: 6_000))
        consent.grant(at: .max - 1)
        #expect(consent.holds(at: .max - 1))
    }

    @Test func `is asked by the next attempt when the one that asks is cancelled`() async throws {
        let receiver = try receiver(.silence)
        // Longer than a busy machine lets a test wait between two of its lines.
        let stage = try transport(receiver, Self.asking + #","timeout":"1h""#)
        var call = TestCall()
        call.budgetMicroseconds = 3_600_000_000
        let tokens = try (0..<3).map { _ in try stage.submit(message(to: receiver), call) }
        #expect(receiver.wait(forRequests: 1))
        try stage.cancel(tokens[2])
        let third = await stage.completion(of: tokens[2])
        #expect(third.code == "cancelled", "\(third.sentence)")
        try stage.cancel(tokens[0])
        let first = await stage.completion(of: tokens[0])
        #expect(first.code == "cancelled", "\(first.sentence)")
        #expect(receiver.wait(forRequests: 1))
        try stage.cancel(tokens[1])
        let last = await stage.completion(of: tokens[1])
        #expect(last.code == "cancelled" && last.outcome == .transient && last.sent == .no)
        stage.close()
        #expect(tokens.allSatisfy { stage.completionCount(of: $0) == 1 })
    }

    @Test func `and says nothing does not keep a drain from its end`() async throws {
        let receiver = try receiver(.silence)
        let stage = try transport(receiver, Self.asking)
        let tokens = try (0..<5).map { _ in try stage.submit(message(to: receiver)) }
        #expect(receiver.wait(forRequests: 1))
        try stage.drain(withinMicroseconds: 1_000)
        for token in tokens {
            #expect(stage.completionCount(of: token) == 1)
            let done = await stage.completion(of: token)
            #expect(done.outcome == .transient && done.code == "drained" && done.sent == .no)
        }
    }

    @Test(arguments: [
        (#"{"url":"http://h/{{data.x}}","handshake":{"origin":"a"}}"#, "/handshake", "one receiver is asked"),
        (#"{"url":"http://h/","handshake":{"origin":"a b"}}"#, "/handshake/origin", "a name of DNS"),
        (#"{"url":"http://h/","handshake":{"origin":""}}"#, "/handshake/origin", "a name of DNS"),
        (#"{"url":"http://h/","handshake":{"origin":"a\r\nx: y"}}"#, "/handshake/origin", "a name of DNS"),
        (#"{"url":"http://h/","handshake":{"origin":"a","every":"0s"}}"#, "/handshake/every", "holds for nothing"),
        (#"{"url":"http://h/","handshake":{"origin":"a","rate":0}}"#, "/handshake/rate", "from 1"),
        (#"{"url":"http://h/","handshake":{"every":"1h"}}"#, "/handshake", "'origin' is missing"),
    ])
    func `cannot be asked in a way that makes no sense`(configuration: String, pointer: String, words: String) throws {
        do {
            _ = try StageHarness(library, .transport, "http", with: configuration)
            Issue.record("accepted")
        } catch {
            let problem = try #require(error.problems.first)
            #expect(problem.pointer == pointer)
            #expect(problem.text.contains(words))
        }
    }
}

extension EndpointOptions {
    fileprivate static var sample: EndpointOptions {
        EndpointOptions(
            method: "OPTIONS",
            timeout: Microseconds(1),
            connectTimeout: Microseconds(1),
            fixedHeaders: [],
            checksEveryRequest: false,
            hostIsRendered: false
        )
    }
}
