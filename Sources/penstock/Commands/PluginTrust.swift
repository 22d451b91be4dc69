internal import ArgumentParser
internal import PenstockCore
internal import PenstockPlugins

struct PluginTrust: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Let a plugin run in the host's process, or take that back.",
        discussion: """
            Needs no server. A plugin that does not ship with Penstock runs in a process of its own, where a crash of it \
            harms nobody else. Trust is for a file's content: its SHA-256 is remembered in the data directory, and a \
            file that was changed runs isolated again. A running server takes it up at its next reload.

            Examples:
              penstock plugin trust com.example.contains
              penstock plugin trust com.example.contains --revoke
            """
    )

    @Argument(help: ArgumentHelp("The plugin's id, or the path of its file.", valueName: "name"))
    var name: String

    @Flag(help: "Forget that the plugin was trusted.")
    var revoke = false

    @OptionGroup var directory: DirectoryOptions

    func run() throws {
        let (settings, plugins) = try directory.loadSettingsAndPlugins()
        do throws(PluginRefusal) {
            if revoke {
                try forget(plugins, settings.trustedPlugins)
            } else {
                try trust(plugins, settings.trustedPlugins)
            }
        } catch { throw CommandFailure(error.description) }
    }

    private func trust(_ plugins: PluginSet, _ list: TrustedPlugins) throws(PluginRefusal) {
        guard let plugin = find(in: plugins) else {
            let near = nearest(name, in: plugins.plugins.map(\.id)).map { "is '\($0)' meant?" }
            throw PluginRefusal(
                "there is no plugin '\(name)'; \(near ?? "`penstock plugin list` shows those there are, and why not others")"
            )
        }
        if plugin.placement.isFixed {
            throw PluginRefusal("\(plugin.id) cannot be trusted: \(plugin.placement.reason)")
        }
        try list.trust(plugin.digest, id: plugin.id, file: plugin.file)
        Terminal.output.write(
            "\(plugin.id) \(plugin.version) is trusted (\(plugin.file), SHA-256 \(plugin.digest)); "
                + "it runs in the host from the next reload or start on\n"
        )
    }

    private func forget(_ plugins: PluginSet, _ list: TrustedPlugins) throws(PluginRefusal) {
        // Also a file that is there no more, by the id that it had.
        let digests = Set(try list.digests(of: name) + [find(in: plugins)?.digest].compactMap { $0 })
        var count = 0
        for digest in digests where try list.revoke(digest) { count += 1 }
        guard count > 0 else { throw PluginRefusal("'\(name)' was not trusted") }
        Terminal.output.write("\(name) is no longer trusted; it runs in a worker from the next reload or start on\n")
    }

    private func find(in plugins: PluginSet) -> Plugin? {
        plugins.plugins.first { $0.id == name } ?? plugins.plugins.first { $0.file == name }
    }
}
