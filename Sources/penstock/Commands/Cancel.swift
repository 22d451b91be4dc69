internal import ArgumentParser
internal import PenstockJSON

struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End deliveries that have not arrived: they are not tried any more.",
        discussion: """
            Talks to a running server. A try that is under way is called off, but what was sent already may arrive. \
            A retry takes a cancelled delivery up again.

            Example:
              penstock cancel dlv_k3f9x2pq_17 dlv_k3f9x2pq_18
            """
    )

    @Argument(help: ArgumentHelp("Deliveries.", valueName: "id"))
    var ids: [String]

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await EachDelivery(ids: ids, server: server, output: output).post("cancel", nil) { answer in
            answer.shown("state") ?? "cancelled"
        }
    }
}
