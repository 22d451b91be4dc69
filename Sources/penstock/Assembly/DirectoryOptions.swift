internal import ArgumentParser
internal import Foundation
internal import Logging
internal import PenstockPipelines
internal import PenstockPlugins

/// Where plugins are looked for, in every command that loads them.
struct PluginOptions: ParsableArguments {
    @Option(
        name: .customLong("plugins"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "Look for plugins in this directory too; may be given again.",
            discussion: "PENSTOCK_PLUGIN_PATH takes several, with ':' between them.",
            valueName: "dir"
        )
    )
    var directories: [String] = []
}

/// The pipelines directory of a command that needs no server and takes another argument.
struct DirectoryOptions: ParsableArguments {
    @Option(name: .customLong("dir"), help: ArgumentHelp("The pipelines directory.", valueName: "dir"))
    var directory = "pipelines"

    @OptionGroup var plugins: PluginOptions

    @Option(
        help: ArgumentHelp(
            "The directory of the store, where trusted plugins are remembered. (default: penstock-data)",
            valueName: "dir"
        )
    )
    var data: String?

    var flags: Settings.Flags { Settings.Flags(data: data, plugins: plugins.directories) }

    /// Reads the directory without looking up a secret. Plugins are asked to take what is written, with placeholders for
    /// secrets, so that they tell what it reads.
    func load() throws -> PipelinesDirectory {
        try .load(directory, flags: flags, depth: .init(withoutSecrets: true))
    }

    /// The plugins alone.
    func loadPlugins() throws -> PluginSet { try loadSettingsAndPlugins().plugins }

    /// The settings and the plugins alone.
    func loadSettingsAndPlugins() throws -> (settings: Settings, plugins: PluginSet) {
        try PipelinesDirectory.loadSettingsAndPlugins(directory.withoutTrailingSlashes, flags: flags)
    }
}

extension PipelinesDirectory {
    /// Reads a directory for a command that runs no server: plugins are copied to the cache and log only warnings.
    static func load(_ directory: String, flags: Settings.Flags, depth: Depth) throws -> PipelinesDirectory {
        let environment = ProcessInfo.processInfo.environment
        return try load(
            directory,
            flags: flags,
            environment: environment,
            depth: depth,
            logger: Logger(label: "penstock") { _ in ErrorStreamLog(level: .warning, isJSON: false) },
            place: .cache
        )
    }

    /// The settings and the plugins of a directory alone, for a command that runs no server.
    static func loadSettingsAndPlugins(
        _ directory: String,
        flags: Settings.Flags
    ) throws -> (settings: Settings, plugins: PluginSet) {
        let environment = ProcessInfo.processInfo.environment
        let (settings, diagnostics) = Settings.load(from: directory, environment: environment, flags: flags)
        guard !diagnostics.hasErrors else {
            diagnostics.write(to: .error)
            throw CommandFailure.badConfiguration
        }
        return (settings, try PluginPlace.cache.load(for: directory, settings, environment: environment))
    }
}
