internal import ArgumentParser
internal import Foundation
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a pipelines directory as `serve` does, and print all that is wrong with it.",
        discussion: """
            Needs no server and no network, and changes nothing. With --without-secrets no reference such as \
            ${env:HR_SECRET} is looked up, so that it can run where there are none, as in continuous integration.

            An error keeps a server from starting, a warning is hardly meant so, a hint is good to know. \
            DIR may hold recipes, as pipelines/cookbook does: without events/ of its own it is checked with the catalog, \
            the settings and the files of the directory above.

            Examples:
              penstock check pipelines --without-secrets
              penstock check pipelines --strict --format github

            Exit codes: 0 it can be served, 2 wrong usage, 78 something is wrong.
            """
    )

    @Argument(help: ArgumentHelp("The pipelines directory.", valueName: "dir"))
    var directory = "pipelines"

    @Flag(help: "Look no reference up; placeholders stand for secrets.")
    var withoutSecrets = false

    @Flag(help: "Let warnings count as errors.")
    var strict = false

    @Option(help: "How to print: text for people, json for programs, github for its workflows.")
    var format: CheckFormat?

    @OptionGroup var plugins: PluginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if output.isJSON, let format, format != .json {
            throw ValidationError("--json and --format \(format.rawValue) ask for different things; leave one out")
        }
    }

    func run() throws {
        let read = try PipelinesDirectory.load(
            directory,
            flags: Settings.Flags(plugins: plugins.directories),
            depth: .init(
                withoutSecrets: withoutSecrets,
                readsTests: true,
                allowsRecipes: true,
                endedSecrets: .error
            )
        )
        let isGood = read.pipelines != nil && !read.diagnostics.contains { $0.severity <= (strict ? .warning : .error) }
        switch output.isJSON ? .json : format ?? .text {
        case .json: Terminal.output.write(json: json(read, isGood))
        case .text:
            read.diagnostics.write(to: .output)
            Terminal.output.write((read.diagnostics.isEmpty ? "" : "\n") + summary(read))
        case .github:
            Terminal.output.write(read.diagnostics.map { $0.gitHubCommand + "\n" }.joined() + summary(read))
        }
        if !isGood { throw CommandFailure.badConfiguration }
    }

    private func summary(_ read: PipelinesDirectory) -> String {
        let summary = read.diagnostics.summary ?? "no problems"
        // The number of pipelines is not known while there are errors.
        return (read.diagnostics.hasErrors ? summary : "\(read.inventory): \(summary)") + "\n"
    }

    private func json(_ read: PipelinesDirectory, _ isGood: Bool) -> JSONValue {
        .object([
            "ok": .bool(isGood),
            "pipelines": JSONValue(read.pipelines?.pipelines.count),
            "sources": JSONValue(read.pipelines?.sources.sources.count),
            "event_types": JSONValue(read.catalog.types.count), "plugins": JSONValue(read.plugins.plugins.count),
            "diagnostics": .array(read.diagnostics.map(\.json)),
        ])
    }
}

/// What `penstock check` prints.
enum CheckFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, github
}
