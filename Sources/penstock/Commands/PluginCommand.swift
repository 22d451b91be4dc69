internal import ArgumentParser

struct PluginCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin",
        abstract: "Look at the plugins that are found and the stage types they offer, begin one, and try one out.",
        discussion: """
            Needs no server. Plugins are looked for in DIR/plugins, in --plugins and PENSTOCK_PLUGIN_PATH, beside the \
            executable, and in lib/penstock/plugins.

            Examples:
              penstock plugin list
              penstock plugin show http
              penstock plugin show transform:jq
              penstock plugin new one-course --kind filter --lang c
              penstock plugin check libEnvelope.so
              penstock plugin trust com.example.contains
            """,
        subcommands: [
            PluginList.self, PluginShow.self, PluginNew.self, PluginCheck.self, PluginCheckCase.self, PluginTrust.self,
        ]
    )
}
