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
    private let links: LinkDoor?
    private let access: AccessDesk
    private let configuration: ServerConfiguration
    private let logger: Logger
    private let onListening: @Sendable (ListeningPorts) async -> Void
    private let refusals = RefusalCounts()
    private let inbox = KeptInbox()

    /// A connection on which nothing happens for this long is closed.
    private static let idleTimeout = TimeAmount.minutes(5)

    /// Readies the API; nothing listens before ``run()``.
    /// - Parameters:
    ///   - reloading: Nil where there is no directory to be read again.
    ///   - trying: Nil where nothing can be tried.
    ///   - links: Nil where no link can be tested.
    ///   - access: Who may do what; nil where nobody has a token.
    ///   - onListening: Called with the ports once connections are accepted on all of them.
    package init(
        engine: any EngineService,
        reloading: (any Reloading)? = nil,
        trying: (any Trying)? = nil,
        links: (any LinkTesting)? = nil,
        access: AccessDesk? = nil,
        configuration: ServerConfiguration,
        logger: Logger,
        onListening: @escaping @Sendable (ListeningPorts) async -> Void = { _ in }
    ) {
        self.engine = engine
        self.reloading = reloading
        self.trying = trying
        self.links = links.map(LinkDoor.init)
        self.access = access ?? AccessDesk(engine: engine, logger: logger)
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until graceful shutdown.
    /// - Throws: When an address cannot be listened on.
    package func run() async throws {
        // Those who watch have no end of their own to wait for.
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                var publicPort: Int?
                if let listener = configuration.public {
                    let (ports, listening) = AsyncStream<Int>.makeStream()
                    tasks.addTask {
                        defer { listening.finish() }
                        try await serve(Listener(listener, configuration)) { listening.yield($0) }
                    }
                    var iterator = ports.makeAsyncIterator()
                    publicPort = await iterator.next()
                    // It could not listen, and says why.
                    if publicPort == nil { return try await end(of: &tasks) }
                }
                let port = publicPort
                tasks.addTask {
                    try await serve(Listener(configuration)) {
                        await onListening(ListeningPorts(admin: $0, public: port))
                    }
                }
                try await end(of: &tasks)
            }
        } onGracefulShutdown: { [engine] in
            engine.endWatching()
        }
    }

    /// Waits until all have ended; where one fails, its error ends the others too.
    private func end(of tasks: inout ThrowingTaskGroup<Void, any Error>) async throws {
        while try await tasks.next() != nil {}
    }

    /// Serves one address until graceful shutdown.
    private func serve(_ listener: Listener, _ onListening: @escaping @Sendable (Int) async -> Void) async throws {
        let (engine, bodyLimit, refusals) = (engine, configuration.bodyLimit, refusals)
        let (door, dates) = (listener.door(access), HTTPDates())
        let application = Application(
            router: router(door),
            server: HTTPServerBuilder { responder in
                LoopBoundChannel(
                    http: HTTP1Channel(responder: responder, configuration: .init(idleTimeout: Self.idleTimeout)),
                    express: {
                        ExpressIntake(
                            engine: engine,
                            door: door,
                            bodyLimit: bodyLimit,
                            refusals: refusals,
                            dates: dates
                        )
                    },
                    tls: listener.tls
                )
            },
            configuration: ApplicationConfiguration(
                address: .hostname(listener.host, port: listener.port),
                serverName: "penstock",
                backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(listener.connections, logger: logger)
            ),
            onServerRunning: { [logger] channel in
                try? await AcceptPause.add(to: channel, logger: logger)
                await onListening(channel.localAddress?.port ?? listener.port)
            },
            logger: logger
        )
        do {
            try await run(application, listener)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ListenFailure(address: listener.address, flag: listener.flag)
        }
    }

    /// Serves, and looks after the certificate meanwhile.
    private func run(_ application: some ApplicationProtocol, _ listener: Listener) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            if let tls = listener.tls {
                tasks.addTask { [configuration, logger] in await tls.watch(every: configuration.tlsInterval, logger) }
            }
            try await application.run()
            tasks.cancelAll()
        }
    }

    /// All routes, and problem documents for whatever is none.
    private func router(_ door: Door) -> Router<APIContext> {
        let router = routes(door)
        if !door.isPublic { addPages(to: router, door) }
        // Added last, it stands before no route, only before the answer to requests that have none.
        router.add(middleware: UnknownRequest(router.routes))
        return router
    }

    /// What people look at with a browser.
    private func addPages(to router: Router<APIContext>, _ door: Door) {
        LoginRoutes(door: door).add(to: router)
        // Once more, where it is known who asks: a page of a problem has the links of every other.
        router.add(middleware: ProblemPages(engine: engine, configuration: configuration))
        DashboardRoutes(
            engine: engine,
            trying: trying,
            links: links,
            configuration: configuration,
            refusals: refusals,
            failures: access.failures,
            inbox: inbox
        ).add(to: router)
    }

    /// The routes for programs, each of which `APIDocument.topics` describes.
    func routes(_ door: Door) -> Router<APIContext> {
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        // Whoever is turned away by the guard is told so on a page; the public listener has none.
        if !door.isPublic { router.add(middleware: ProblemPages(engine: engine, configuration: configuration)) }
        // Before all routes, so that none is without.
        router.add(middleware: AccessGuard(door: door, bodyLimit: configuration.bodyLimit))
        TokenRoutes(engine: engine, desk: access, bodyLimit: configuration.bodyLimit).add(to: router)
        EventRoutes(engine: engine, bodyLimit: configuration.bodyLimit, refusals: refusals).add(to: router)
        ImportRoutes(engine: engine, bodyLimit: configuration.bodyLimit).add(to: router)
        SourceRoutes(
            engine: engine,
            desk: access,
            bodyLimit: configuration.bodyLimit,
            refusals: refusals,
            logger: logger
        ).add(to: router)
        SourceInfoRoutes(engine: engine).add(to: router)
        DeliveryRoutes(engine: engine, bodyLimit: configuration.bodyLimit).add(to: router)
        TimerRoutes(engine: engine, bodyLimit: configuration.bodyLimit).add(to: router)
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
        if let links { LinkRoutes(door: links, bodyLimit: configuration.bodyLimit).add(to: router) }
        InventoryRoutes(engine: engine).add(to: router)
        DirectoryRoutes(engine: engine).add(to: router)
        LearnerRoutes(engine: engine).add(to: router)
        StatusRoutes(engine: engine, configuration: configuration, refusals: refusals, failures: access.failures)
            .add(to: router)
        TailRoutes(engine: engine, heartbeat: configuration.heartbeat).add(to: router)
        SignatureRoutes(engine: engine).add(to: router)
        InboxRoutes(engine: engine, inbox: inbox).add(to: router)
        ProblemRoutes().add(to: router)
        if !door.isPublic { DescriptionRoutes(version: configuration.version).add(to: router) }
        return router
    }
}
