internal import Logging
internal import NIOCore
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Stops accepting connections for a second when the process has no descriptor left.
///
/// SwiftNIO has a handler for that too (`AcceptBackoffHandler`), but it only puts off a read that is asked for, and when
/// the first `accept` of a round fails the read before counts as still asked for: the loop then tries again at once, for
/// ever, and a processor is busy with nothing.
final class AcceptPause: ChannelInboundHandler, Sendable {
    typealias InboundIn = any Channel

    private static let pause = TimeAmount.seconds(1)
    /// A line of the log each so often is enough.
    private static let silence = TimeAmount.minutes(1)
    /// What passes when others give something back (accept(2)).
    private static let passing: Set<CInt> = [EMFILE, ENFILE, ENOBUFS, ENOMEM]

    private let logger: Logger
    private let logged = Mutex<NIODeadline?>(nil)

    private init(logger: Logger) { self.logger = logger }

    /// Adds it to a listening channel, before all others.
    static func add(to listener: any Channel, logger: Logger) async throws {
        try await listener.eventLoop.submit {
            try listener.pipeline.syncOperations.addHandler(AcceptPause(logger: logger), position: .first)
        }.get()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? IOError, Self.passing.contains(error.errnoCode) {
            log(error)
            let channel = context.channel
            _ = channel.setOption(.autoRead, value: false)
            _ = context.eventLoop.scheduleTask(in: Self.pause) { _ = channel.setOption(.autoRead, value: true) }
        }
        context.fireErrorCaught(error)
    }

    private func log(_ error: IOError) {
        let now = NIODeadline.now()
        let isDue = logged.withLock { logged in
            if let logged, now - logged < Self.silence { return false }
            logged = now
            return true
        }
        guard isDue else { return }
        logger.warning(
            "no connection can be accepted for the moment; raise the limit of open files if it happens often",
            metadata: ["error": "\(error)"]
        )
    }
}
