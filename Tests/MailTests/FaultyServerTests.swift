internal import Foundation
internal import MailStages
internal import PenstockPluginKit
internal import PluginTesting
internal import Testing

@Suite struct `A mail server that` {
    private func send(_ server: RelayServer, _ url: String = "smtp", body: [UInt8]? = nil) async throws -> Completion {
        let tls = url == "smtp" ? #","tls":"none""# : ""
        let stage = try StageHarness(
            library,
            .transport,
            "smtp",
            with: #"{"url":"\#(url)://127.0.0.1:\#(server.port)","timeout":"1500ms"\#(tls)}"#
        )
        var message = try compose(#"{\#(simple),"to":"a@example.com"}"#).1
        if let body { message.body = (message.body ?? []) + body }
        return try await stage.send(message)
    }

    @Test(arguments: [
        ("greeting", "took the connection, but did not greet", AttemptResult.Sent.no),
        ("hello", "did not answer EHLO", .no), ("sender", "did not answer MAIL FROM", .no),
        ("recipient", "did not answer RCPT TO", .no), ("data", "did not answer DATA", .no),
        ("content", "took the mail, but did not say what became of it", .maybe),
    ])
    func `falls silent or trickles is not waited for`(step: String, words: String, sent: AttemptResult.Sent)
        async throws
    {
        for what in ["silence", "trickle"] {
            let server = try RelayServer(["--at", step, "--do", what], script: "faulty.py")
            let done = try await send(server)
            #expect(done.outcome == .transient && done.code == "timeout" && done.sent == sent, "\(done.sentence)")
            #expect(done.sentence.hasPrefix("127.0.0.1:\(server.port) \(words) within 1500ms"), "\(done.sentence)")
            #expect(done.sentence.contains("duplicate") == (sent == .maybe))
        }
    }

    @Test func `begins no TLS is not waited for`() async throws {
        let server = try RelayServer(["--at", "greeting", "--do", "silence"], script: "faulty.py")
        let done = try await send(server, "smtps")
        #expect(done.outcome == .transient && done.code == "tls-timeout" && done.sent == .no)
        #expect(done.sentence.contains("took the connection, but TLS was not agreed on within 1500ms"))
    }

    @Test func `does not take the whole mail has not got it`() async throws {
        let server = try RelayServer(["--at", "data", "--do", "unread"], script: "faulty.py")
        let line = Array((String(repeating: "x", count: 70) + "\r\n").utf8)
        let done = try await send(server, body: Array(repeatElement(line, count: 300_000).joined()))
        #expect(done.outcome == .transient && done.code == "timeout" && done.sent == .no, "\(done.sentence)")
        #expect(done.sentence == "127.0.0.1:\(server.port) did not take the whole mail within 1500ms")
    }

    @Test(arguments: [
        ("greeting", AttemptResult.Sent.no), ("sender", .no), ("data", .no), ("content", .maybe),
    ])
    func `hangs up may have the mail only after its last line`(step: String, sent: AttemptResult.Sent) async throws {
        let server = try RelayServer(["--at", step, "--do", "cut"], script: "faulty.py")
        let done = try await send(server)
        #expect(done.outcome == .transient && done.sent == sent, "\(done.code): \(done.sentence)")
        #expect(done.sentence.contains("duplicate") == (sent == .maybe))
    }

    @Test(arguments: ["hello", "content"])
    func `floods with a reply that does not end is cut`(step: String) async throws {
        let server = try RelayServer(["--at", step, "--do", "flood"], script: "faulty.py")
        let done = try await send(server)
        // libcurl has a limit of its own, and may come to it first.
        #expect(done.outcome == .transient, "\(done.sentence)")
        #expect(["reply-too-long", "connection-reset"].contains(done.code), "\(done.sentence)")
        // The rest was never read: what left the server is in the buffers of the system.
        #expect(try server.nextNumber() < 50_000_000)
    }

    @Test(arguments: ["greeting", "sender", "recipient", "data", "content"])
    func `asks for a pause gets one`(step: String) async throws {
        let server = try RelayServer(["--at", step, "--do", "454 4.7.0 later, please"], script: "faulty.py")
        let done = try await send(server)
        #expect(done.outcome == .transient && done.status == 454 && done.retryAfterMilliseconds == 300_000)
        #expect(done.sent == .no && done.sentence.contains("454 4.7.0 later, please"), "\(done.sentence)")
    }

    @Test func `takes no more recipients gets the others with the next try`() async throws {
        let server = try RelayServer()
        let stage = try StageHarness(
            library,
            .transport,
            "smtp",
            with: #"{"url":"smtp://127.0.0.1:\#(server.port)","tls":"none"}"#
        )
        let message = try compose(#"{\#(simple),"to":"a@example.com, b-452@example.com"}"#).1
        let first = try await stage.send(message)
        #expect(first.outcome == .transient && first.status == 452 && first.sent == .yes)
        #expect(try server.nextMail().to == ["a@example.com"])
        let second = try await stage.send(message, TestCall(), resume: first.resume)
        #expect(second.recipients.map(\.address) == ["b-452@example.com"])
    }
}
