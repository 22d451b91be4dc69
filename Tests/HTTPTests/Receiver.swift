internal import Dispatch
internal import Glibc
internal import PenstockPluginKit
internal import Synchronization

/// A receiver of webhooks on plain sockets that can misbehave in every way that tests need, one thread a connection.
final class Receiver: Sendable {
    struct Request: Sendable {
        var method = ""
        var target = ""
        /// Names in lower case.
        var headers: [String: String] = [:]
        var body: [UInt8] = []
        /// Counts connections from 1.
        var connection = 0
    }

    enum Reply: Sendable {
        case status(Int, headers: [String] = [], body: String = "")
        /// A good head, and a body of this many bytes.
        case long(Int)
        /// A good head, and then a byte now and then for as long as somebody listens.
        case trickle
        /// A head that begins well and then goes on, a byte now and then.
        case trickleHead
        /// A head without end.
        case endlessHead
        /// Nothing, for as long as somebody listens.
        case silence
        /// A good head that promises more than comes.
        case cutShort
        /// The connection is reset.
        case reset
        /// The connection is closed in good order, with nothing said.
        case close
        /// Whatever these bytes are.
        case raw(String)
    }

    private struct State {
        var requests: [Request] = []
        var connections = 0
        var sentBytes = 0
        var isOpen = true
    }

