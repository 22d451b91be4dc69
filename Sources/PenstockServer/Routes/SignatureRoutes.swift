internal import HTTPTypes
internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockSignatures

/// `POST /v1/signatures/verify`: whether a pasted request is signed with a secret, and if it is not, why. Neither is kept
/// or logged.
struct SignatureRoutes: Sendable {
    let engine: any EngineService

    /// More is no webhook, and every cause that is tried reads all of it.
    static let bodyLimit = 256 << 10

    private static let names = ["secret", "request", "form", "tolerance", "at"]

    func add(to router: Router<APIContext>) {
        router.post("/v1/signatures/verify") { request, _ in
            try verify(try RequestOptions(try await request.bytes(upTo: Self.bodyLimit), names: Self.names))
        }
    }

    private func verify(_ options: RequestOptions) throws(Problem) -> Response {
        guard let secret = try options.text("secret"), let text = try options.text("request") else {
            throw Problem(.invalidParameter, "'secret' and 'request' are needed: the request as it came, head and body")
        }
        let raw: RawRequest
        do throws(RawRequest.SyntaxError) {
            raw = try RawRequest(Array(text.utf8))
        } catch {
            throw Problem(.invalidParameter, "'request' cannot be read, line \(error.line): \(error.text)")
        }
        var form = try Self.form(try options.text("form")) ?? SignatureForm.recognized(in: raw.request)
        if let text = try options.text("tolerance") {
            guard let tolerance = Duration(text: text) else {
                throw Problem(.invalidParameter, "'tolerance' is a duration such as 5m")
            }
            form?.form.tolerance = tolerance
        }
        let diagnosis = SignatureDiagnosis(
            of: raw.request,
            secret: secret,
            form: form,
            at: try options.time("at", now: engine.now) ?? engine.now
        )
        var response = Response.json { $0.value(diagnosis.json(notes: raw.notes)) }
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private static func form(_ name: String?) throws(Problem) -> (name: String, form: SignatureForm)? {
        guard let name else { return nil }
        let names = SignatureForm.named.map(\.name)
        guard let found = SignatureForm.named.first(where: { $0.name == name }) else {
            let hint =
                nearest(name, in: names).map { "is '\($0)' meant?" } ?? "there are \(names.joined(separator: ", "))"
            throw Problem(.invalidParameter, "there is no form '\(name)'; \(hint)")
        }
        return found
    }
}
