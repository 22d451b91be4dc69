internal import ArgumentParser
internal import PenstockJSON

struct TimersList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List timers, those due first at first.",
        discussion: """
            Without --state, those that are pending.

            Examples:
              penstock timers --due-within 30d --emit certification.expiring
              penstock timers --person learner1 --state pending,fired,cancelled --json
            """
    )

    @Option(help: "Only those about this person: the whole name, as events have it where their type says so.")
    var person: String?

    @Option(help: "Only those of events of this type; a prefix may end in *.")
    var type: String?

    @Option(help: "Only those that become events of this type; a prefix may end in *.")
    var emit: String?

    @Option(help: ArgumentHelp("Only those due within so long from now, as in 30d.", valueName: "time"))
    var dueWithin: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Only those in this state; several with commas.", discussion: "pending, fired or cancelled.")
    )
    var state: [String] = []

    @OptionGroup var page: PageOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let query: [(name: String, value: String?)] = [
            ("person", person), ("type", type), ("emit", emit), ("due_before", dueWithin),
            ("state", state.isEmpty ? "pending" : state.joined(separator: ",")),
        ]
        let answer = try await server.client().get(["v1", "timers"], query: query + page.query)
        guard !output.isJSON else { return Terminal.output.write(json: answer) }
        Self.table(answer.elements("items")).write(answer, none: "no timers")
    }

    private static func table(_ timers: [JSONValue]) -> Table {
        var table = Table([
            .init(title: "timer"), .init(title: "due"), .init(title: "becomes", canShrink: true),
            .init(title: "days", isNumber: true), .init(title: "person", canShrink: true), .init(title: "state"),
            .init(title: "of", canShrink: true),
        ])
        for timer in timers {
            let state = timer.shown("state") ?? ""
            table.add([
                .init(timer.shown("id")), .init(timer.shown("due")?.shortTime), .init(timer.shown("emit")),
                .init(timer.shown("offset_days")), .init(timer.shown("person")),
                .init(timer["moved"] == true ? "\(state), moved" : state, style(ofState: state)),
                .init(timer.shown("event")),
            ])
        }
        return table
    }

    private static func style(ofState state: String) -> Style? {
        switch state {
        case "fired": .green
        case "pending": .yellow
        default: .dim
        }
    }
}
