internal import Foundation
internal import Logging
internal import PenstockCore
internal import PenstockPipelines
internal import PenstockPlugins

/// A pipelines directory, read and checked with the plugins that there are: what `serve` runs, and what the commands
/// without a server look at.
struct PipelinesDirectory {
    let settings: Settings
    let plugins: PluginSet
    let catalog: Catalog
    /// The figures that the stages of ``pipelines`` write.
    let metrics: PluginMetrics
    /// Nil when there is an error.
    let pipelines: PipelineSet?
    /// All complaints: about settings, plugins, catalog, pipelines and sources.
    let diagnostics: [Diagnostic]

    /// How much is done with what is read.
    struct Depth {
        /// No reference is looked up; placeholders stand for them.
        var withoutSecrets = false
        /// Plugins are asked to take their configurations.
        var configures = true
        /// The tests of the pipelines are read and checked too.
        var readsTests = false
        /// A directory of recipes may borrow from the one above it, see ``PipelineGround``.
        var allowsRecipes = false
        /// What it is that a plugin crashed in one: at the start of a server the other pipelines go on. Nil leaves it to
        /// the caller to say so.
        var crashes: Diagnostic.Severity? = .error
        /// What it is that all secrets of a pipeline have ended: the other pipelines of a server go on.
        var endedSecrets: Diagnostic.Severity = .warning
    }

    /// Reads all of it. What is wrong is among the complaints.
    /// - Parameters:
    ///   - place: Where plugins are copied to.
    ///   - known: Plugins that this process has loaded already.
    ///   - prepare: Called once the settings are known, before a plugin is loaded.
    ///   - metrics: Where stages show their figures; the same one for all that a process loads.
    static func load(
        _ directory: String,
        flags: Settings.Flags,
        environment: [String: String],
        depth: Depth,
        logger: Logger,
        place: PluginPlace,
        known: [Plugin] = [],
        prepare: (Settings) throws -> Void = { _ in },
        metrics: PluginMetrics = PluginMetrics()
    ) throws -> PipelinesDirectory {
        let ground = try PipelineGround(
            directory,
            allowsRecipes: depth.allowsRecipes,
            flags: flags,
            environment: environment,
            logger: logger,
            place: place,
            known: known,
            metrics: metrics,
            prepare: prepare
        )
        let (pipelines, pipelineProblems) = ground.pipelines(
            lookup: depth.withoutSecrets ? .nowhere : .environment(environment),
            configures: depth.configures,
            readsTests: depth.readsTests
        )
        // A plugin file that is new shows that it can make instances before a delivery meets it.
        let startProblems =
            (depth.crashes.flatMap { severity in pipelines?.barred { _ in severity } } ?? [])
            + (pipelines?.endings(at: .now, allEnded: depth.endedSecrets) ?? [])
            + (pipelines?.tryOut(besides: Set(known.map(\.digest))) ?? [])
        return PipelinesDirectory(
            settings: ground.settings,
            plugins: ground.plugins,
            catalog: ground.catalog,
            metrics: metrics,
            pipelines: pipelines,
            diagnostics: (ground.diagnostics + pipelineProblems + startProblems).inOrder()
        )
    }

    /// The files that a load reads, save those that pipelines name.
    static func files(_ directory: String, _ settings: Settings) -> [String] {
        let directory = directory.withoutTrailingSlashes
        func documents(in directory: String) -> [String] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map { "\(directory)/\($0)" }
        }
        return documents(in: directory) + documents(in: directory + "/events") + documents(in: directory + "/sources")
            + [directory + "/.env"]
            + PluginPlace.directories(for: directory, settings).flatMap(PluginFinder.files)
    }

    /// `9 pipelines, 11 event types, 8 plugins`, and `2 sources` where there are any.
    var inventory: String {
        let sources = pipelines?.sources.sources.count ?? 0
        return
            ([
                counted(pipelines?.pipelines.count ?? 0, "pipeline"), counted(catalog.types.count, "event type"),
                counted(plugins.plugins.count, "plugin"),
            ] + (sources == 0 ? [] : [counted(sources, "source")])).joined(separator: ", ")
    }
}

extension [Diagnostic] {
    var hasErrors: Bool { contains { $0.severity == .error } }

    /// `2 errors and 1 warning`; nil when there are none of either.
    var summary: String? {
        let counts = [(Diagnostic.Severity.error, "error"), (.warning, "warning")].compactMap { severity, name in
            let count = count { $0.severity == severity }
            return count == 0 ? nil : counted(count, name)
        }
        return counts.isEmpty ? nil : counts.joined(separator: " and ")
    }

    /// Writes the complaints, with an empty line between them.
    func write(to terminal: Terminal) {
        guard !isEmpty else { return }
        terminal.write(map { $0.rendered(for: terminal) }.joined(separator: "\n\n") + "\n")
    }
}

extension String {
    var withoutTrailingSlashes: String {
        var path = Substring(self)
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return String(path)
    }
}
