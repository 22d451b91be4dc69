internal import Glibc
internal import Logging
internal import PenstockCore
internal import PenstockEngine
internal import PenstockPipelines
internal import PenstockPlugins
internal import PenstockSQLite
internal import PenstockServer
internal import ServiceLifecycle
internal import UnixSignals

/// The parts of a running server in their order: what is made later stops earlier.
struct Host {
    private let group: ServiceGroup
    private let reloader: Reloader
    private let watch: DirectoryWatch?
    private let logger: Logger

    /// Opens the store, readies the pipelines and the API; nothing listens and nothing is delivered before ``run()``.
    /// - Parameters:
    ///   - source: What a reload reads again.
    ///   - isWatched: Whether a change of a file is a reason to.
    ///   - faults: Where crashes of plugins are written down.
    ///   - connections: How many clients may be connected at once.
    ///   - announce: Called once, when events can be posted.
    init(
        _ directory: PipelinesDirectory,
        pipelines: PipelineSet,
        source: Reloader.Source,
        isWatched: Bool,
        faults: FaultBook,
        startedAt: Timestamp,
        connections: Int,
        logger: Logger,
        announce: @escaping @Sendable (String) -> Void
    ) throws {
        let settings = directory.settings
        let tls = try Self.tls(settings, logger)
        let store = try SQLiteStore(
            directory: settings.dataDirectory,
            options: StoreOptions(
                diskReserve: settings.diskReserve,
                ballast: StoreOptions.standardBallast
            )
        )
        let tokens = try store.tokens()
        if let refusal = StartRules.refusal(
            settings.listen,
            settings.authentication,
            tokens,
            directory: settings.dataDirectory,
            at: startedAt
        ) {
            store.close()
            throw CommandFailure.badConfiguration("not started: \(refusal)")
        }
        if let warning = store.warning { logger.warning("no room is set aside for a full disk: \(warning)") }
        // The store's lock says that no other process writes here.
        faults.tidy()
        try? PrivateCopies(directory: settings.pluginCopies)
            .removeAll(but: Set(directory.plugins.plugins.map(\.digest)))
        let engine = try Engine(
            store: store,
            set: pipelines,
            catalog: directory.catalog,
            plugins: directory.plugins,
            configuration: EngineConfiguration(
                retention: settings.retention,
                pluginMetrics: directory.metrics
            ),
            faults: faults,
            logger: logger
        )
        reloader = Reloader(source, started: directory.settings, engine: engine, logger: logger)
        watch = isWatched ? DirectoryWatch(reloader) : nil
        let address = settings.listen.admin
        // The same port for those who know it, where it was any that was free.
        let port = CrashRecorder.takePort().flatMap { address.port == 0 ? $0 : nil } ?? address.port
        let (adminTLS, publicTLS) = (
            settings.tls?.listeners.contains(.admin) == true ? tls : nil,
            settings.tls?.listeners.contains(.public) == true ? tls : nil
        )
        let api = PenstockAPI(
            engine: engine,
            reloading: reloader,
            trying: TrialDesk(engine: engine, reloader: reloader),
            links: LinkDesk(engine: engine, reloader: reloader, logger: logger),
            access: AccessDesk(
                engine: engine,
                tokens: tokens,
                authentication: settings.authentication,
                logger: logger
            ),
            configuration: ServerConfiguration(
                host: address.host,
                port: port,
                public: settings.listen.public.map { .init(host: $0.host, port: $0.port, tls: publicTLS) },
                hosts: settings.listen.hosts,
                tls: adminTLS,
                version: Penstock.version,
                startedAt: startedAt,
                connections: connections
            ),
            logger: logger
        ) { ports in
            CrashRecorder.keepListener(port: ports.admin)
            await engine.whenReady()
            var places = Self.url(ListenAddress(host: address.host, port: ports.admin), adminTLS)
            if let strangers = settings.listen.public, let port = ports.public {
                places += ", for strangers at \(Self.url(ListenAddress(host: strangers.host, port: port), publicTLS))"
            }
            announce(places)
        }
        group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: engine, failureTerminationBehavior: .gracefullyShutdownGroup, serviceName: "engine"),
                    .init(service: api, failureTerminationBehavior: .gracefullyShutdownGroup, serviceName: "server"),
                ],
                logger: logger
            )
        )
        self.logger = logger
    }

    private static func url(_ address: ListenAddress, _ tls: TLSFiles?) -> String {
        "\(tls == nil ? "http" : "https")://\(address)"
    }

    /// Reads the certificate, where there is one.
    private static func tls(_ settings: Settings, _ logger: Logger) throws -> TLSFiles? {
        guard let files = settings.tls else { return nil }
        do throws(TLSFiles.Failure) {
            let tls = try TLSFiles(certificate: files.certificate, key: files.key)
            if let warning = tls.warning { logger.warning("\(warning)") }
            return tls
        } catch {
            throw CommandFailure.badConfiguration("not started: \(error)")
        }
    }

    /// Runs until SIGTERM or SIGINT, drains, and ends the process; a second signal ends it at once. SIGHUP reloads.
    ///
    /// The process is left by `_exit`: threads of plugins may still run, and must not meet destructors.
    func run() async -> Never {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await heed(signals) }
            if let watch { tasks.addTask { await watch.run() } }
            do {
                try await group.run()
            } catch {
                logger.critical("stopped: \(error)")
                _exit(ExitStatus.failed.rawValue)
            }
            logger.info("stopped; everything is on disk")
            _exit(ExitStatus.fine.rawValue)
        }
        _exit(ExitStatus.fine.rawValue)
    }

    private func heed(_ signals: UnixSignalsSequence) async {
        var isStopping = false
        for await signal in signals {
            if signal == .sighup {
                reloader.reload(because: "SIGHUP")
                continue
            }
            guard !isStopping else {
                logger.warning("a second signal: ending at once; what was under way is tried again at the next start")
                _exit(128 + signal.number)
            }
            isStopping = true
            CrashRecorder.processIsStopping()
            logger.info("stopping: no new events, deliveries under way may end", metadata: ["signal": "\(signal)"])
            await group.triggerGracefulShutdown()
        }
    }
}

extension UnixSignal {
    /// The number, of which shells make the exit code 128 + n.
    fileprivate var number: Int32 { self == .sigint ? SIGINT : SIGTERM }
}
