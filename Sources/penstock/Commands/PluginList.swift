internal import ArgumentParser
internal import PenstockJSON
internal import PenstockPlugins

struct PluginList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the plugins with their stage types, and the files that are not loaded.",
        discussion: """
            Needs no server.

            Example:
              penstock plugin list --plugins build/plugins
            """
    )

    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let set = try directory.loadPlugins()
        let terminal = Terminal.output
        guard !output.isJSON else { return terminal.write(json: json(set)) }
        var table = Table([
            .init(title: "plugin"), .init(title: "version"), .init(title: "runs"), .init(title: "kind"),
            .init(title: "stage type"),
            .init(title: "what it does", canShrink: true),
        ])
        for plugin in set.plugins {
            for type in plugin.stageTypes {
                table.add([
                    .init(plugin.id), .init(plugin.version), .init(plugin.placement.isolation.place),
                    .init(type.kind.rawValue), .init(type.id), .init(type.summary),
                ])
            }
        }
        terminal.write(set.plugins.isEmpty ? "no plugins\n" : table.rendered(for: terminal))
        for plugin in set.plugins where plugin.placement.isolation == .process {
            let advice = plugin.placement.isFixed ? "" : "; `penstock plugin trust \(plugin.id)` lets it into the host"
            let sentence = "\(plugin.id) runs in a worker: \(plugin.placement.reason)\(advice)"
            terminal.write("\n" + sentence.printable + "\n")
        }
        guard !set.problems.isEmpty else { return }
        terminal.write("\n")
        for problem in set.problems {
            terminal.write(terminal.styled("! ", problem.isError ? .red : .yellow) + problem.sentence.printable + "\n")
        }
    }

    private func json(_ set: PluginSet) -> JSONValue {
        let plugins = set.plugins.map { plugin in
            JSONValue.known([
                "id": .string(plugin.id), "version": .string(plugin.version), "vendor": .string(plugin.vendor),
                "file": .string(plugin.file), "sha256": .string(plugin.digest),
                "compiler": JSONValue(plugin.compiler),
                "isolation": .string(plugin.placement.isolation.rawValue),
                "isolation_reason": .string(plugin.placement.reason), "stages": .array(plugin.stageTypes.map(\.json)),
            ])
        }
        let problems = set.problems.map { problem in
            JSONValue.object([
                "file": .string(problem.file), "severity": .string(problem.isError ? "error" : "warning"),
                "text": .string(problem.sentence),
            ])
        }
        return .object(["items": .array(plugins), "problems": .array(problems)])
    }
}

extension StageType {
    /// What there is to know of a stage type, for programs.
    var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "id": .string(id), "summary": .string(summary),
            "schema": (try? JSONValue.parse(schema)) ?? .null,
        ]
    }
}

extension PluginIsolation {
    /// Where a plugin runs, for people.
    fileprivate var place: String { self == .process ? "worker" : "host" }
}
