internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins

struct PluginShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a stage type, or all of a plugin, with every key of their configuration.",
        discussion: """
            Needs no server. The keys come from the plugin's own schema, which is what the host checks.

            Examples:
              penstock plugin show http
              penstock plugin show transform:jq --json
            """
    )

    @Argument(
        help: ArgumentHelp("A stage type, with its kind where several have the id, or a plugin.", valueName: "id")
    )
    var id: String

    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let set = try directory.loadPlugins()
        let types = try wanted(in: set)
        let terminal = Terminal.output
        guard !output.isJSON else {
            return terminal.write(json: .object(["items": .array(types.map(\.json))]))
        }
        for (index, type) in types.enumerated() {
            if index > 0 { terminal.write("\n") }
            terminal.write("\(terminal.styled("\(type.kind.rawValue): \(type.id)", .bold))\n")
            terminal.write("\(type.summary)\n(plugin \(type.plugin) \(type.version))\n\nwith:\n")
            let schema = (try? JSONValue.parse(type.schema)) ?? .null
            terminal.write(SchemaDocumentation(schema).rendered(for: terminal))
        }
    }

    private func wanted(in set: PluginSet) throws -> [StageType] {
        let all = StageKind.allCases.flatMap { kind in set.ids(kind).compactMap { set.stageType(kind, $0) } }
        let names = all.flatMap { [$0.id, "\($0.kind.rawValue):\($0.id)"] }
        for matches in [
            all.filter { $0.id == id }, all.filter { "\($0.kind.rawValue):\($0.id)" == id },
            all.filter { $0.plugin == id },
        ] where !matches.isEmpty { return matches }
        let near = nearest(id, in: names + set.plugins.map(\.id))
        let hint = near.map { "is '\($0)' meant?" } ?? "`penstock plugin list` shows those there are"
        throw CommandFailure("there is no stage type or plugin '\(id)'; \(hint)")
    }
}
