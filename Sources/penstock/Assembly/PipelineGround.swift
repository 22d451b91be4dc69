internal import Foundation
internal import Logging
internal import PenstockCore
internal import PenstockPipelines
internal import PenstockPlugins

/// What the pipelines of a directory stand on, read once: settings, plugins and the catalog. Pipelines are read upon it
/// as often as somebody wants them otherwise.
struct PipelineGround {
    /// Where the documents are.
    let directory: String
    /// The pipelines directory, which has settings, catalog and files; the same but for a cookbook.
    let base: String
    let settings: Settings
    let plugins: PluginSet
    let catalog: Catalog
    /// Complaints about all of that.
    let diagnostics: [Diagnostic]
    private let services: HostServices

    /// - Parameters:
    ///   - place: Where plugins are copied to.
    ///   - known: Plugins that this process has loaded already.
    ///   - prepare: Called once the settings are known, before a plugin is loaded.
    ///   - metrics: Where stages show their figures.
    init(
        _ directory: String,
        flags: Settings.Flags,
        environment: [String: String],
        logger: Logger,
        place: PluginPlace,
        known: [Plugin] = [],
        metrics: PluginMetrics = PluginMetrics(),
        prepare: (Settings) throws -> Void = { _ in }
    ) throws {
        self.directory = directory.withoutTrailingSlashes
        base = Self.base(of: self.directory)
        let (settings, settingsProblems) = Settings.load(from: base, environment: environment, flags: flags)
        try prepare(settings)
        plugins = try place.load(for: base, settings, environment: environment, known: known)
        let (catalog, catalogProblems) = Catalog.load(from: base)
        self.settings = settings
        self.catalog = catalog
        services = HostServices(logger: logger, egress: settings.egress, metrics: metrics)
        diagnostics = settingsProblems + plugins.problems.map(\.diagnostic) + catalogProblems
    }

    /// Recipes stand on the directory above them, in which they run when they are copied.
    private static func base(of directory: String) -> String {
        let files = FileManager.default
        guard URL(fileURLWithPath: directory).standardizedFileURL.lastPathComponent == "cookbook",
            !files.fileExists(atPath: directory + "/events"), files.fileExists(atPath: directory + "/../events")
        else { return directory }
        let above = URL(filePath: directory).deletingLastPathComponent().relativePath
        return above.isEmpty ? "." : above.withoutTrailingSlashes
    }

    /// Reads the pipelines.
    /// - Parameters:
    ///   - lookup: Where references get their values.
    ///   - configures: Whether plugins take their configurations.
    ///   - only: The names of the pipelines that are built; nil for all.
    ///   - files: The files that are read; nil for all.
    ///   - readsTests: Whether tests are read too.
    func pipelines(
        lookup: ReferenceLookup,
        configures: Bool = true,
        only: Set<String>? = nil,
        files: Set<String>? = nil,
        readsTests: Bool = false
    ) -> (set: PipelineSet?, diagnostics: [Diagnostic]) {
        PipelineLoader.load(
            directory: directory,
            base: base,
            stageTypes: InstalledStageTypes(plugins, services: services),
            catalog: catalog,
            settings: settings,
            lookup: lookup,
            configure: configures,
            only: only,
            files: files,
            readsTests: readsTests
        )
    }
}

extension PipelineGround {
    /// For a command that runs no server: plugins are copied to the cache and log only warnings.
    init(_ directory: String, flags: Settings.Flags) throws {
        try self.init(
            directory,
            flags: flags,
            environment: ProcessInfo.processInfo.environment,
            logger: Logger(label: "penstock") { _ in ErrorStreamLog(level: .warning, isJSON: false) },
            place: .cache
        )
    }
}
