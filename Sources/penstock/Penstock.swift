internal import ArgumentParser

/// The command as a whole.
struct Penstock: AsyncParsableCommand {
    /// The version of this program, told to plugins and by the API.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "penstock",
        abstract: "Turns events into deliveries: signed webhooks and mails, through pipelines declared in YAML.",
        discussion: """
            A first try, with the pipelines that come with Penstock:
              penstock check pipelines --without-secrets
              penstock serve pipelines
              penstock emit --sample course.completed

            Client commands talk to a running server, at --server or PENSTOCK_SERVER; offline commands need none.

            Exit codes: 0 fine, 1 what was asked for failed, 2 wrong usage, 70 a plugin crashed, 78 bad \
            configuration.
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(name: "Server", subcommands: [Serve.self]),
            CommandGroup(
                name: "Client",
                subcommands: [
                    Emit.self, Import.self, Events.self, Deliveries.self, Explain.self, Retry.self, Cancel.self,
                    Hold.self,
                    Replay.self, Erase.self, Pause.self, Resume.self, Status.self, Tail.self, Backup.self, Reload.self,
                    DirectoryCommand.self, Learner.self, Certificates.self, Diff.self, Revisions.self,
                    TimersCommand.self, TokenCommand.self,
                ]
            ),
            CommandGroup(
                name: "Offline",
                subcommands: [
                    Init.self, Check.self, Test.self, TrialCommand.self, LinkCommand.self, Show.self,
                    SchemaCommand.self, API.self, CatalogCommand.self, PluginCommand.self, SourceCommand.self,
                    SecretCommand.self, CatchCommand.self, Doctor.self, BenchCommand.self,
                ]
            ),
        ]
    )
}
