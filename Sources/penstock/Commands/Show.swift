internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Show a pipeline as it is understood: what it is for, its stages with defaults filled in, its policies.",
        discussion: """
            Needs no server. Secrets, and all that comes by reference, are shown as ***.

            Example:
              penstock show course-passed-mail --dir pipelines
            """
    )

    @Argument(help: ArgumentHelp("The pipeline's name.", valueName: "pipeline"))
    var pipeline: String

    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var output: OutputOptions

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
        let description = PipelineDescription(found)
        if output.isJSON {
            Terminal.output.write(json: description.json)
        } else {
            Terminal.output.write(description.rendered(for: .output))
        }
    }
}
