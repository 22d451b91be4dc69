internal import HTTPTypes
internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `POST` and `GET /v1/tokens`, and `DELETE /v1/tokens/{id}`.
struct TokenRoutes: Sendable {
    let engine: any EngineService
    let desk: AccessDesk
    let bodyLimit: Int

    func add(to router: Router<APIContext>) {
        router.post("/v1/tokens") { request, _ in try await issue(request) }
        router.get("/v1/tokens") { _, _ in
            do throws(StoreError) {
                let (tokens, now) = (try await desk.list(), engine.now)
                return Response.json { $0.tokens(tokens, at: now) }
            } catch {
                throw Problem(error)
            }
        }
        router.delete("/v1/tokens/:id") { request, context in
            let isForced = try QueryReader(request.uri.query, names: ["force"]).flag("force")
            let token = try await desk.revoke(TokenID(Request.pathParameter("id", context)), isForced: isForced)
            return Response.json { $0.token(token, at: engine.now) }
        }
    }

    private func issue(_ request: Request) async throws -> Response {
        let options = try RequestOptions(
            try await request.bytes(upTo: bodyLimit),
            names: ["name", "scopes", "expires"]
        )
        let name = try options.text("name") ?? ""
        if let refusal = TokenRules.refusal(ofName: name) { throw Problem(.invalidParameter, refusal) }
        let (secret, token) = try await desk.issue(
            name: name,
            scopes: try Self.scopes(options),
            expiresAt: try Self.end(options, engine.now)
        )
        var response = Response.json(.created) { json in
            json.object { json in
                json.member("token", secret.text)
                json.tokenMembers(token, at: engine.now)
            }
        }
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private static func scopes(_ options: RequestOptions) throws(Problem) -> Set<Scope> {
        guard let list = options["scopes"]?.arrayValue else {
            throw Problem(.invalidParameter, "'scopes' must be a list such as [\"ingest\", \"read\"]")
        }
        switch TokenRules.scopes(list.map { $0.stringValue ?? $0.text }) {
        case .success(let scopes): return scopes
        case .failure(let unknown): throw Problem(.invalidParameter, unknown.description)
        }
    }

    private static func end(_ options: RequestOptions, _ now: Timestamp) throws(Problem) -> Timestamp? {
        guard let text = try options.text("expires") else { return nil }
        guard let end = TokenRules.end(text, from: now) else {
            throw Problem(
                .invalidParameter,
                "'expires' is '\(text)'; it takes a time to live such as 90d, or a date-time that is still to come"
            )
        }
        return end
    }
}
