internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import PenstockCore

/// Stands before every route of a listener: asks who comes, and whether they may.
struct AccessGuard: RouterMiddleware {
    typealias Context = APIContext

    let door: Door
    /// The largest form that is read for its CSRF token.
    let bodyLimit: Int

    static let csrfField = "csrf"
    private static let csrfHeader = HTTPField.Name("penstock-csrf")

    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var (request, context) = (request, context)
        // As the router reads it, whatever form the request's target has.
        let path = Substring(request.uri.path)
        if door.isPublic, !PublicPath.isAnswered(request.method, path) {
            throw Problem(.notFound, "nothing answers at \(request.uri.path)")
        }
        try checkSite(request, path, context)
        let rule = AccessRule(request.method, path)
        do throws(Problem) {
            context.caller = try caller(request, context)
            if let scope = rule.scope { try check(scope, context) }
        } catch {
            // A person with a browser is led to the log-in.
            guard case .page = rule, error.kind == .unauthenticated, request.method == .get,
                request.headers[.accept]?.contains("text/html") == true
            else { throw error }
            return LoginRoutes.redirect(to: request.uri.string)
        }
        try await checkForm(&request, rule, context)
        var response = try await next(request, context)
        PageHeaders.add(to: &response)
        return response
    }

    // MARK: - Where it comes from

    private func checkSite(_ request: Request, _ path: Substring, _ context: APIContext) throws(Problem) {
        let authority = request.head.authority
        guard door.hosts.accepts(authority) else {
            _ = door.desk.turnedAway(.host, context.address)
            throw Problem(
                .wrongHost,
                "this server does not go by the name in 'Host'; list it under listen.hosts in penstock.yaml if it should"
            )
        }
        // Sources take GET too, and what they take changes something.
        let isSafe = [.get, .head, .options].contains(request.method) && path.split(separator: "/").first != "in"
        guard !isSafe, CrossSite.isForged(request.headers, authority: authority) else { return }
        _ = door.desk.turnedAway(.crossSite, context.address)
        throw Problem(.crossSite, "a page of another site caused this request; nothing was done")
    }

    // MARK: - Who it is

    private func caller(_ request: Request, _ context: APIContext) throws(Problem) -> Caller {
        guard door.asks else { return door.desk.anyone }
        if let text = BearerToken.text(in: request.headers) {
            do throws(AccessDesk.WrongToken) {
                return try door.desk.bearer(text)
            } catch {
                throw refused(error, context)
            }
        }
        if let session = SessionCookie.id(in: request.headers), let person = door.desk.person(session) { return person }
        return .stranger
    }

    private func refused(_ error: AccessDesk.WrongToken, _ context: APIContext) -> Problem {
        if let wait = door.desk.turnedAway(error.failure, context.address, token: error.token, tries: true) {
            return .tooManyFailures(wait)
        }
        return .unauthenticated(error.detail, isWrong: true)
    }

    private func check(_ scope: Scope, _ context: APIContext) throws(Problem) {
        let caller = context.caller
        guard !caller.may(scope) else { return }
        guard caller.means != .none else {
            _ = door.desk.turnedAway(.missing, context.address)
            throw .unauthenticated(
                "this needs a token with the scope '\(scope.rawValue)', as `Authorization: Bearer …`",
                isWrong: false
            )
        }
        _ = door.desk.turnedAway(.scope, context.address)
        throw .lacking(scope, caller)
    }

    // MARK: - Forms

    /// What a browser sends of itself (a cookie, or nothing where nobody is asked) must come from a form or a script of
    /// this server where it changes something.
    private func checkForm(_ request: inout Request, _ rule: AccessRule, _ context: APIContext) async throws {
        // Where there is no route, that is what is told.
        guard ![.get, .head, .options].contains(request.method), context.endpointPath != nil,
            let wanted = context.caller.csrf
        else { return }
        switch (rule, context.caller.means) {
        case (.page, _), (.scope, .session): break
        default: return
        }
        var given = Self.csrfHeader.flatMap { request.headers[$0] }
        if given == nil, request.headers[.contentType].map({ MediaType($0).name }) == FormReader.mediaType {
            let bytes = try await request.bytes(upTo: bodyLimit)
            request.body = RequestBody(buffer: ByteBuffer(bytes: bytes))
            given = try FormReader(bytes).text(Self.csrfField)
        }
        guard let given, Array(given.utf8).equalsInConstantTime(Array(wanted.utf8)) else {
            _ = door.desk.turnedAway(.csrf, context.address)
            throw Problem(.badCSRFToken, "the form is not one of this server's, or the log-in it was made for is over")
        }
    }
}

extension Problem {
    /// - Parameter what: What was wrong of it.
    static func tooManyFailures(_ wait: Int, _ what: String = "tokens") -> Problem {
        var problem = Problem(.tooManyFailures, "too many wrong \(what) came from this address")
        problem.retryAfter = wait
        return problem
    }
}
