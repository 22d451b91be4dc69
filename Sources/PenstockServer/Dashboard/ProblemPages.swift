internal import HTTPTypes
internal import Hummingbird
internal import PenstockDashboard
internal import PenstockEngine

/// Tells people of a problem on a page, where programs get a problem document.
struct ProblemPages: RouterMiddleware {
    typealias Context = APIContext

    let engine: any EngineService
    let configuration: ServerConfiguration

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem where request.wantsPage && problem.ending == .keep {
            let page = ProblemPage(
                title: problem.kind.title,
                detail: problem.detail,
                advice: problem.kind.explanation + " " + problem.kind.remedy
            )
            var response = page.response(
                for: PageContext(request, context, engine: engine, configuration: configuration),
                status: problem.status
            )
            for header in problem.allHeaders where header.name != .contentType { response.headers.append(header) }
            return response
        }
    }
}

extension Request {
    private static let forPrograms = ["/v1", "/in", "/problems"]

    /// Whether a person's browser asks, and not for a path of the API: it names HTML itself (RFC 9110, section 12.5.1).
    var wantsPage: Bool {
        let path = uri.path
        guard !Self.forPrograms.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) else { return false }
        return headers[values: .accept].contains { $0.contains("text/html") }
    }
}
