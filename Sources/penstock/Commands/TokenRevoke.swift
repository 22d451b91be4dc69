internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON
internal import PenstockSQLite
internal import PenstockServer

struct TokenRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Let a token count no more, from now on.",
        discussion: """
            A running server refuses it at once, and ends the log-ins that were made with it. The last token with the scope \
            admin is kept unless --force is given.

            Example:
              penstock token revoke 3f9a01c2

            Exit codes: 0 it is revoked, 1 it is not, 2 wrong usage.
            """
    )

    @Argument(help: ArgumentHelp("The token's id, as `penstock token list` shows it.", valueName: "id"))
    var id: String

    @Flag(help: "Revoke the last token with the scope admin too.")
    var force = false

    @OptionGroup var place: TokenPlace

    func run() async throws {
        let answer = try await place.run { client in
            try await client.delete(["v1", "tokens", id], query: [("force", force ? "true" : nil)])
        } opening: { store, _ in
            try revoke(in: store)
        }
        if place.output.isJSON { return Terminal.output.write(json: answer) }
        Terminal.output.write("\(id.printable) (\((answer.shown("name") ?? "").printable)) is revoked\n")
    }

    private func revoke(in store: SQLiteStore) throws -> JSONValue {
        let token = TokenID(id)
        if !force, let refusal = TokenRules.refusal(ofRevoking: token, among: try store.tokens(), at: .now) {
            throw CommandFailure(refusal)
        }
        try store.carryOut(.revoke(token, at: .now))
        var json = JSONWriter()
        if let revoked = try store.tokens().first(where: { $0.id == token }) { json.token(revoked, at: .now) }
        return try JSONValue.parse(json.bytes)
    }
}
