internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON
internal import PenstockSQLite
internal import PenstockServer

struct TokenListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List tokens: what they are for, what they are good for, and when they were last used.",
        discussion: """
            Those that were revoked or have expired are listed too. A token itself is nowhere to be seen: its id is the \
            beginning of what is random in it.

            Example:
              penstock token list --json

            Exit codes: 0 fine, 1 the tokens could not be read, 2 wrong usage.
            """
    )

    @OptionGroup var place: TokenPlace

    func run() async throws {
        let answer = try await place.run { client in
            try await client.get(["v1", "tokens"])
        } opening: { store, _ in
            var json = JSONWriter()
            json.tokens(try store.tokens(), at: .now)
            return try JSONValue.parse(json.bytes)
        }
        if place.output.isJSON { return Terminal.output.write(json: answer) }
        let tokens = answer.elements("items")
        guard !tokens.isEmpty else {
            return Terminal.output.write("there are no tokens; `penstock token new` makes one\n")
        }
        var table = Table([
            .init(title: "id"), .init(title: "name", canShrink: true), .init(title: "scopes"), .init(title: "state"),
            .init(title: "expires"), .init(title: "last used"),
        ])
        for token in tokens {
            let state = token.shown("state")
            table.add([
                .init(token.shown("id")), .init(token.shown("name")),
                .init(token.elements("scopes").compactMap(\.stringValue).joined(separator: ",")),
                .init(state, state == "live" ? .green : .dim), .init(token.shown("expires_at") ?? "never"),
                .init(token.shown("last_used_at") ?? "never"),
            ])
        }
        Terminal.output.write(table.rendered(for: .output))
    }
}
