internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Answers what no route answers: with the methods that the path has (RFC 9110, section 15.5.6), or that nothing is there.
struct UnknownRequest: RouterMiddleware {
    typealias Context = APIContext

    /// Answers `GET` on every path that there is, with the methods of its routes in `Allow`: paths are matched by the
    /// rules of the router, and a method may be any word.
    private let known: RouterResponder<APIContext>

    /// - Parameter routes: All that there are.
    init(_ routes: [Router<APIContext>.RouteDescription]) {
        var paths: [(path: RouterPath, methods: [HTTPRequest.Method])] = []
        for route in routes {
            if let index = paths.firstIndex(where: { $0.path == route.path }) {
                paths[index].methods.append(route.method)
            } else {
                paths.append((route.path, [route.method]))
            }
        }
        let router = Router(context: APIContext.self)
        for (path, methods) in paths {
            // The router makes HEAD of each GET by itself.
            let methods = methods + (methods.contains(.get) ? [.head] : [])
            let names = Set(methods.map(\.rawValue)).sorted().joined(separator: ", ")
            router.get(path) { _, _ in Response(status: .methodNotAllowed, headers: [.allow: names]) }
        }
        known = router.buildResponder()
    }

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var head = request.head
        head.method = .get
        let asked = Request(head: head, body: .init(buffer: ByteBuffer()))
        guard let names = try? await known.respond(to: asked, context: context).headers[.allow] else {
            throw Problem(.notFound, "nothing answers at \(request.uri.path)")
        }
        var problem = Problem(.methodNotAllowed, "this path answers \(names), not \(request.method.rawValue)")
        problem.headers[.allow] = names
        throw problem
    }
}
