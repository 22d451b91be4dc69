internal import ArgumentParser
internal import PenstockCore
internal import PenstockJSON
internal import PenstockSQLite
internal import PenstockServer

struct TokenNew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a token, and print it once.",
        discussion: """
            The token goes to standard output, all else to standard error. Only its SHA-256 is kept, so nobody can show \
            it again.

            Examples:
              penstock token new --name admin --scope admin
              penstock token new --name lms --scope ingest,read --expires 90d --json

            Exit codes: 0 the token is made, 1 it is not, 2 wrong usage.
            """
    )

    @Option(help: "What the token is for.")
    var name: String

    @Option(
        help: ArgumentHelp(
            "What it is good for, with ',' between them: ingest, read, admin.",
            valueName: "scopes"
        )
    )
    var scope = Scope.read.rawValue

    @Option(help: ArgumentHelp("For how long it counts, or until when: 90d, 2027-01-01T00:00:00Z.", valueName: "time"))
    var expires: String?

    @OptionGroup var place: TokenPlace

    private var scopeNames: [String] { scope.split(separator: ",").map { String($0.filter { $0 != " " }) } }

    func validate() throws {
        if let refusal = TokenRules.refusal(ofName: name) { throw ValidationError(refusal) }
        if case .failure(let unknown) = TokenRules.scopes(scopeNames) { throw ValidationError(unknown.description) }
        if let expires, TokenRules.end(expires, from: .now) == nil {
            throw ValidationError(
                "--expires is '\(expires)'; it takes a time to live such as 90d, or a date-time that is still to come"
            )
        }
    }

    func run() async throws {
        let answer = try await place.run(creates: true, asking: ask, opening: make)
        if place.output.isJSON { return Terminal.output.write(json: answer) }
        let scopes = answer.elements("scopes").compactMap(\.stringValue).joined(separator: ",")
        let end = answer.shown("expires_at").map { ", until \($0)" } ?? ""
        Terminal.error.write(
            "token \(answer.shown("id") ?? "") (\(name.printable)) with \(scopes)\(end); it is shown this once:\n"
        )
        Terminal.output.write("\(answer.shown("token") ?? "")\n")
    }

    private func ask(_ client: Client) async throws -> JSONValue {
        var body: JSONObject = ["name": .string(name), "scopes": .array(scopeNames.map { .string($0) })]
        if let expires { body["expires"] = .string(expires) }
        return try await client.post(["v1", "tokens"], JSONValue.object(body).serialized())
    }

    private func make(in store: SQLiteStore, _ directory: String) throws -> JSONValue {
        let now = Timestamp.now
        let scopes = try TokenRules.scopes(scopeNames).get()
        if let refusal = TokenRules.refusal(ofScopes: scopes, besides: try store.tokens(), at: now) {
            throw CommandFailure(refusal)
        }
        let secret = TokenSecret()
        let end = expires.flatMap { TokenRules.end($0, from: now) }
        let token = secret.token(name: name, scopes: scopes, at: now, expiresAt: end)
        try store.carryOut(.issue(token))
        if !place.output.isJSON { Terminal.error.write("no server runs; kept in the store in \(directory)\n") }
        var json = JSONWriter()
        json.token(token, at: now)
        var answer = try JSONValue.parse(json.bytes).objectValue ?? [:]
        answer["token"] = .string(secret.text)
        return .object(answer)
    }
}
