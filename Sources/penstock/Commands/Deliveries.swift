internal import ArgumentParser
internal import PenstockJSON

struct Deliveries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List deliveries, newest first, or show one with its attempts.",
        discussion: """
            Talks to a running server.

            Examples:
              penstock deliveries --state dead,held
              penstock deliveries --pipeline hr-webhook --since 2h
              penstock deliveries --status 5xx --person learner1
              penstock deliveries --state dead --format ndjson > dead.ndjson
              penstock deliveries dlv_k3f9x2pq_17 --exchanges
            """
    )

    @Argument(help: ArgumentHelp("The delivery to show in detail.", valueName: "id"))
    var id: String?

    @Flag(help: "With one delivery: show of every try what was sent and what came back, and not only of the last.")
    var exchanges = false

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Only those in this state; several with commas.",
            discussion: "pending, waiting, delivered, filtered, duplicate, dead, held or cancelled."
        )
    )
    var state: [String] = []

    @Option(help: "Only those whose last try was answered so: a status of HTTP or SMTP, or a class such as 5xx.")
    var status: String?

    @Option(help: "Only those of this pipeline.")
    var pipeline: String?

    @Option(help: "Only those of events of this type; a prefix may end in *.")
    var type: String?

    @Option(help: "Only those of events about this item.")
    var subject: String?

    @Option(help: "Only those of events of this source.")
    var source: String?

    @Option(
        help: ArgumentHelp("Only those made since then: how long ago, as in 2h, or a date-time.", valueName: "time")
    )
    var since: String?

    @OptionGroup var search: SearchOptions
    @OptionGroup var list: ListOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try server.client()
        if let id { return try await show(id, client) }
        let states = state.isEmpty ? nil : state.joined(separator: ",")
        let query: [(name: String, value: String?)] =
            [
                ("state", states), ("status", status), ("pipeline", pipeline), ("type", type), ("subject", subject),
                ("source", source), ("since", since),
            ] + search.query
        if let export = try list.export(["v1", "deliveries"], query, output) { return try await export.run(client) }
        let answer = try await client.get(["v1", "deliveries"], query: query + list.query)
        guard !output.isJSON else { return Terminal.output.write(json: answer) }
        Self.table(answer.elements("items")).write(answer, none: "no deliveries")
    }

    private func show(_ id: String, _ client: Client) async throws {
        let delivery = try await client.get(["v1", "deliveries", id])
        guard !output.isJSON else { return Terminal.output.write(json: delivery) }
        Terminal.output.write(DeliveryDetail(delivery, showsAll: exchanges).rendered(for: .output))
    }
}

extension Deliveries {
    /// A table of deliveries as the API answers them.
    static func table(_ deliveries: [JSONValue]) -> Table {
        var table = Table([
            .init(title: "delivery"), .init(title: "made"), .init(title: "pipeline", canShrink: true),
            .init(title: "type", canShrink: true), .init(title: "state"),
            .init(title: "tries", isNumber: true), .init(title: "reason", canShrink: true),
        ])
        for delivery in deliveries {
            let state = delivery.shown("state") ?? ""
            table.add([
                .init(delivery.shown("id")), .init(delivery.shown("created_at")?.shortTime),
                .init(delivery.shown("pipeline")), .init(delivery.shown("type")),
                .init(state, style(ofState: state)), .init(delivery.shown("attempt_count")),
                .init(delivery["reason"]?.shown("text")),
            ])
        }
        return table
    }

    static func write(_ deliveries: [JSONValue], none: String) {
        let terminal = Terminal.output
        terminal.write(deliveries.isEmpty ? none + "\n" : table(deliveries).rendered(for: terminal))
    }

    static func style(ofState state: String) -> Style? {
        switch state {
        case "delivered": .green
        case "dead", "held": .red
        case "waiting", "pending": .yellow
        default: .dim
        }
    }
}
