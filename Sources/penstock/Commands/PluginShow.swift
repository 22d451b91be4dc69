internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

struct PluginShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a stage type, all of a plugin, or everything, with every key of their configuration.",
        discussion: """
            Needs no server. The keys come from the plugin's own schema, which is what the host checks.

            Examples:
              penstock plugin show http
              penstock plugin show transform:jq --json
              penstock plugin show --all --markdown
            """
    )

    @Argument(
        help: ArgumentHelp("A stage type, with its kind where several have the id, or a plugin.", valueName: "id")
    )
    var id: String?

    @Flag(help: "Show every stage type.")
    var all = false

    @Flag(help: "Print Markdown, as in docs/plugins.md.")
    var markdown = false

    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (id == nil) == all else { throw ValidationError("name one stage type or plugin, or give --all") }
        guard !markdown || !output.isJSON else { throw ValidationError("--markdown and --json exclude each other") }
    }

    func run() throws {
        let set = try directory.loadPlugins()
        let types = try wanted(in: set)
        let terminal = Terminal.output
        guard !output.isJSON else {
            return terminal.write(json: .object(["items": .array(types.map(\.json))]))
        }
        guard !markdown else {
            return terminal.write((all ? Self.head : "") + types.map(\.markdown).joined(separator: "\n"))
        }
        for (index, type) in types.enumerated() {
            if index > 0 { terminal.write("\n") }
            terminal.write("\(terminal.styled("\(type.kind.rawValue): \(type.id)", .bold))\n")
            terminal.write("\(type.summary)\n(plugin \(type.plugin) \(type.version))\n\nwith:\n")
            let schema = (try? JSONValue.parse(type.schema)) ?? .null
            terminal.write(SchemaDocumentation(schema).rendered(for: terminal))
        }
    }

    /// How the page begins that tells of everything.
    private static let head = """
        # Stage types

        What the plugins that are found offer, with every key of `with:`. Written by
        `penstock plugin show --all --markdown`; do not change it by hand.


        """

    private func wanted(in set: PluginSet) throws -> [StageType] {
        let types = StageKind.allCases.flatMap { kind in set.ids(kind).compactMap { set.stageType(kind, $0) } }
        guard let id else { return types }
        let names = types.flatMap { [$0.id, "\($0.kind.rawValue):\($0.id)"] }
        for matches in [
            types.filter { $0.id == id }, types.filter { "\($0.kind.rawValue):\($0.id)" == id },
            types.filter { $0.plugin == id },
        ] where !matches.isEmpty { return matches }
        let near = nearest(id, in: names + set.plugins.map(\.id))
        let hint = near.map { "is '\($0)' meant?" } ?? "`penstock plugin list` shows those there are"
        throw CommandFailure("there is no stage type or plugin '\(id)'; \(hint)")
    }
}

extension StageType {
    /// What there is to know of a stage type, as a section in Markdown.
    fileprivate var markdown: String {
        let schema = (try? JSONValue.parse(schema)) ?? .null
        let keys = SchemaDocumentation(schema).markdown
        let from = "From the plugin `\(plugin.printable)`, version \(version.printable)."
        return "## \(kind.rawValue): \(id.printable)\n\n\(summary.escapedForMarkdown)\n\n\(from)\n\n\(keys)"
    }
}
