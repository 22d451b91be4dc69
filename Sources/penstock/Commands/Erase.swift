internal import ArgumentParser
internal import PenstockJSON

struct Erase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove all that is kept about a person.",
        discussion: """
            Talks to a running server. Payloads of the person's events, rendered messages and receivers' answers are \
            removed and made unreadable on disk; deliveries that are not finished are cancelled. What is left says \
            that there was an event of a type at a time. Copies and backups that were made before are yours to find.

            The person stands where the catalog says for a type (`person`), in data.username of types that the \
            catalog does not know, and in the subject user/NAME. The whole name is compared, letter by letter.

            Examples:
              penstock erase --username learner1 --dry-run
              penstock erase --username learner1

            Exit codes: 0 done, 1 it failed or was cancelled, 2 wrong usage.
            """
    )

    @Option(help: ArgumentHelp("The person's name in events.", valueName: "name"))
    var username: String?

    @OptionGroup(title: "Jobs") var job: JobOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard job.looks == (username == nil), username?.isEmpty != true else {
            throw ValidationError("give --username and a name, or one of --list, --show and --cancel")
        }
    }

    func run() async throws {
        var body = JSONObject()
        body["person"] = username.map(JSONValue.string)
        try await JobFlow(kind: .erasure, body: body, options: job, client: server.client(), isJSON: output.isJSON)
            .run()
    }
}
