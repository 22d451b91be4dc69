internal import ArgumentParser
internal import PenstockJSON

struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Deliver past events again, as new deliveries.",
        discussion: """
            Talks to a running server. Without --state: what was delivered, filtered or is dead, each through the \
            pipeline it went through. With --into: each event once, through that pipeline, whether it had it or not. \
            New deliveries have new ids; the header webhook-replay-of names the one that is repeated. `dedupe` does \
            not apply.

            It goes on in the server when this command ends, and after a restart of the server.

            Examples:
              penstock replay --pipeline hr-webhook --since 2h --dry-run
              penstock replay --pipeline hr-webhook --since 2h --rate 50/s
              penstock replay --type 'course.*' --since 30d --into new-warehouse
              penstock replay --show job_k3f9x2pq_3

            Exit codes: 0 done, 1 it failed or was cancelled, 2 wrong usage.
            """
    )

    @OptionGroup(title: "What is replayed") var selection: SelectionOptions

    @Option(help: ArgumentHelp("Through this pipeline.", valueName: "pipeline"))
    var into: String?

    @OptionGroup(title: "Jobs") var job: JobOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard job.looks || selection.isGiven else {
            throw ValidationError("say what to replay, as in --since 2h, or --all for all there is")
        }
        guard !job.looks || !(selection.isGiven || into != nil) else {
            throw ValidationError("--list, --show and --cancel are about replays that were begun")
        }
    }

    func run() async throws {
        var body = selection.json
        body["into"] = into.map(JSONValue.string)
        try await JobFlow(kind: .replay, body: body, options: job, client: server.client(), isJSON: output.isJSON).run()
    }
}
