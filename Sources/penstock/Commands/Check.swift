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
            Needs no server and no network. With --without-secrets no reference such as ${env:HR_SECRET} is looked up, \
            so that it can run where there are none, as in continuous integration.

            Example:
              penstock check pipelines --without-secrets

            Exit codes: 0 it can be served, 2 wrong usage, 78 something is wrong.
            """
    )

    @Argument(help: ArgumentHelp("The pipelines directory.", valueName: "dir"))
    var directory = "pipelines"

    @Flag(help: "Look no reference up; placeholders stand for secrets.")
    var withoutSecrets = false

    @OptionGroup var plugins: PluginOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let read = try PipelinesDirectory.load(
            directory,
            flags: Settings.Flags(plugins: plugins.directories),
            depth: .init(withoutSecrets: withoutSecrets, readsTests: true)
        )
        if output.isJSON {
            Terminal.output.write(json: json(read))
        } else {
            read.diagnostics.write(to: .output)
            let summary = read.diagnostics.summary ?? "no problems"
            // The number of pipelines is not known while there are errors.
            let whole = read.diagnostics.hasErrors ? summary : "\(read.inventory): \(summary)"
            Terminal.output.write((read.diagnostics.isEmpty ? "" : "\n") + whole + "\n")
        }
        if read.pipelines == nil || read.diagnostics.hasErrors { throw CommandFailure.badConfiguration }
    }

    private func json(_ read: PipelinesDirectory) -> JSONValue {
        .object([
            "ok": .bool(read.pipelines != nil && !read.diagnostics.hasErrors),
            "pipelines": JSONValue(read.pipelines?.pipelines.count),
            "event_types": JSONValue(read.catalog.types.count), "plugins": JSONValue(read.plugins.plugins.count),
            "diagnostics": .array(read.diagnostics.map(\.json)),
        ])
    }
}
