internal import ArgumentParser
internal import PenstockJSON

struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Deliver again now, with the retry schedule from its beginning.",
        discussion: """
            Talks to a running server. The same payload is sent, under the same delivery id; address, credentials and \
            signature come from the pipeline as it is now. With --render the stages run again.

            Deliveries are named, or selected: without --state, those that are dead. Of several that one pipeline had \
            of an event, only the newest is retried. What is selected is retried by a job in the server, which goes \
            on when this command ends.

            Examples:
              penstock retry dlv_k3f9x2pq_17 dlv_k3f9x2pq_18 --render
              penstock retry --state dead --pipeline hr-webhook --since 2h
            """
    )

    @Argument(help: ArgumentHelp("Deliveries.", valueName: "id"))
    var ids: [String] = []

    @Flag(help: "Make the message anew: after a change of a template, a mapping or a look-up table.")
    var render = false

    @OptionGroup(title: "What is retried") var selection: SelectionOptions
    @OptionGroup(title: "Jobs") var job: JobOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try selection.check(ids, job, example: "--state dead --pipeline hr-webhook --since 2h")
    }

    func run() async throws {
        guard ids.isEmpty else { return try await retryNamed() }
        let client = try server.client()
        var body = selection.json
        if render { body["render"] = true }
        try await JobFlow(kind: .retry, body: body, options: job, client: client, isJSON: output.isJSON).run()
    }

    private func retryNamed() async throws {
        let options = JSONValue.object(["render": .bool(render)]).serialized()
        try await EachDelivery(ids: ids, server: server, output: output).post("retry", options) { answer in
            "\(answer.shown("state") ?? "due") now"
        }
    }
}
