internal import ArgumentParser
internal import PenstockJSON

struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the events that were accepted, newest first, or show one in detail.",
        discussion: """
            Talks to a running server. In detail, an event is shown with its data, its deliveries, and why each \
            pipeline took it or did not.

            Examples:
              penstock events --type 'course.*' --since 2h
              penstock events --unmatched
              penstock events --person learner1 --since 7d
              penstock events --text WS-101 --format csv > events.csv
              penstock events evt_k3f9x2pq_12
            """
    )

    @Argument(help: ArgumentHelp("The event to show in detail.", valueName: "id"))
    var id: String?

    @Option(help: "Only events of this type; a prefix may end in *.")
    var type: String?

    @Option(help: "Only events about this item, such as course/WS-101.")
    var subject: String?

    @Option(help: "Only events of this source.")
    var source: String?

    @Option(
        help: ArgumentHelp(
            "Only events accepted since then: how long ago, as in 2h, or a date-time.",
            valueName: "time"
        )
    )
    var since: String?

    @OptionGroup var search: SearchOptions

    @Flag(help: "Only events that no pipeline matched.")
    var unmatched = false

    @OptionGroup var list: ListOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try server.client()
        if let id { return try await show(id, client) }
        let query: [(name: String, value: String?)] =
            [
                ("type", type), ("subject", subject), ("source", source), ("since", since),
                ("unmatched", unmatched ? "true" : nil),
            ] + search.query
        if let export = try list.export(["v1", "events"], query, output) { return try await export.run(client) }
        let answer = try await client.get(["v1", "events"], query: query + list.query)
        guard !output.isJSON else { return Terminal.output.write(json: answer) }
        var table = Table([
            .init(title: "event"), .init(title: "accepted"), .init(title: "type", canShrink: true),
            .init(title: "subject", canShrink: true), .init(title: "source", canShrink: true),
            .init(title: "deliveries", isNumber: true), .init(title: "", canShrink: true),
        ])
        for event in answer.elements("items") {
            table.add([
                .init(event.shown("id")), .init(event.shown("accepted_at")?.shortTime), .init(event.shown("type")),
                .init(event.shown("subject")), .init(event.shown("source")), .init(event.shown("delivery_count")),
                Self.remark(event),
            ])
        }
        table.write(answer, none: "no events")
    }

    private static func remark(_ event: JSONValue) -> Table.Cell {
        if event["erased_at"] != nil { return .init("erased", .dim) }
        return .init(event["contradiction"] == nil ? "" : "contradicts the catalog", .yellow)
    }

    private func show(_ id: String, _ client: Client) async throws {
        let event = try await client.get(["v1", "events", id], query: [("source", source)])
        guard !output.isJSON else { return Terminal.output.write(json: event) }
        var facts = Facts()
        for name in [
            "id", "source", "type", "subject", "time", "accepted_at", "revision", "datacontenttype", "contradiction",
        ] {
            facts.add(name.spaced, event.shown(name))
        }
        for (name, value) in event["extensions"]?.objectValue ?? [:] { facts.add(name, value.shown) }
        let terminal = Terminal.output
        terminal.write(facts.rendered(for: terminal))
        if let data = event["data"] { terminal.write(json: data) }
        switch event.shown("data_removed") {
        case "erased": terminal.write("its data was erased at \(event.shown("erased_at")?.shortTime ?? "?")\n")
        case .some: terminal.write("its data was removed by retention (`retention.payloads` in penstock.yaml)\n")
        case nil: break
        }
        terminal.write("\n")
        Deliveries.write(event.elements("deliveries"), none: "no deliveries")
        var table = Table([.init(title: "pipeline"), .init(title: "took it"), .init(title: "because")])
        for match in event.elements("matches") {
            let isMatched = match["matched"]?.boolValue == true
            table.add([
                .init(match.shown("pipeline")), .init(isMatched ? "yes" : "no", isMatched ? .green : .dim),
                .init(match.shown("reason")),
            ])
        }
        terminal.write("\n" + table.rendered(for: terminal))
    }
}
