internal import ArgumentParser

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make tokens, list and revoke them.",
        discussion: """
            Asks a running server; where none runs, opens the store itself, so that a first token can be made before the \
            server listens where others reach it. From the first token on, nothing is done without one (the setting \
            `authentication` says otherwise). Scopes are ingest (send events), read (look) and admin (everything).

            Examples:
              penstock token new --name "Anna's laptop" --scope admin
              penstock token new --name lms --scope ingest --expires 90d
              penstock token list
              penstock token revoke 3f9a01c2
            """,
        subcommands: [TokenNew.self, TokenListCommand.self, TokenRevoke.self]
    )
}
