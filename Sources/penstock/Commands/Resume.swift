internal import ArgumentParser
internal import PenstockJSON

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let a pipeline that is held go on, with all that waits in it.",
        discussion: """
            Talks to a running server. Deliveries that were held with the pipeline go on too.

            Example:
              penstock resume hr-webhook
            """
    )

    @Argument(help: ArgumentHelp("The pipeline's name.", valueName: "pipeline"))
    var pipeline: String

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await server.client().post(["v1", "pipelines", pipeline, "resume"], nil)
        guard !output.isJSON else { return Terminal.output.write(json: answer) }
        Terminal.output.write("\(pipeline) goes on\n")
    }
}
