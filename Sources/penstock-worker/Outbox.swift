internal import Glibc
internal import PenstockWire
internal import Synchronization

/// What the worker tells the host unasked, from any thread, over the control socket.
final class Outbox: Sendable {
    private let socket: FrameSocket
    private let writer = Mutex(WireWriter())

    init(_ socket: FrameSocket) { self.socket = socket }

    /// Sends what the closure writes.
    func send(_ write: (inout WireWriter) -> Void) {
        writer.withLock { writer in
            write(&writer)
            do { try socket.send(&writer) } catch { _exit(0) }
        }
    }
}
