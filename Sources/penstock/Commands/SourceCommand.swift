internal import ArgumentParser

struct SourceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "source",
        abstract: "Look at the sources, which take other systems' webhooks in, and try requests with them.",
        discussion: """
            A source is a file sources/NAME.yaml of the pipelines directory; it answers at /in/NAME and /in/NAME/HOOK.

            Examples:
              penstock source list
              penstock source show axis
              penstock source try requests/axis-1.http
            """,
        subcommands: [SourceList.self, SourceShow.self, SourceTry.self]
    )
}
