internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import PenstockDashboard

extension Page {
    /// The page as an answer that no cache keeps.
    func response(for context: PageContext, status: HTTPResponse.Status = .ok) -> Response {
        var headers = HTTPFields.guarded
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.cacheControl] = "no-store"
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: html(context)))
        )
    }
}

extension HTTPFields {
    /// What keeps a page to itself: it loads nothing from elsewhere, runs no script but the one file, sends forms nowhere
    /// else, and is shown in no frame (Content Security Policy Level 3).
    static let guarded: HTTPFields = {
        var headers: HTTPFields = [
            .contentSecurityPolicy: """
            default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
            form-action 'self'; frame-ancestors 'none'; base-uri 'none'
            """,
            .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in [
            // With less, a browser would say `Origin: null` of this server's own forms (Fetch, section 3.2), and a log-in
            // could not tell that a proxy speaks TLS for it.
            ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
        ] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return headers
    }()
}
