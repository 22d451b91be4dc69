internal import CCurl
internal import Glibc
@testable internal import HTTPStages
internal import PenstockPluginKit
internal import PluginTesting
internal import Testing

/// A port where no connection comes to stand: its queue is full, and nobody takes any out of it.
private final class FullPort {
    let port: UInt16
    private var sockets: [Int32] = []

    init() throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        sockets = (0..<4).map { _ in socket(AF_INET, kind, 0) }
        let isFull = unsafe withUnsafeMutableBytes(of: &address) { [sockets] bytes in
            guard let generic = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
                unsafe bind(sockets[0], generic, length) == 0, listen(sockets[0], 0) == 0,
                unsafe getsockname(sockets[0], generic, &length) == 0
            else { return false }
            for socket in sockets.dropFirst() { _ = unsafe connect(socket, generic, length) }
            return true
        }
        guard isFull else { throw Receiver.NoServer() }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { for socket in sockets { close(socket) } }
}

@Suite struct `A deadline` {
    private let timeouts = #","timeout":"1500ms","connect_timeout":"500ms""#

    @Test func `ends the wait for a connection`() async throws {
        let full = try FullPort()
        let url = "http://127.0.0.1:\(full.port)/"
        let stage = try StageHarness(library, .transport, "http", with: #"{"url":"\#(url)"\#(timeouts)}"#)
        let done = try await stage.send(TestMessage())
        #expect(done.outcome == .transient && done.code == "connect-timeout" && done.sent == .no)
        #expect(done.sentence == "could not connect to 127.0.0.1:\(full.port) within 500ms")
    }

    @Test func `ends a handshake of TLS that never does`() async throws {
        let receiver = try Receiver { _ in .silence }
        let url = "https://127.0.0.1:\(receiver.port)/"
        let stage = try StageHarness(library, .transport, "http", with: #"{"url":"\#(url)"\#(timeouts)}"#)
        let done = try await stage.send(TestMessage())
        #expect(done.outcome == .transient && done.code == "tls-timeout" && done.sent == .no)
        #expect(
            done.sentence
                == "127.0.0.1:\(receiver.port) took the connection, but TLS was not agreed on within 500ms"
        )
    }

    @Test func `ends a request that is not taken`() async throws {
        // The kernel takes the connection; nobody reads from it.
        let receiver = try Receiver(readsNothing: true) { _ in .silence }
        var message = TestMessage()
        message.body = [UInt8](repeating: UInt8(ascii: "x"), count: 32_000_000)
        let done = try await transport(receiver, timeouts).send(message)
        #expect(done.outcome == .transient && done.code == "timeout" && done.sent == .maybe)
        #expect(done.sentence == "127.0.0.1:\(receiver.port) did not take the whole request within 1500ms")
    }

    @Test(arguments: [false, true])
    func `ends the wait for an answer's head, also one that trickles`(trickles: Bool) async throws {
        let receiver = try Receiver { _ in trickles ? .trickleHead : .silence }
        let done = try await transport(receiver, timeouts).send(TestMessage())
        #expect(done.outcome == .transient && done.code == "timeout" && done.sent == .maybe && done.status == 0)
        #expect(done.sentence == "127.0.0.1:\(receiver.port) did not answer within 1500ms")
    }

    @Test func `is the host's budget where that is shorter`() async throws {
        let receiver = try Receiver { _ in .silence }
        var call = TestCall()
        call.budgetMicroseconds = 400_000
        let done = try await transport(receiver).send(TestMessage(), call)
        #expect(done.sentence.hasSuffix("did not answer within 400ms"))
    }
}

@Suite struct `An answer that is cut` {
    @Test(arguments: [
        ("503 Busy", AttemptResult.Outcome.transient, "http-status"), ("410 Gone", .gone, "gone"),
        ("429 Slowly", .transient, "rate-limited"),
    ])
    func `and failed counts by its head`(line: String, outcome: AttemptResult.Outcome, code: String) async throws {
        let receiver = try Receiver { _ in
            .raw("HTTP/1.1 \(line)\r\nretry-after: 7\r\ncontent-length: 100\r\n\r\nbegun")
        }
        let done = try await transport(receiver).send(TestMessage())
        #expect(done.outcome == outcome && done.code == code && done.sent == .yes && done.isTruncated)
        #expect(done.retryAfterMilliseconds == 7_000 && done.responseBody == Array("begun".utf8))
        #expect(done.sentence.hasSuffix("; it asks to wait 7s; its answer was cut short"))
    }

    @Test func `after the head of a success is tried again`() async throws {
        let receiver = try Receiver { _ in .raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n") }
        let done = try await transport(receiver).send(TestMessage())
        #expect(done.outcome == .transient && done.status == 200 && done.sent == .yes && done.isTruncated)
        #expect(done.sentence == "127.0.0.1:\(receiver.port) cut the exchange in the middle of its answer")
    }

    @Test func `before its head is whole is none`() async throws {
        for text in ["HTTP/1.1 103 Early\r\nlink: </a>\r\n\r\n", "HTTP/1.1 410 Gone\r\nx-a:"] {
            let receiver = try Receiver { _ in .raw(text) }
            let done = try await transport(receiver).send(TestMessage())
            #expect(done.outcome == .transient && done.sent == .maybe && done.status == 0, "\(done.sentence)")
        }
    }

    @Test func `because its head does not end is not read on`() async throws {
        let receiver = try Receiver { _ in .endlessHead }
        let done = try await transport(receiver).send(TestMessage())
        #expect(done.outcome == .transient && done.code == "answer-too-long" && done.status == 0, "\(done.sentence)")
        #expect(done.responseHead.count <= 8_192 && receiver.sentBytes < 20_000_000)
    }
}

@Suite struct `An exchange that ran out of time` {
    private let options = EndpointOptions(
        method: "POST",
        timeout: Microseconds(15_000_000),
        connectTimeout: Microseconds(5_000_000),
        fixedHeaders: [],
        checksEveryRequest: false,
        hostIsRendered: false
    )

    /// A resolver that does not answer cannot be had on loopback, so this looks at the decision alone.
    @Test func `while the name was looked up says so`() {
        let stop = Interruption(
            code: CURLE_OPERATION_TIMEDOUT,
            systemError: 0,
            status: 0,
            hasResolved: false,
            hasReached: false,
            hasConnected: false,
            hasSent: false,
            hasSentAll: false,
            limit: Microseconds(15_000_000),
            proxyStatus: 0,
            detail: ""
        )
        let verdict = stop.verdict(host: "hr.example.com:443", options)
        #expect(verdict.outcome == .transient && verdict.code == "name-timeout")
        #expect(
            verdict.sentence == "no address was found for hr.example.com:443 within 5s; check the DNS of this machine"
        )
    }
}
