internal import ArgumentParser
internal import PenstockJSON

struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Deliver again now, with the retry schedule from its beginning.",
        discussion: """
            Talks to a running server. The same payload is sent, under the same delivery id; address, credentials and \
            signature come from the pipeline as it is now. With --render the stages run again.

            Example:
              penstock retry dlv_k3f9x2pq_17 dlv_k3f9x2pq_18 --render
            """
    )

    @Argument(help: ArgumentHelp("Deliveries.", valueName: "id"))
    var ids: [String]

    @Flag(help: "Make the message anew: after a change of a template, a mapping or a look-up table.")
    var render = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try server.client()
        var isFine = true
        var answers: [JSONValue] = []
        for id in ids {
            do {
                let options = JSONValue.object(["render": .bool(render)]).serialized()
                let answer = try await client.post(["v1", "deliveries", id, "retry"], options)
                answers.append(answer)
                if !output.isJSON { Terminal.output.write("\(id.printable): \(answer.shown("state") ?? "due") now\n") }
            } catch let problem as APIProblem {
                Terminal.error.write("penstock: \(id.printable): \(problem)\n")
                isFine = false
            }
        }
        if output.isJSON { Terminal.output.write(json: .object(["items": .array(answers)])) }
        guard isFine else { throw CommandFailure.silent }
    }
}
