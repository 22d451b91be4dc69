/// What a sender asks before it sends (CloudEvents, "HTTP 1.1 Web Hooks for Event Delivery", section 4): an `OPTIONS`
/// that names it. Only `WebHook-Allowed-Origin` in the answer is consent, never its status.
package struct WebhookHandshake: Sendable, Equatable {
    /// The headers of the request.
    package static let requestOrigin = "WebHook-Request-Origin"
    package static let requestRate = "WebHook-Request-Rate"
    /// The headers of the answer.
    package static let allowedOrigin = "WebHook-Allowed-Origin"
    package static let allowedRate = "WebHook-Allowed-Rate"

    /// Who asks, as a name of DNS.
    package let origin: String
    /// How many requests a minute it wants to send; nil where it does not say.
    package let rate: Int?
    private let asksRate: Bool

    /// Takes what the request says; nil where it asks nothing, or names nobody.
    package init?(origin: String?, rate: String?) {
        guard let origin, Self.isName(origin) else { return nil }
        self.origin = origin
        self.rate = rate.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        asksRate = rate != nil
    }

    /// The headers by which it may send, as fast as it asked to.
    package var consent: [(name: String, value: String)] {
        // A rate must be told where one was asked for (section 4.2).
        [(Self.allowedOrigin, origin)] + (asksRate ? [(Self.allowedRate, rate.map(String.init) ?? "*")] : [])
    }

    private static func isName(_ text: String) -> Bool {
        (1...253).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-._:".utf8.contains(byte)
                }
            }
    }
}
