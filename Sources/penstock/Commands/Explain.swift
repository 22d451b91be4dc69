internal import ArgumentParser
internal import PenstockJSON

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain what became of an event: which pipelines took it, and what each stage did.",
        discussion: """
            Talks to a running server. Pipelines that did not take the event are listed with what it failed at (`on`, \
            `subject`, `except` or `enabled`), the nearest first. Of a delivery, only that one is explained.

            Examples:
              penstock explain evt_k3f9x2pq_12
              penstock explain dlv_k3f9x2pq_17
            """
    )

    @Argument(help: ArgumentHelp("The event, or a delivery of it.", valueName: "id"))
    var id: String

    @Option(help: "The event's source, where two senders use the same id.")
    var source: String?

    @Flag(help: "List all pipelines that did not take it, not only the nearest.")
    var all = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let explanation = try await explanation(try server.client())
        if output.isJSON {
            Terminal.output.write(json: explanation)
        } else {
            Terminal.output.write(ExplanationTree(explanation, showsAll: all).rendered(for: .output))
        }
    }

    private func explanation(_ client: Client) async throws -> JSONValue {
        do {
            let list = id.hasPrefix("dlv_") ? "deliveries" : "events"
            return try await client.get(["v1", list, id, "explanation"], query: [("source", source)])
        } catch let problem as APIProblem where problem.status == 404 && id.hasPrefix("dlv_") {
            // Senders choose the ids of their events.
            guard let event = try? await client.get(["v1", "events", id, "explanation"], query: [("source", source)])
            else { throw problem }
            return event
        }
    }
}
