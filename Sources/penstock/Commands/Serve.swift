internal import ArgumentParser
internal import CProcess
internal import Foundation
internal import Logging
internal import PenstockCore
internal import PenstockPipelines
internal import PenstockPlugins

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server: take events in, and deliver them through the pipelines of a directory.",
        discussion: """
            Checks the whole directory first and starts only when nothing in it is wrong. Prints one line when events \
            can be posted; the log goes to standard error. SIGTERM and SIGINT stop it once deliveries under way have \
            ended; a second signal stops it at once. What is not delivered goes on at the next start. SIGHUP and \
            `penstock reload` let it read the directory again.

            Each flag comes before its variable (PENSTOCK_LISTEN, PENSTOCK_LISTEN_PUBLIC, PENSTOCK_DATA, \
            PENSTOCK_PLUGIN_PATH), the variable \
            before DIR/penstock.yaml.

            Example:
              penstock serve pipelines --data /var/lib/penstock --listen 127.0.0.1:8080

            Exit codes: 0 stopped as asked, 1 it could not run, 2 wrong usage, 70 plugins crashed more than five times within \
            a minute, 78 something in the directory is wrong, or a token is missing.
            """
    )

    @Argument(help: ArgumentHelp("The pipelines directory.", valueName: "dir"))
    var directory = "pipelines"

    @Option(help: ArgumentHelp("The directory of the store. (default: penstock-data)", valueName: "dir"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "Where to listen. Port 0 takes one that is free. (default: 127.0.0.1:8080)",
            discussion: "Any but a loopback address needs a token, which `penstock token new` makes.",
            valueName: "host:port"
        )
    )
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "Where strangers may reach sources, and POST /v1/events with a token.",
            valueName: "host:port"
        )
    )
    var listenPublic: String?

    @OptionGroup var plugins: PluginOptions

    @Option(
        help: ArgumentHelp(
            "The least grave entries of the log: trace, debug, info, notice, warning, error or critical.",
            valueName: "level"
        ),
        transform: Self.level
    )
    var logLevel = Logger.Level.info

    @Flag(name: .customLong("log-json"), help: "Write the log as JSON, an object a line.")
    var logJSON = false

    @Flag(help: "Reload when a file of the directory, a plugin, or a file that a pipeline names has changed.")
    var watch = false

    func run() async throws {
        let startedAt = Timestamp.now
        let fileLimit = Int(cprocess_raise_file_limit())
        let (level, isJSON) = (logLevel, logJSON)
        LoggingSystem.bootstrap { _ in ErrorStreamLog(level: level, isJSON: isJSON) }
        let logger = Logger(label: "penstock")

        let source = Reloader.Source(
            directory: self.directory,
            flags: Settings.Flags(
                listen: listen,
                listenPublic: listenPublic,
                data: data,
                plugins: plugins.directories
            ),
            environment: ProcessInfo.processInfo.environment
        )
        var faults: FaultReport?
        let directory = try load(source, logger, &faults, startedAt)
        faults?.write(to: logger)
        guard let pipelines = directory.pipelines, let faults, !directory.diagnostics.hasErrors else {
            directory.diagnostics.write(to: .error)
            let summary = directory.diagnostics.summary ?? "errors"
            Terminal.error.write("\npenstock: not started: \(summary) in \(self.directory)\n")
            throw CommandFailure.badConfiguration
        }
        directory.diagnostics.write(to: .error)
        let inventory = directory.inventory
        let files = FileShares(limit: fileLimit, transfers: pipelines.pipelines.reduce(0) { $0 + $1.concurrency })
        logger.info(
            "files that may be open",
            metadata: [
                "limit": "\(files.limit)", "for_clients": "\(files.clients)", "for_receivers": "\(files.receivers)",
            ]
        )
        if let warning = files.warning { logger.warning("\(warning)") }
        let host = try Host(
            directory,
            pipelines: pipelines,
            source: source,
            isWatched: watch,
            faults: faults.book,
            startedAt: startedAt,
            connections: files.clients,
            logger: logger
        ) { address in
            Terminal.output.write("penstock \(Penstock.version) is ready at \(address) (\(inventory))\n")
        }
        await host.run()
    }

    private static func level(_ text: String) throws -> Logger.Level {
        if let level = Logger.Level(rawValue: text) { return level }
        let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("there is no level '\(text)'; there are \(levels)")
    }

    private func load(
        _ source: Reloader.Source,
        _ logger: Logger,
        _ faults: inout FaultReport?,
        _ now: Timestamp
    ) throws -> PipelinesDirectory {
        try .load(
            source.directory,
            flags: source.flags,
            environment: source.environment,
            depth: .init(crashes: .warning),
            logger: logger,
            place: .data,
            prepare: { faults = try FaultReport(dataDirectory: $0.dataDirectory, now: now) }
        )
    }
}
