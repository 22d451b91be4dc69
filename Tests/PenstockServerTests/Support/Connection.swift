import Foundation
import Glibc

/// An answer as it came over the wire.
struct Answer: Sendable {
    var status = 0
    /// Names in small letters.
    var headers: [String: String] = [:]
    var body: [UInt8] = []

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// What came of sending bytes over one connection.
struct Exchange: Sendable {
    var answers: [Answer] = []
    /// Whether the server closed the connection after the last answer that was waited for.
    var isClosed = false
    /// What came behind the last answer: the body of one that has no length.
    var rest: [UInt8] = []
}

struct NoConnection: Error {}

/// Sends bytes over a new connection and reads a number of answers.
///
/// On a thread of its own: a test that blocks one of Swift's threads could keep the server from answering.
/// - Parameters:
///   - awaitsClose: Waits for the server to close after the answers.
///   - text: Waits for this behind the answers.
func exchange(
    _ port: Int,
    _ bytes: [UInt8],
    answers count: Int = 1,
    isHead: Bool = false,
    awaitsClose: Bool = false,
    awaiting text: String = ""
) async throws -> Exchange {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            continuation.resume(
                with: Result {
                    let connection = try Connection(port)
                    defer { connection.close() }
                    return connection.exchange(
                        bytes,
                        count,
                        isHead: isHead,
                        awaitsClose: awaitsClose,
                        awaiting: Array(text.utf8)
                    )
                }
            )
        }
    }
}

private struct Connection {
    private let descriptor: Int32

    init(_ port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let (descriptor, length) = (descriptor, socklen_t(MemoryLayout<sockaddr_in>.size))
        let isConnected = unsafe withUnsafeBytes(of: &address) { bytes in
            guard let generic = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else { return false }
            return unsafe connect(descriptor, generic, length) == 0
        }
        guard isConnected else { throw NoConnection() }
    }

    func close() { Glibc.close(descriptor) }

    func exchange(
        _ bytes: [UInt8],
        _ count: Int,
        isHead: Bool,
        awaitsClose: Bool,
        awaiting text: [UInt8]
    ) -> Exchange {
        var exchange = Exchange()
        var (rest, buffer): (ArraySlice<UInt8>, [UInt8]) = (bytes[...], [])
        while exchange.answers.count < count, !exchange.isClosed {
            if let answer = cutAnswer(&buffer, isHead: isHead) {
                exchange.answers.append(answer)
            } else {
                exchange.isClosed = !turn(&rest, &buffer)
            }
        }
        while !rest.isEmpty || awaitsClose, !exchange.isClosed { exchange.isClosed = !turn(&rest, &buffer) }
        while !text.isEmpty, buffer.firstRange(of: text) == nil, !exchange.isClosed {
            exchange.isClosed = !turn(&rest, &buffer)
        }
        exchange.rest = buffer
        return exchange
    }

    /// Sends or reads, whichever is possible: a server may answer before it has read all.
    /// - Returns: Whether the connection goes on.
    private func turn(_ rest: inout ArraySlice<UInt8>, _ buffer: inout [UInt8]) -> Bool {
        let events = rest.isEmpty ? POLLIN : POLLIN | POLLOUT
        var one = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        // No test waits for this; it turns a server that hangs into a failure.
        guard unsafe poll(&one, 1, 30_000) > 0 else { return false }
        if one.revents & Int16(POLLIN) != 0 {
            var piece = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { return false }
            buffer += piece.prefix(count)
        } else if one.revents & Int16(POLLOUT) != 0 {
            let count = unsafe rest.withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        } else {
            return false
        }
        return true
    }
}

/// Cuts a whole answer off the front of what was read.
private func cutAnswer(_ buffer: inout [UInt8], isHead: Bool) -> Answer? {
    guard let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    var answer = Answer()
    answer.status = lines.first.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
    for line in lines.dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        answer.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
    }
    let length = isHead ? 0 : Int(answer.headers["content-length"] ?? "0") ?? 0
    guard buffer.count >= end.upperBound + length else { return nil }
    answer.body = Array(buffer[end.upperBound..<end.upperBound + length])
    buffer.removeFirst(end.upperBound + length)
    return answer
}