    let port: UInt16
    private let listener: Int32
    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)
    private let readsNothing: Bool
    private let answer: @Sendable (Request) -> Reply

    /// - Parameters:
    ///   - onIPv6: Whether it listens on `::1`, and not on `127.0.0.1`.
    ///   - readsNothing: Whether connections are left as they are.
    init(
        onIPv6: Bool = false,
        readsNothing: Bool = false,
        _ answer: @escaping @Sendable (Request) -> Reply
    ) throws {
        self.answer = answer
        self.readsNothing = readsNothing
        let family = onIPv6 ? AF_INET6 : AF_INET
        let listener = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        // The beginnings of both families' addresses are alike, up to the port.
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(family)
        if onIPv6 {
            address.sin6_addr = in6addr_loopback
        } else {
            address.sin6_flowinfo = UInt32(0x7F00_0001).bigEndian
        }
        var length = socklen_t(onIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutableBytes(of: &address) { bytes in
            let generic = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
            guard let generic = unsafe generic else { return false }
            return unsafe bind(listener, generic, length) == 0 && listen(listener, 1024) == 0
                && getsockname(listener, generic, &length) == 0
        }
        guard isBound else { throw NoServer() }
        self.listener = listener
        port = UInt16(bigEndian: address.sin6_port)
        _ = try PluginThread { [self] in acceptAll() }
    }

    struct NoServer: Error {}

    /// What arrived so far.
    var requests: [Request] { state.withLock { $0.requests } }
    /// How many bytes of answers the system took.
    var sentBytes: Int { state.withLock { $0.sentBytes } }
    var connections: Int { state.withLock { $0.connections } }
    var url: String { "http://127.0.0.1:\(port)" }

    /// Waits until this many more requests have arrived.
    /// - Returns: Whether they have: a request that never comes must not hold up all other tests.
    func wait(forRequests count: Int) -> Bool {
        (0..<count).allSatisfy { _ in arrivals.wait(timeout: .now() + .seconds(60)) == .success }
    }

    /// Accepts no more.
    func close() {
        state.withLock { state in
            guard state.isOpen else { return }
            state.isOpen = false
            // The thread that accepts closes it: the number must not be given out again while it may still be used.
            shutdown(listener, Int32(SHUT_RDWR))
        }
    }

    private func acceptAll() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else {
                Glibc.close(listener)
                return
            }
            let number = state.withLock { state in
                state.connections += 1
                return state.connections
            }
            if readsNothing { continue }
            do {
                _ = try PluginThread { [self] in
                    serve(connection, number)
                    Glibc.close(connection)
                }
            } catch {
                Glibc.close(connection)
            }
        }
    }

    private func serve(_ connection: Int32, _ number: Int) {
        var buffer: [UInt8] = []
        while var request = readRequest(connection, &buffer) {
            request.connection = number
            state.withLock { $0.requests.append(request) }
            arrivals.signal()
            guard reply(answer(request), to: connection) else { return }
        }
    }

    private func readRequest(_ connection: Int32, _ buffer: inout [UInt8]) -> Request? {
        while true {
            if let request = parseRequest(&buffer) { return request }
            var piece = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe recv(connection, &piece, piece.count, 0)
            guard count > 0 else { return nil }
            // The first byte of TLS; it is answered like a request.
            if piece[0] == 0x16 { return Request(method: "TLS") }
            buffer += piece.prefix(count)
        }
    }

    /// Whether the connection serves another request.
    private func reply(_ reply: Reply, to connection: Int32) -> Bool {
        switch reply {
        case .status(let status, let headers, let body):
            let lines = ["HTTP/1.1 \(status) Whatever", "content-length: \(body.utf8.count)"] + headers
            return send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body, connection)
        case .long(let count):
            return send("HTTP/1.1 200 OK\r\ncontent-length: \(count)\r\n\r\n", connection)
                && sendFiller(count, "x", connection)
        case .trickle:
            guard send("HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n", connection) else { return false }
            while !hangsUp(connection, within: 20) { guard send("x", connection) else { return false } }
            return false
        case .trickleHead:
            guard send("HTTP/1.1 200 OK\r\nx-slow: ", connection) else { return false }
            while !hangsUp(connection, within: 20) { guard send("x", connection) else { return false } }
            return false
        case .endlessHead:
            _ = send("HTTP/1.1 200 OK\r\n", connection) && sendFiller(100_000_000, "x-more: and more\r\n", connection)
            return false
        case .silence:
            while !hangsUp(connection, within: 1_000) {}
            return false
        case .cutShort:
            _ = send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort", connection)
            return false
        case .reset:
            var abrupt = linger(l_onoff: 1, l_linger: 0)
            unsafe setsockopt(connection, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
            return false
        case .close: return false
        case .raw(let text):
            _ = send(text, connection)
            return false
        }
    }

    /// Sends a text again and again, so many bytes in all.
    private func sendFiller(_ count: Int, _ text: String, _ connection: Int32) -> Bool {
        let piece = String(repeating: text, count: 65_536 / text.utf8.count)
        var left = count
        while left > 0 {
            guard send(String(piece.prefix(left)), connection) else { return false }
            left -= piece.utf8.count
        }
        return true
    }

    private func send(_ text: String, _ connection: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
            state.withLock { $0.sentBytes += count }
        }
        return true
    }

    /// Waits for the other side to close.
    private func hangsUp(_ connection: Int32, within milliseconds: Int32) -> Bool {
        var one = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&one, 1, milliseconds) > 0 else { return false }
        var byte: UInt8 = 0
        return unsafe recv(connection, &byte, 1, 0) <= 0
    }
}

/// Cuts a whole request off the front of what was read.
private func parseRequest(_ buffer: inout [UInt8]) -> Receiver.Request? {
    let text = String(decoding: buffer, as: UTF8.self)
    guard let end = text.utf8.firstRange(of: "\r\n\r\n".utf8) else { return nil }
    var lines = text[..<end.lowerBound].split(separator: "\r\n")
    let first = lines.removeFirst().split(separator: " ")
    var request = Receiver.Request(method: String(first[0]), target: String(first[1]))
    for line in lines {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        request.headers[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
    }
    let headLength = text.utf8.distance(from: text.startIndex, to: end.upperBound)
    let length = Int(request.headers["content-length"] ?? "0") ?? 0
    guard buffer.count >= headLength + length else { return nil }
    request.body = Array(buffer[headLength..<headLength + length])
    buffer.removeFirst(headLength + length)
    return request
}
