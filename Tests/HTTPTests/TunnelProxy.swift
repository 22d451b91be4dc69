internal import Glibc
internal import PenstockPluginKit
internal import Synchronization

/// An HTTP proxy on loopback that makes tunnels (CONNECT) to one port, wherever it is asked to go.
final class TunnelProxy: Sendable {
    let port: UInt16
    private let listener: Int32
    private let target: UInt16
    private let status: Int
    private let asked = Mutex<[String]>([])

    /// - Parameters:
    ///   - target: The port on `127.0.0.1` where every tunnel ends.
    ///   - status: What a wish for a tunnel is answered with.
    init(to target: UInt16, answering status: Int = 200) throws {
        self.target = target
        self.status = status
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let (isListening, port) = unsafe loopback(0) { [listener] address, length in
            unsafe bind(listener, address, length) == 0 && listen(listener, 64) == 0
                && getsockname(listener, address, &length) == 0
        }
        guard isListening else { throw Receiver.NoServer() }
        self.port = port
        _ = try PluginThread { [self] in
            while case let connection = accept(listener, nil, nil), connection >= 0 { serve(connection) }
            Glibc.close(listener)
        }
    }

    var url: String { "http://127.0.0.1:\(port)" }
    /// What stood in each CONNECT: host and port.
    var tunnels: [String] { asked.withLock { $0 } }

    /// Takes no more connections; the thread that does ends.
    func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ connection: Int32) {
        var head: [UInt8] = []
        var byte: UInt8 = 0
        while head.suffix(4) != Array("\r\n\r\n".utf8)[...] {
            guard unsafe recv(connection, &byte, 1, 0) == 1 else {
                Glibc.close(connection)
                return
            }
            head.append(byte)
        }
        let words = String(decoding: head, as: UTF8.self).split(separator: " ")
        asked.withLock { $0.append(words.count > 1 ? String(words[1]) : "?") }
        let answer = Array("HTTP/1.1 \(status) Whatever\r\n\(status == 200 ? "" : "content-length: 0\r\n")\r\n".utf8)
        _ = unsafe send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
        let far = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let (isThere, _) = unsafe loopback(target) { unsafe connect(far, $0, $1) == 0 }
        do {
            guard status == 200, isThere else { throw Receiver.NoServer() }
            // Each direction has a thread; the first that ends takes the other with it.
            let back = try PluginThread { pass(from: far, to: connection) }
            _ = try PluginThread {
                pass(from: connection, to: far)
                back.join()
                Glibc.close(connection)
                Glibc.close(far)
            }
        } catch {
            Glibc.close(connection)
            Glibc.close(far)
        }
    }
}

private func pass(from source: Int32, to target: Int32) {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while case let count = unsafe recv(source, &buffer, buffer.count, 0), count > 0 {
        guard unsafe send(target, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
    }
    shutdown(target, Int32(SHUT_RDWR))
    shutdown(source, Int32(SHUT_RDWR))
}

private func loopback(
    _ port: UInt16,
    _ body: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Bool
) -> (Bool, port: UInt16) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isDone = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, &length) }
    }
    return (isDone, UInt16(bigEndian: address.sin_port))
}
