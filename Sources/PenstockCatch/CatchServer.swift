internal import Hummingbird
package import Logging
internal import NIOCore
package import PenstockCore
internal import ServiceLifecycle

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Listens, hands every request to whoever decides, and answers as that says.
package struct CatchServer: Service {
    /// Where it listens.
    package struct Place: Sendable {
        package var host: String
        /// 0 takes a free one.
        package var port: Int

        package init(host: String, port: Int) { (self.host, self.port) = (host, port) }
    }

    private let place: Place
    private let responder: CatchResponder
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - bodyLimit: How much of a body is kept.
    ///   - now: The clock.
    ///   - onListening: Called with the port once connections are accepted.
    ///   - decide: Called for each request as soon as it is there; numbers are the caller's.
    ///   - answered: Called when an answer is about to go out.
    package init(
        at place: Place,
        bodyLimit: Int,
        now: @escaping @Sendable () -> Timestamp,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void,
        decide: @escaping @Sendable (CaughtRequest) -> CatchAnswer,
        answered: @escaping @Sendable () -> Void
    ) {
        self.place = place
        self.logger = logger
        self.onListening = onListening
        responder = CatchResponder(bodyLimit: bodyLimit, now: now, decide: decide, answered: answered)
    }

    /// Serves until graceful shutdown.
    /// - Throws: When the address cannot be listened on.
    package func run() async throws {
        let (onListening, port) = (onListening, place.port)
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(
                address: .hostname(place.host, port: port),
                serverName: "penstock-catch"
            ),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: logger
        )
        do {
            try await application.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw CatchFailure(description: "\(place.host):\(port) is in use: another program listens there")
        } catch let error as IOError where error.errnoCode == EACCES {
            throw CatchFailure(description: "\(place.host):\(port) may not be listened on; ports from 1024 may")
        }
    }
}

/// Why nothing listens.
package struct CatchFailure: Error, CustomStringConvertible {
    package var description: String
}

/// What the responder needs to know of a connection.
private struct CatchContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// Answers every method at every path.
private struct CatchResponder: HTTPResponder {
    let bodyLimit: Int
    let now: @Sendable () -> Timestamp
    let decide: @Sendable (CaughtRequest) -> CatchAnswer
    let answered: @Sendable () -> Void

    @concurrent
    func respond(to request: Request, context: CatchContext) async throws -> Response {
        let answer = decide(try await CaughtRequest(request, keeping: bodyLimit, at: now()))
        defer { answered() }
        return try await answer.response(on: context.channel)
    }
}
