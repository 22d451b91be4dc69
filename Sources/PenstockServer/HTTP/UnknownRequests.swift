internal import HTTPTypes
internal import Hummingbird

/// Answers every path that has no route.
struct UnknownPath: RouterMiddleware {
    typealias Context = APIContext

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        throw Problem(.notFound, "nothing answers at \(request.uri.path)")
    }
}

extension Router<APIContext> {
    private static var methods: [HTTPRequest.Method] { [.get, .head, .post, .put, .patch, .delete, .options, .trace] }

    /// Lets every path answer the methods it does not have with those that it has (RFC 9110, section 15.5.6).
    func refuseOtherMethods() {
        var paths: [(path: RouterPath, allowed: [HTTPRequest.Method])] = []
        for route in routes {
            if let index = paths.firstIndex(where: { $0.path == route.path }) {
                paths[index].allowed.append(route.method)
            } else {
                paths.append((route.path, [route.method]))
            }
        }
        for (path, allowed) in paths {
            // The router makes HEAD of each GET by itself.
            let allowed = allowed + (allowed.contains(.get) ? [.head] : [])
            let names = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            for method in Self.methods where !allowed.contains(method) {
                on(path, method: method) { _, _ -> Response in
                    var problem = Problem(.methodNotAllowed, "this path answers \(names), not \(method.rawValue)")
                    problem.headers[.allow] = names
                    throw problem
                }
            }
        }
    }
}
