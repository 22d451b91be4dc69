internal import Glibc
internal import PenstockWire
internal import Synchronization

/// What the worker tells the host unasked, from any thread, over the control socket.
final class Outbox: Sendable {
    private let socket: FrameSocket
    private let writer = Mutex(WireWriter())

    init(_ socket: FrameSocket) { self.socket = socket }

    /// Sends what the closure writes, and what was added before.
    func send(_ write: (inout WireWriter) -> Void) { add(isUrgent: true, write) }

    /// Adds what the closure writes to what goes out next.
    func add(isUrgent: Bool, _ write: (inout WireWriter) -> Void) {
        writer.withLock { writer in
            write(&writer)
            if isUrgent || writer.count >= WireLimits.flush { send(&writer) }
        }
    }

    /// Sends what was added.
    func flush() {
        writer.withLock { writer in if writer.count > 0 { send(&writer) } }
    }

    private func send(_ writer: inout WireWriter) {
        do { try socket.send(&writer) } catch { _exit(0) }
    }
}
