internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import PenstockCore
package import PenstockEngine
internal import ServiceLifecycle

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The HTTP API (DESIGN, section 10), as a service: it listens until the group shuts down, then answers what it is
/// working on and closes.
package struct PenstockAPI: Service {
    private let engine: any EngineService
    private let reloading: (any Reloading)?
    private let trying: (any Trying)?
    private let configuration: ServerConfiguration
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// A connection on which nothing happens for this long is closed.
    private static let idleTimeout = TimeAmount.minutes(5)

    /// Readies the API; nothing listens before ``run()``.
    /// - Parameters:
    ///   - reloading: Nil where there is no directory to be read again.
    ///   - trying: Nil where nothing can be tried.
    ///   - onListening: Called with the port once connections are accepted.
    package init(
        engine: any EngineService,
        reloading: (any Reloading)? = nil,
        trying: (any Trying)? = nil,
        configuration: ServerConfiguration,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.engine = engine
        self.reloading = reloading
        self.trying = trying
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until graceful shutdown.
    /// - Throws: When the address cannot be listened on.
    package func run() async throws {
        let (onListening, port) = (onListening, configuration.port)
        let (engine, bodyLimit) = (engine, configuration.bodyLimit)
        let (refusals, dates) = (RefusalCounts(), HTTPDates())
        let application = Application(
            router: router(refusals),
            server: HTTPServerBuilder { responder in
                LoopBoundChannel(
                    http: HTTP1Channel(responder: responder, configuration: .init(idleTimeout: Self.idleTimeout)),
                    express: {
                        ExpressIntake(engine: engine, bodyLimit: bodyLimit, refusals: refusals, dates: dates)
                    }
                )
            },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: port),
                serverName: "penstock",
                backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.connections, logger: logger)
            ),
            onServerRunning: { [logger] channel in
                try? await AcceptPause.add(to: channel, logger: logger)
                await onListening(channel.localAddress?.port ?? port)
            },
            logger: logger
        )
        do {
            // Those who watch have no end of their own to wait for.
            try await withGracefulShutdownHandler {
                try await application.run()
            } onGracefulShutdown: { [engine] in
                engine.endWatching()
            }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ListenFailure(address: "\(configuration.host):\(port)")
        }
    }

    /// All routes, and problem documents for whatever is none.
    private func router(_ refusals: RefusalCounts) -> Router<APIContext> {
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        EventRoutes(engine: engine, bodyLimit: configuration.bodyLimit, refusals: refusals).add(to: router)
        DeliveryRoutes(engine: engine, bodyLimit: configuration.bodyLimit).add(to: router)
        ExplanationRoutes(engine: engine).add(to: router)
        RevisionRoutes(engine: engine).add(to: router)
        PipelineRoutes(engine: engine, bodyLimit: configuration.bodyLimit).add(to: router)
        for kind in Job.Kind.allCases {
            JobRoutes(kind: kind, engine: engine, bodyLimit: configuration.bodyLimit).add(to: router)
        }
        BackupRoutes(engine: engine, bodyLimit: configuration.bodyLimit).add(to: router)
        if let reloading {
            ReloadRoutes(reloading: reloading, engine: engine, bodyLimit: configuration.bodyLimit).add(to: router)
        }
        if let trying {
            TrialRoutes(trying: trying, engine: engine, bodyLimit: configuration.bodyLimit).add(to: router)
        }
        InventoryRoutes(engine: engine).add(to: router)
        StatusRoutes(engine: engine, configuration: configuration, refusals: refusals).add(to: router)
        TailRoutes(engine: engine, heartbeat: configuration.heartbeat).add(to: router)
        ProblemRoutes().add(to: router)
        router.refuseOtherMethods()
        // Added last, it stands before no route, only before the answer to paths that have none.
        router.add(middleware: UnknownPath())
        return router
    }
}
