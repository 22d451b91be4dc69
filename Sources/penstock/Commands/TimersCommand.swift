internal import ArgumentParser

struct TimersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timers",
        abstract: "List timers, move or cancel them: events that will follow from others, such as an expiry.",
        discussion: """
            Talks to a running server. Timers are declared in the catalog (`timers` of an event type).

            Examples:
              penstock timers --due-within 30d
              penstock timers --person learner1
              penstock timers move tim_k3f9x2pq_5 --to 2026-12-01T08:00
              penstock timers cancel tim_k3f9x2pq_5
            """,
        subcommands: [TimersList.self, TimersMove.self, TimersCancel.self],
        defaultSubcommand: TimersList.self
    )
}
