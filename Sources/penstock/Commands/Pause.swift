internal import ArgumentParser
internal import PenstockJSON

struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hold a pipeline: its deliveries wait until it is resumed.",
        discussion: """
            Talks to a running server. Events are still accepted, and deliveries still made; a restart does not end it.

            Example:
              penstock pause hr-webhook --reason "maintenance until noon"
            """
    )

    @Argument(help: ArgumentHelp("The pipeline's name.", valueName: "pipeline"))
    var pipeline: String

    @Option(help: "Why, for those who look at the status.")
    var reason: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let options = reason.map { JSONValue.object(["reason": .string($0)]).serialized() }
        let answer = try await server.client().post(["v1", "pipelines", pipeline, "pause"], options)
        guard !output.isJSON else { return Terminal.output.write(json: answer) }
        Terminal.output.write("\(pipeline) is held: \((answer["hold"]?.shown("text") ?? "").printable)\n")
    }
}
