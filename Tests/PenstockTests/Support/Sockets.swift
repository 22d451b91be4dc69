import Foundation
import Glibc

/// One end of a TCP connection on loopback, or a listener. Blocking; closed once.
final class Socket: Sendable {
    let descriptor: Int32

    struct Failure: Error {}

    init(_ descriptor: Int32) throws {
        guard descriptor >= 0 else { throw Failure() }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    private static func make() throws -> Socket {
        try Socket(socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
    }

    private static func withAddress<R>(
        _ port: UInt16,
        _ body: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> R
    ) -> (R, port: UInt16) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, &length) }
        }
        return (result, UInt16(bigEndian: address.sin_port))
    }

    /// Listens on a free port.
    static func listening() throws -> (socket: Socket, port: UInt16) {
        let socket = try make()
        let (isListening, port) = unsafe withAddress(0) { address, length in
            unsafe bind(socket.descriptor, address, length) == 0 && listen(socket.descriptor, 1024) == 0
                && getsockname(socket.descriptor, address, &length) == 0
        }
        guard isListening else { throw Failure() }
        return (socket, port)
    }

    /// Connects; every read then waits at most so long.
    static func connected(to port: UInt16, patience seconds: Int = 30) throws -> Socket {
        let socket = try make()
        let (isConnected, _) = unsafe withAddress(port) { address, length in
            unsafe connect(socket.descriptor, address, length) == 0
        }
        guard isConnected else { throw Failure() }
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        _ = unsafe setsockopt(
            socket.descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &time,
            socklen_t(MemoryLayout<timeval>.size)
        )
        return socket
    }

    /// The next connection; nil when the listener is shut down.
    func accepted() -> Socket? {
        try? Socket(accept(descriptor, nil, nil))
    }

    func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    func write(_ bytes: [UInt8]) throws {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe send(
                    descriptor,
                    bytes.baseAddress.map { unsafe $0 + written },
                    bytes.count - written,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { throw Failure() }
            written += count
        }
    }

    /// What has come in; nil at the end.
    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        return count > 0 ? Array(buffer[..<count]) : nil
    }
}

/// A request or a response of HTTP/1.1 whose body has a Content-Length.
struct HTTPMessage: Sendable {
    /// The first line.
    var start: String
    /// Names in lower case.
    var headers: [String: String] = [:]
    var body: [UInt8] = []

    /// The status of a response.
    var status: Int? { start.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
}

/// Reads messages from a connection, one after the other.
struct HTTPReader {
    let socket: Socket
    private var pending: [UInt8] = []

    init(_ socket: Socket) { self.socket = socket }

    /// The next message; nil when the connection ends first.
    mutating func next() -> HTTPMessage? {
        while true {
            if let end = pending.firstRange(of: Array("\r\n\r\n".utf8)) {
                let lines = String(decoding: pending[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                var message = HTTPMessage(start: lines[0])
                for line in lines.dropFirst() {
                    guard let colon = line.firstIndex(of: ":") else { continue }
                    message.headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
                        .trimmingCharacters(in: .whitespaces)
                }
                pending.removeSubrange(..<end.upperBound)
                let length = Int(message.headers["content-length"] ?? "0") ?? 0
                while pending.count < length {
                    guard let more = socket.read() else { return nil }
                    pending += more
                }
                message.body = Array(pending.prefix(length))
                pending.removeFirst(length)
                return message
            }
            guard let more = socket.read() else { return nil }
            pending += more
        }
    }
}
