internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import PenstockCore
internal import PenstockDashboard

/// `GET` and `POST /login`, and `POST /logout`.
struct LoginRoutes: Sendable {
    let door: Door

    /// A log-in has a token and a path; more than this is none.
    private static let bodyLimit = 16 << 10

    func add(to router: Router<APIContext>) {
        router.get("/login") { request, context in
            let next = try QueryReader(request.uri.query, names: ["next"]).text("next")
            // Who is known, or is not asked, has nothing to do here.
            if context.caller.may(.read) { return Self.response(to: Self.path(next)) }
            return Self.page(next: Self.path(next))
        }
        router.post("/login") { request, context in try await logIn(request, context) }
        router.post("/logout") { request, _ in
            if let session = SessionCookie.id(in: request.headers) { door.desk.logOut(session) }
            var response = Self.response(to: "/login")
            for removal in SessionCookie.removals {
                response.headers.append(HTTPField(name: .setCookie, value: removal))
            }
            return response
        }
    }

    private func logIn(_ request: Request, _ context: APIContext) async throws -> Response {
        let form = try FormReader(await request.bytes(upTo: Self.bodyLimit))
        let next = Self.path(form.text("next"))
        let text = (form.text("token") ?? "").filter { !$0.isWhitespace }
        let caller: Caller
        do throws(AccessDesk.WrongToken) {
            caller = try door.desk.bearer(Substring(text))
        } catch {
            if let wait = door.desk.turnedAway(error.failure, context.address, token: error.token, tries: true) {
                throw Problem.tooManyFailures(wait)
            }
            return Self.page(next: next, message: "That did not work: \(error.detail).", status: .unauthorized)
        }
        guard caller.may(.read), let session = door.desk.logIn(caller) else {
            _ = door.desk.turnedAway(.scope, context.address)
            return Self.page(
                next: next,
                message: "The token has no scope to look at anything; one with the scope read is needed.",
                status: .forbidden
            )
        }
        // One that was there before is worth nothing from now on.
        if let old = SessionCookie.id(in: request.headers) { door.desk.logOut(old) }
        var response = Self.response(to: next)
        // A proxy that speaks TLS for this server shows in the address that the browser knows.
        let isSecure = door.isSecure || request.headers[.origin]?.hasPrefix("https://") == true
        response.headers[.setCookie] = SessionCookie.setting(session, isSecure: isSecure)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private static func page(
        next: String,
        message: String? = nil,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        var response = Response.text(
            LogInPage(next: next, message: message).html,
            contentType: "text/html; charset=utf-8"
        )
        response.status = status
        return response
    }

    // MARK: - Where to go

    /// Leads to the log-in, and from there back to a page.
    static func redirect(to page: String) -> Response {
        let next = path(page)
        return response(to: next == "/" ? "/login" : "/login?next=\(next.encodedForQuery)")
    }

    private static func response(to path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
    }

    /// A path of this server and nothing else: not another site's address, in whatever spelling browsers take for one,
    /// and nothing that would end the header.
    static func path(_ text: String?) -> String {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), !text.hasPrefix("/login"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return "/" }
        return text
    }
}

extension String {
    /// As a value of a query, where a slash stands for itself (RFC 3986, section 3.4).
    fileprivate var encodedForQuery: String {
        split(separator: "/", omittingEmptySubsequences: false).map { String($0).percentEncoded }.joined(separator: "/")
    }
}
