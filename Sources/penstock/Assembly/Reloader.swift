internal import Logging
internal import PenstockCore
internal import PenstockEngine
internal import PenstockPipelines
internal import PenstockPlugins
internal import PenstockServer
internal import Synchronization

/// Reads the directory of a running server again and lets the engine run what it says, one reload after another.
final class Reloader: Reloading {
    /// The directory, and what was given with it on the command line.
    struct Source: Sendable {
        var directory: String
        var flags: Settings.Flags
        var environment: [String: String]
    }

    let source: Source
    private let engine: Engine
    private let logger: Logger
    /// What the server was started with.
    private let started: Settings
    /// What it runs with.
    private let running: Mutex<Settings>
    /// Digests of plugin files that were tried in a process of their own.
    private let tried = Mutex<Set<String>>([])

    init(_ source: Source, started: Settings, engine: Engine, logger: Logger) {
        self.source = source
        self.started = started
        self.engine = engine
        self.logger = logger
        running = Mutex(started)
    }

    func reload(isTrial: Bool) async throws(ReloadFailure) -> ReloadReport {
        let result = await withCheckedContinuation { continuation in
            let isTaken = engine.workshop.add { [self] in
                continuation.resume(returning: Result { () throws(ReloadFailure) in try perform(isTrial: isTrial) })
            }
            if !isTaken { continuation.resume(returning: .failure(ReloadFailure.stopping)) }
        }
        return try result.get()
    }

    /// Reloads when its turn comes. The log says what came of it.
    /// - Parameter cause: What it is done for, to be logged.
    func reload(because cause: String) {
        engine.workshop.add { [self] in
            logger.info("reading the directory again", metadata: ["because": "\(cause)"])
            _ = try? perform(isTrial: false)
        }
    }

    /// Files whose change is a reason to reload: those that the last load has read.
    var files: [String] {
        PipelinesDirectory.files(source.directory, settings) + engine.loadedFiles
    }

    /// What the server runs with.
    var settings: Settings { running.withLock { $0 } }

    // MARK: - In the workshop

    /// Does something in the workshop.
    func inWorkshop(_ body: @escaping @Sendable () -> Void) { engine.workshop.add(body) }

    private func perform(isTrial: Bool) throws(ReloadFailure) -> ReloadReport {
        do throws(ReloadFailure) {
            let report = try attempt(isTrial: isTrial)
            if !isTrial { tell(report) }
            return report
        } catch {
            if !isTrial { tell(error) }
            throw error
        }
    }

    /// Does something in the workshop with the directory as it is by now, checked and configured, which is let go of
    /// behind it. Nothing is reloaded meanwhile.
    func withCandidate<R: Sendable>(
        _ body: @escaping @Sendable (LoadedSet) -> R
    ) async throws(ReloadFailure) -> R {
        let result: Result<R, ReloadFailure> = await withCheckedContinuation { continuation in
            let isTaken = engine.workshop.add { [self] in
                continuation.resume(returning: Result { () throws(ReloadFailure) in body(try read().set) })
            }
            if !isTaken { continuation.resume(returning: .failure(.stopping)) }
        }
        return try result.get()
    }

    /// What was read, and what it would change.
    private struct Reading {
        var set: LoadedSet
        var settings: Settings
        var change: SetChange
        var diagnostics: [Diagnostic]
        var pluginsBefore: PluginSet
    }

    private func read() throws(ReloadFailure) -> Reading {
        let before = engine.pluginSet
        let failures = trial(besides: before)
        if !failures.isEmpty { throw .badConfiguration(failures) }
        let read: PipelinesDirectory
        do {
            read = try PipelinesDirectory.load(
                source.directory,
                flags: source.flags,
                environment: source.environment,
                depth: .init(crashes: nil),
                logger: logger,
                place: .data,
                known: before.plugins,
                metrics: engine.pluginMetrics
            )
        } catch {
            let message = (error as? CommandFailure)?.message ?? "\(error)"
            throw .badConfiguration([Diagnostic(at: SourcePosition(file: source.directory), message)])
        }
        var diagnostics = read.diagnostics.blaming(filesOf: before)
        guard let set = read.pipelines, !diagnostics.hasErrors else { throw .badConfiguration(diagnostics) }
        let change = engine.change(to: set)
        // One that runs so already may not keep everything else from changing.
        diagnostics += set.barred { change.unchanged.contains($0) ? .warning : .error }
        if diagnostics.hasErrors { throw .badConfiguration(diagnostics) }
        return Reading(
            set: LoadedSet(
                set: set,
                catalog: read.catalog,
                plugins: read.plugins,
                retention: read.settings.retention
            ),
            settings: read.settings,
            change: change,
            diagnostics: diagnostics,
            pluginsBefore: before
        )
    }

    private func attempt(isTrial: Bool) throws(ReloadFailure) -> ReloadReport {
        let next = try read()
        var report = ReloadReport(
            pipelines: next.change,
            plugins: FileChange(from: next.pluginsBefore.digests, to: next.set.plugins.digests),
            sources: FileChange(
                from: engine.sourceGround.sources.fingerprints,
                to: next.set.set.sources.fingerprints
            ),
            needsRestart: started.needsRestart(for: next.settings),
            diagnostics: next.diagnostics
        )
        do throws(StoreError) {
            report.timers = try engine.timerChanges(to: next.set.catalog)
        } catch {
            throw .store(error)
        }
        guard !isTrial else { return report }
        do throws(ReplacementFailure) {
            report.pipelines = try engine.replace(with: next.set)
        } catch {
            switch error {
            case .cannotStart(let failure): throw .badConfiguration(next.diagnostics + failure.diagnostics)
            case .store(let failure): throw .store(failure)
            case .stopping: throw .stopping
            }
        }
        report.revision = engine.revision
        running.withLock { $0 = next.settings }
        return report
    }

