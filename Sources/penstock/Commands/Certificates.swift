internal import ArgumentParser
internal import PenstockJSON

struct Certificates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the certificates that expire, soonest first.",
        discussion: """
            Talks to a running server. Of each person and program it lists the newest certificate, and none that never \
            expires; without --expired it begins with those that are still valid.

            Examples:
              penstock certificates --expiring 60d
              penstock certificates --program FA-20 --expired
              penstock certificates --expiring 90d --format csv > renewals.csv
            """
    )

    @Option(help: ArgumentHelp("Only those that expire within so many days, as in 60d.", valueName: "days"))
    var expiring: String?

    @Option(help: "Only those of the program with this id.")
    var program: String?

    @Flag(help: "Also those that have expired.")
    var expired = false

    @Option(help: "Let the clocks stand on this day, such as 2026-03-01; today in UTC without it.")
    var day: String?

    @OptionGroup var list: ListOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try server.client()
        let query: [(name: String, value: String?)] = [
            ("expiring", expiring), ("program", program), ("expired", expired ? "true" : nil), ("day", day),
        ]
        if let export = try list.export(["v1", "certificates"], query, output) { return try await export.run(client) }
        let answer = try await client.get(["v1", "certificates"], query: query + list.query)
        guard !output.isJSON else { return Terminal.output.write(json: answer) }
        var table = CertificateTable(hasLearners: true)
        for certificate in answer.elements("items") { table.add(certificate) }
        table.table.write(answer, none: "no certificates")
    }
}
