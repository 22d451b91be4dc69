internal import ArgumentParser

struct SecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Make secrets for signatures, verify a request that was signed, and show how a receiver verifies.",
        discussion: """
            Needs no server and no network.

            Examples:
              penstock secret new
              penstock secret verify --secret-env HR_SECRET --request request.http
              penstock secret snippet python
            """,
        subcommands: [SecretNew.self, SecretVerify.self, SecretSnippet.self]
    )
}
