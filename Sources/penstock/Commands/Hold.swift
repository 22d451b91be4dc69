internal import ArgumentParser
internal import PenstockJSON

struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop single deliveries until they are retried.",
        discussion: """
            Talks to a running server. Others of the pipeline go on; to stop them all, pause the pipeline. A restart \
            does not end it.

            Example:
              penstock hold dlv_k3f9x2pq_17 --reason "HR asks for a corrected score first"
            """
    )

    @Argument(help: ArgumentHelp("Deliveries.", valueName: "id"))
    var ids: [String]

    @Option(help: "Why, for those who look at the delivery.")
    var reason: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let options = reason.map { JSONValue.object(["reason": .string($0)]).serialized() }
        try await EachDelivery(ids: ids, server: server, output: output).post("hold", options) { answer in
            "\(answer.shown("state") ?? "held"): \((answer["reason"]?.shown("text") ?? "").printable)"
        }
    }
}
