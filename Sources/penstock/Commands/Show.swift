internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockYAML

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Show a pipeline as it is understood: its stages with defaults filled in, what they read, its policies.",
        discussion: """
            Needs no server. Secrets, and all that comes by reference, are shown as ***. With --yaml it is a document \
            that means the same, with every default written out: references stand in it as they are written, and only \
            secrets that stand in the open are ***.

            Examples:
              penstock show course-passed-mail --dir pipelines
              penstock show course-passed-mail --yaml

            Exit codes: 0 fine, 1 there is no such pipeline, 2 wrong usage, 78 something in the directory is wrong.
            """
    )

    @Argument(help: ArgumentHelp("The pipeline's name.", valueName: "pipeline"))
    var pipeline: String

    @Flag(name: .customLong("yaml"), help: "Print YAML, as it could stand in the pipelines directory.")
    var isYAML = false

    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !isYAML || !output.isJSON else { throw ValidationError("--yaml and --json exclude each other") }
    }

    func run() throws {
        let read = try directory.load()
        guard let set = read.pipelines, !read.diagnostics.hasErrors else {
            read.diagnostics.write(to: .error)
            throw CommandFailure.badConfiguration
        }
        guard let found = set[pipeline] else {
            let hint = nearest(pipeline, in: set.pipelines.map(\.name)).map { "; is '\($0)' meant?" } ?? ""
            throw CommandFailure("there is no pipeline '\(pipeline)' in \(directory.directory)\(hint)")
        }
        let terminal = Terminal.output
        if isYAML { return terminal.write(YAMLWriter.document(found.effectiveDocument)) }
        let description = PipelineDescription(found)
        if output.isJSON {
            terminal.write(json: description.json)
        } else {
            terminal.write(description.rendered(for: terminal))
        }
    }
}
