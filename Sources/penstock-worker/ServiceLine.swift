internal import CPenstock
internal import Glibc
internal import PenstockWire
internal import Synchronization

/// How plugins ask the host for its services.
///
/// A stage thread asks on its own channel, where the host waits for it anyway; a thread of the plugin's own asks on a
/// socket that all of them share.
final class ServiceLine: Sendable {
    private let shared: FrameSocket
    private let lock = Mutex(())

    init(_ shared: FrameSocket) { self.shared = shared }

    /// Asks, and reads the answer.
    func ask(_ write: (inout WireWriter) -> Void, _ read: (inout WireReader) -> Void) {
        var writer = WireWriter()
        let mark = writer.begin(.request)
        write(&writer)
        writer.end(mark)
        if let channel = ChannelLoop.current {
            Self.exchange(channel.socket, &writer, read)
        } else {
            lock.withLock { _ in Self.exchange(shared, &writer, read) }
        }
    }

    private static func exchange(
        _ socket: FrameSocket,
        _ writer: inout WireWriter,
        _ read: (inout WireReader) -> Void
    ) {
        do throws(WireFault) {
            try socket.send(&writer)
            let frame = try socket.receive()
            var reader = frame.reader
            if frame.kind != .answer { reader.fail() }
            read(&reader)
            if !reader.isWhole { _exit(1) }
        } catch {
            // The host is gone, and this process with it.
            _exit(0)
        }
    }
}
