internal import ArgumentParser
internal import PenstockJSON

struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End deliveries that have not arrived: they are not tried any more.",
        discussion: """
            Talks to a running server. A try that is under way is called off, but what was sent already may arrive. \
            A retry takes a cancelled delivery up again.

            Deliveries are named, or selected: without --state, those that would still go on (pending, waiting and \
            held); with it, dead ones too. What is selected is cancelled by a job in the server, which goes on when \
            this command ends; --list, --show and --cancel are about such jobs.

            Examples:
              penstock cancel dlv_k3f9x2pq_17 dlv_k3f9x2pq_18
              penstock cancel --pipeline hr-webhook --since 2h --dry-run
            """
    )

    @Argument(help: ArgumentHelp("Deliveries.", valueName: "id"))
    var ids: [String] = []

    @OptionGroup(title: "What is cancelled") var selection: SelectionOptions
    @OptionGroup(title: "Jobs") var job: JobOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try selection.check(ids, job, example: "--pipeline hr-webhook --since 2h")
    }

    func run() async throws {
        guard ids.isEmpty else { return try await cancelNamed() }
        let client = try server.client()
        try await JobFlow(
            kind: .cancellation,
            body: selection.json,
            options: job,
            client: client,
            isJSON: output.isJSON
        ).run()
    }

    private func cancelNamed() async throws {
        try await EachDelivery(ids: ids, server: server, output: output).post("cancel", nil) { answer in
            answer.shown("state") ?? "cancelled"
        }
    }
}
