internal import Foundation
internal import Logging
internal import PenstockCore
internal import PenstockPipelines
internal import PenstockPlugins

/// What the pipelines of a directory stand on, read once: settings, plugins and the catalog. Pipelines are read upon it
/// as often as somebody wants them otherwise.
struct PipelineGround {
    /// Where the documents are.
    private(set) var directory: String
    /// The pipelines directory, which has settings, catalog and files; the same but for recipes.
    let base: String
    let settings: Settings
    let plugins: PluginSet
    let catalog: Catalog
    /// Complaints about all of that.
    private(set) var diagnostics: [Diagnostic]
    private let services: HostServices

    /// - Parameters:
    ///   - allowsRecipes: Whether the directory may borrow from the one above it, see ``base(of:)``.
    ///   - place: Where plugins are copied to.
    ///   - known: Plugins that this process has loaded already.
    ///   - prepare: Called once the settings are known, before a plugin is loaded.
    ///   - metrics: Where stages show their figures.
    init(
        _ directory: String,
        allowsRecipes: Bool,
        flags: Settings.Flags,
        environment: [String: String],
        logger: Logger,
        place: PluginPlace,
        known: [Plugin] = [],
        metrics: PluginMetrics = PluginMetrics(),
        prepare: (Settings) throws -> Void = { _ in }
    ) throws {
        self.directory = directory.withoutTrailingSlashes
        base = allowsRecipes ? Self.base(of: self.directory) : self.directory
        let (settings, settingsProblems) = Settings.load(from: base, environment: environment, flags: flags)
        try prepare(settings)
        plugins = try place.load(for: base, settings, environment: environment, known: known)
        let (catalog, catalogProblems) = Catalog.load(from: base)
        self.settings = settings
        self.catalog = catalog
        services = HostServices(logger: logger, egress: settings.egress, metrics: metrics)
        diagnostics = settingsProblems + plugins.problems.map(\.diagnostic) + catalogProblems
    }

    /// Where catalog, settings, plugins and the files that pipelines name are: the directory itself, or the one above it
    /// where that has `events/` and this has none, as `pipelines/cookbook` has.
    static func base(of directory: String) -> String {
        func hasCatalog(_ directory: String) -> Bool {
            FileManager.default.fileExists(atPath: directory + "/events")
        }
        guard !hasCatalog(directory) else { return directory }
        let name = directory.split(separator: "/").last ?? ""
        let isPlain = !["", ".", ".."].contains(name)
        // The part before the name; a relative name alone stands in the current directory.
        let above = isPlain ? String(directory.dropLast(name.count)).withoutTrailingSlashes : directory + "/.."
        let parent = above.isEmpty ? "." : above
        return hasCatalog(parent) ? parent : directory
    }

    /// The same ground for another directory's documents, without the complaints, which are made already; nil where that
    /// directory stands on another one.
    func shared(with directory: String) -> PipelineGround? {
        guard Self.base(of: directory) == base else { return nil }
        var ground = self
        ground.directory = directory
        ground.diagnostics = []
        return ground
    }

    /// What pipelines can be built of.
    var stageTypes: InstalledStageTypes { InstalledStageTypes(plugins, services: services) }

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
            stageTypes: stageTypes,
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
    /// Reads the sources alone.
    /// - Parameter lookup: Where references get their values.
    func sources(lookup: ReferenceLookup) -> (sources: SourceSet, diagnostics: [Diagnostic]) {
        PipelineLoader.loadSources(
            directory: directory,
            stageTypes: stageTypes,
            catalog: catalog,
            settings: settings,
            lookup: lookup
        )
    }

    /// For a command that runs no server: plugins are copied to the cache and log only warnings.
    init(_ directory: String, flags: Settings.Flags) throws {
        try self.init(
            directory,
            allowsRecipes: true,
            flags: flags,
            environment: ProcessInfo.processInfo.environment,
            logger: Logger(label: "penstock") { _ in ErrorStreamLog(level: .warning, isJSON: false) },
            place: .cache
        )
    }
}
