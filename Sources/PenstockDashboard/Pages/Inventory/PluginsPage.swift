package import PenstockEngine

/// The plugin files: what they offer, where they run, and what is wrong with them.
package struct PluginsPage: Page {
    package static let template = "plugins"
    package var title: String { "Plugins" }

    package var plugins: [PluginSummary]
    /// The last fault of each plugin that is quarantined, as sentences.
    package var quarantined: [String]

    package init(plugins: [PluginSummary], quarantined: [String] = []) {
        self.plugins = plugins
        self.quarantined = quarantined
    }

    package func view(_ context: PageContext) -> View {
        [
            "plugins": .list(plugins.map(view)),
            "quarantined": .table(quarantined.map(View.text)),
        ]
    }

    private func view(_ plugin: PluginSummary) -> View {
        [
            "name": .text(plugin.id ?? plugin.file), "file": .text(plugin.file), "version": View(plugin.version),
            "vendor": View(plugin.vendor), "digest": View(plugin.digest),
            "badge": badge(plugin),
            "place": plugin.placement.map { placement in
                [
                    "where": placement.isWorker ? "in a worker, a process of its own" : "in the host",
                    "reason": .text(placement.reason),
                ]
            } ?? .nothing,
            "stages": .table(
                plugin.stageTypes.map { type in
                    ["kind": .text(type.kind), "id": .text(type.id), "summary": .text(type.summary)]
                }
            ),
            "problems": .table(
                plugin.problems.map { problem in
                    [
                        "badge": problem.isError ? .badge("error", .bad) : .badge("warning", .busy),
                        "text": .text(problem.sentence),
                    ]
                }
            ),
        ]
    }

    private func badge(_ plugin: PluginSummary) -> View {
        guard plugin.isLoaded else { return .badge("not loaded", .bad) }
        return plugin.placement?.isWorker == true ? .badge("in a worker", .quiet) : .badge("loaded", .good)
    }
}
