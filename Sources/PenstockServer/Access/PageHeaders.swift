internal import HTTPTypes
internal import Hummingbird

/// What browsers are told of pages.
enum PageHeaders {
    /// All comes from this server, nothing is written into a page, and no other site has it in a frame.
    private static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

    /// By the type of what is answered, so that no page can lack them.
    static func add(to response: inout Response) {
        guard let type = response.headers[.contentType].map({ MediaType($0) }), !type.isJSON else { return }
        set("X-Content-Type-Options", "nosniff", &response)
        guard type.name == "text/html" else { return }
        set("Content-Security-Policy", policy, &response)
        // With less, a browser would say `Origin: null` of this server's own forms (Fetch, section 3.2), and a log-in
        // could not tell that a proxy speaks TLS for it.
        set("Referrer-Policy", "same-origin", &response)
        set("Cross-Origin-Opener-Policy", "same-origin", &response)
        // People's data is not left in a browser's cache.
        response.headers[.cacheControl] = "no-store"
    }

    private static func set(_ name: String, _ value: String, _ response: inout Response) {
        if let name = HTTPField.Name(name) { response.headers[name] = value }
    }
}
