internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOSSL

/// HTTP/1.1 whose requests are answered on the event loop of their connection.
///
/// Otherwise every read and every write of a connection goes from the event loop to one of Swift's own threads and
/// back; with requests as small as events, those hand-overs cost more than all the rest. No route blocks: what does,
/// runs on the engine's threads.
struct LoopBoundChannel: ServerChildChannel {
    let http: HTTP1Channel
    /// Makes what answers events before the router sees them.
    let express: @Sendable () -> ExpressIntake
    /// Nil where nothing is encrypted.
    let tls: TLSFiles?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        if let tls {
            do {
                try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.context))
            } catch {
                return channel.eventLoop.makeFailedFuture(error)
            }
        }
        return http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            // Behind the handler that counts requests, so that idle time and shutdown see these too.
            let pipeline = channel.pipeline.syncOperations
            let counter = try pipeline.handler(type: HTTPConnectionStateHandler.self)
            try pipeline.addHandler(express(), position: .after(counter))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor(loop: value.channel.eventLoop)) {
            await http.handle(value: value, logger: logger)
        }
    }
}

/// Runs the jobs of tasks on an event loop.
private final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
