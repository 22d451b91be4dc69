internal import HTTPTypes
internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockSignatures

/// `POST /v1/signatures/verify`: whether a pasted request is signed with a secret, and if it is not, why.
struct SignatureRoutes: Sendable {
    let engine: any EngineService

    private static let names = ["secret", "request", "form", "tolerance", "at"]

    func add(to router: Router<APIContext>) {
        router.post("/v1/signatures/verify") { request, _ in
            let body = try await request.bytes(upTo: SignatureQuestion.limit)
            return try verify(try RequestOptions(body, names: Self.names))
        }
    }

    private func verify(_ options: RequestOptions) throws(Problem) -> Response {
        guard let secret = try options.text("secret"), let text = try options.text("request") else {
            throw Problem(.invalidParameter, "'secret' and 'request' are needed: the request as it came, head and body")
        }
        let tolerance = try options.text("tolerance").map { text throws(Problem) in
            guard let tolerance = Duration(text: text) else {
                throw Problem(.invalidParameter, "'tolerance' is a duration such as 5m")
            }
            return tolerance
        }
        let question = SignatureQuestion(
            secret: secret,
            request: Array(text.utf8),
            form: try options.text("form"),
            tolerance: tolerance,
            at: try options.time("at", now: engine.now) ?? engine.now
        )
        let answer = try question.answer()
        var response = Response.json { $0.value(answer.diagnosis.json(notes: answer.notes)) }
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
