internal import ArgumentParser
internal import PenstockJSON

struct Learner: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show where a learner stands: certificates with their clocks, and figures against peers.",
        discussion: """
            Talks to a running server. The name is the one that events have, letter by letter. The figures are those of \
            now: what everybody has who was measured in the same group, the learner too.

            Examples:
              penstock learner learner1
              penstock learner learner1 --day 2026-03-01 --json

            Exit codes: 0 fine, 1 nothing is known of the learner or no server answers, 2 wrong usage.
            """
    )

    @Argument(help: ArgumentHelp("The learner's name, as events have it.", valueName: "username"))
    var username: String

    @Option(help: "Let the clocks stand on this day, such as 2026-03-01; today in UTC without it.")
    var day: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await server.client().get(["v1", "learners", username], query: [("day", day)])
        guard !output.isJSON else { return Terminal.output.write(json: answer) }
        let terminal = Terminal.output
        let head = "\((answer.shown("username") ?? "").printable) on \((answer.shown("day") ?? "").printable)"
        terminal.write(terminal.styled(head, .bold) + "\n")
        let certificates = answer.elements("certificates")
        var held = CertificateTable(hasLearners: false)
        for certificate in certificates { held.add(certificate) }
        terminal.write("\n" + (certificates.isEmpty ? "no certificates\n" : held.table.rendered(for: terminal)))
        let standings = answer.elements("standings")
        terminal.write("\n" + (standings.isEmpty ? "nothing was measured\n" : table(standings).rendered(for: terminal)))
    }

    private func table(_ standings: [JSONValue]) -> Table {
        var table = Table([
            .init(title: "group", canShrink: true), .init(title: "measure", canShrink: true),
            .init(title: "times", isNumber: true), .init(title: "best", isNumber: true),
            .init(title: "last", isNumber: true), .init(title: "last day"), .init(title: "counted", isNumber: true),
            .init(title: "mean", isNumber: true), .init(title: "median", isNumber: true),
            .init(title: "percentile", isNumber: true),
        ])
        for standing in standings {
            let (own, peers) = (standing["figures"]?["own"], standing["figures"]?["peers"])
            table.add([
                .init(standing.shown("group")), .init(standing.shown("measure")), .init(own?.shown("count")),
                .init(own?.shown("best")), .init(own?.shown("last")), .init(own?.shown("last_day")),
                .init(peers?.shown("counted")), .init(peers?.shown("mean")), .init(peers?.shown("median")),
                .init(peers?.shown("percentile")),
            ])
        }
        return table
    }
}
