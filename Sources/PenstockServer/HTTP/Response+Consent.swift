internal import HTTPTypes
internal import Hummingbird
internal import PenstockCore

extension Response {
    /// Answers `OPTIONS` at a path that takes events: with the methods that it has (RFC 9110, section 9.3.7), and where a
    /// CloudEvents sender asks whether it may send, with consent. What it sends is looked at as anybody's is.
    static func consent(to request: Request, _ methods: String) -> Response {
        var headers: HTTPFields = [.allow: methods]
        func value(_ name: String) -> String? { HTTPField.Name(name).flatMap { request.headers[$0] } }
        let handshake = WebhookHandshake(
            origin: value(WebhookHandshake.requestOrigin),
            rate: value(WebhookHandshake.requestRate)
        )
        for (name, value) in handshake?.consent ?? [] { HTTPField.Name(name).map { headers[$0] = value } }
        return Response(status: handshake == nil ? .noContent : .ok, headers: headers)
    }
}
