internal import ArgumentParser
internal import PenstockJSON

struct TimersMove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move",
        abstract: "Give a pending timer another time.",
        discussion: """
            A time without an offset is one in the zone of the timer's rule. A change of the catalog leaves it alone.

            Example:
              penstock timers move tim_k3f9x2pq_5 --to 2026-12-01T08:00
            """
    )

    @Argument(help: ArgumentHelp("The timer.", valueName: "id"))
    var id: String

    @Option(help: ArgumentHelp("When it is to fire.", valueName: "time"))
    var to: String

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let body = JSONValue.object(["due": .string(to)]).serialized()
        let answer = try await server.client().post(["v1", "timers", id, "move"], body)
        guard !output.isJSON else { return Terminal.output.write(json: answer) }
        Terminal.output.write("\(id.printable): due \(answer.shown("due") ?? "")\n")
    }
}

struct TimersCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End a pending timer: its event does not come.",
        discussion: """
            Example:
              penstock timers cancel tim_k3f9x2pq_5
            """
    )

    @Argument(help: ArgumentHelp("The timer.", valueName: "id"))
    var id: String

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await server.client().post(["v1", "timers", id, "cancel"], nil)
        guard !output.isJSON else { return Terminal.output.write(json: answer) }
        Terminal.output.write("\(id.printable): \(answer.shown("state") ?? "cancelled")\n")
    }
}