    /// Tries plugin files that are new in a process of their own.
    private func trial(besides running: PluginSet) -> [Diagnostic] {
        let directory = source.directory.withoutTrailingSlashes
        let (settings, _) = Settings.load(from: directory, environment: source.environment, flags: source.flags)
        let files = PluginFinder.files(
            in: PluginPlace.directories(for: directory, settings),
            besides: tried.withLock { $0 }.union(running.plugins.map(\.digest))
        )
        let complaints = PluginTrial(source: source).complaints(about: files.map(\.path))
        if complaints.isEmpty { tried.withLock { $0.formUnion(files.map(\.digest)) } }
        return complaints
    }

    // MARK: - The log

    private func tell(_ report: ReloadReport) {
        for diagnostic in report.diagnostics where diagnostic.severity == .warning { tell(diagnostic, .warning) }
        for sentence in report.needsRestart { logger.warning("\(sentence)") }
        var metadata: Logger.Metadata = ["unchanged": "\(report.pipelines.unchanged.count)"]
        if let revision = report.revision { metadata["revision"] = "\(revision.rawValue)" }
        for (name, pipelines) in [
            ("added", report.pipelines.added), ("changed", report.pipelines.changed),
            ("removed", report.pipelines.removed), ("plugins", report.plugins.added + report.plugins.changed),
            ("sources", report.sources.added + report.sources.changed), ("sources-removed", report.sources.removed),
        ] where !pipelines.isEmpty {
            metadata[name] = "\(pipelines.joined(separator: " "))"
        }
        logger.notice("reloaded", metadata: metadata)
    }

    private func tell(_ failure: ReloadFailure) {
        switch failure {
        case .badConfiguration(let diagnostics):
            for diagnostic in diagnostics where diagnostic.severity == .error { tell(diagnostic, .error) }
            logger.error("not reloaded: \(diagnostics.summary ?? "errors"); what ran before goes on")
        case .store(let error):
            logger.error("not reloaded: \(error.message); what ran before goes on")
        case .stopping:
            logger.info("not reloaded: the host is shutting down")
        }
    }

    private func tell(_ diagnostic: Diagnostic, _ level: Logger.Level) {
        logger.log(level: level, "\(diagnostic.position): \(diagnostic.message)")
    }
}

extension PluginSet {
    /// What tells the files apart that are loaded.
    fileprivate var digests: [String: String] {
        Dictionary(plugins.map { ($0.file, $0.digest) }, uniquingKeysWith: { first, _ in first })
    }
}

extension SourceSet {
    /// What tells the sources from other versions of themselves.
    fileprivate var fingerprints: [String: String] {
        Dictionary(sources.map { ($0.name, $0.fingerprint) }, uniquingKeysWith: { first, _ in first })
    }
}

extension [Diagnostic] {
    /// A plugin's file that runs and cannot be loaded any more is an error: else the stage types of another directory
    /// might silently take the place of its own.
    fileprivate func blaming(filesOf running: PluginSet) -> [Diagnostic] {
        let files = Set(running.plugins.map(\.file))
        let broken = Set(self.filter { $0.severity == .warning && $0.position.line == 0 }.map(\.position.file))
        return map { diagnostic in
            guard broken.intersection(files).contains(diagnostic.position.file) else { return diagnostic }
            var blamed = diagnostic
            blamed.severity = .error
            return blamed
        }
    }
}

extension Settings {
    /// What another set of settings says that counts only after a restart.
    fileprivate func needsRestart(for next: Settings) -> [String] {
        func sentence(_ name: String, _ running: String, _ wanted: String) -> String? {
            running == wanted ? nil : "\(name) is \(running) until a restart, and then \(wanted)"
        }
        return [
            sentence("listen", "\(listen.admin)", "\(next.listen.admin)"),
            sentence("listen.public", Self.text(listen.public), Self.text(next.listen.public)),
            sentence("listen.hosts", Self.text(listen.hosts), Self.text(next.listen.hosts)),
            sentence("tls", Self.text(tls), Self.text(next.tls)),
            sentence("authentication", authentication.rawValue, next.authentication.rawValue),
            sentence("data", dataDirectory, next.dataDirectory),
            sentence("disk_reserve", Self.text(diskReserve), Self.text(next.diskReserve)),
        ].compactMap { $0 }
    }

    private static func text(_ address: ListenAddress?) -> String { address.map { "\($0)" } ?? "nowhere" }

    private static func text(_ hosts: [String]) -> String { hosts.isEmpty ? "nothing" : hosts.joined(separator: ", ") }

    private static func text(_ tls: TLS?) -> String {
        guard let tls else { return "off" }
        let listeners = tls.listeners.map(\.rawValue).sorted().joined(separator: ", ")
        return "\(tls.certificate) with \(tls.key) for \(listeners)"
    }

    private static func text(_ bytes: Int64?) -> String { bytes.map { $0.binarySize } ?? "what fits the disk" }
}
