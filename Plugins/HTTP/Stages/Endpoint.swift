internal import PenstockPluginKit

/// One configured place to send to: everything that is the same for all its requests.
struct EndpointOptions: Sendable {
    var method: String
    var timeout: Microseconds
    var connectTimeout: Microseconds
    var certificateAuthorities: String?
    var clientCertificate: String?
    var clientKey: String?
    /// Whole lines such as `authorization: Bearer …`, added when a request goes out and shown nowhere.
    var fixedHeaders: [String]
    /// Whether the host in the URL may come from an event, so that also a connection that is kept alive is checked.
    var checksEveryRequest: Bool
    /// Whether the host in the URL does come from an event, so that all its addresses are looked at first.
    var hostIsRendered: Bool
    /// The proxy that requests go through, without a path.
    var proxy: TargetURL?
    /// Whether the receiver is asked first; nil where it is not.
    var handshake: HandshakeOptions?
    /// Whether this is the question, which carries nothing of a delivery.
    var isQuestion = false

    /// Whether a request has a body.
    var hasBody: Bool { method != "GET" && method != "OPTIONS" }

    /// What asks the receiver: the same, with another method and lines of its own, and no delivery's.
    var asking: EndpointOptions? {
        guard let handshake else { return nil }
        var options = self
        options.method = "OPTIONS"
        options.fixedHeaders += handshake.lines
        options.handshake = nil
        options.isQuestion = true
        return options
    }

    /// What `auth` makes the header `authorization`; nil where there is none.
    var credentials: String? {
        let name = "authorization: "
        return fixedHeaders.first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) }
    }
}

/// One configured place to send to, and the transfers that wait to be used again.
///
/// The variables belong to the loop's thread; every other thread only passes the reference on.
final class Endpoint: @unchecked Sendable {
    let options: EndpointOptions
    let egress: Egress?
    /// Transfers at rest, set up for this endpoint.
    var resting: [Transfer] = []
    var inFlight = 0
    /// Whether the receiver agreed to be sent to; nil where it need not.
    let consent: Consent?
    /// Where it is a question: the endpoint that it is asked for.
    weak var askedFor: Endpoint?

    init(_ options: EndpointOptions, egress: Egress?) {
        self.options = options
        self.egress = egress
        consent = options.handshake.flatMap { handshake in
            options.asking.map { Consent(handshake, asker: Endpoint($0, egress: egress)) }
        }
        consent?.asker.askedFor = self
    }
}
