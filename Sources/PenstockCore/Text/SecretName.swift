/// Tells by its name whether what it names is a secret, and writes such a value so that it may be shown.
package enum SecretName {
    /// Whether a header of this name holds a secret: `Authorization`, `X-API-Key`, `PRIVATE-TOKEN` and the like.
    package static func names(header: String) -> Bool {
        let plain = plain(header)
        return ["authorization", "proxyauthorization", "cookie", "setcookie"].contains(plain) || hasEnding(plain)
    }

    /// Whether a parameter of a query does: a signed URL is as good as a password.
    package static func names(parameter: String) -> Bool {
        let plain = plain(parameter)
        return ["key", "sig", "signature"].contains(plain) || hasEnding(plain)
    }

    /// The value of such a header without the secret: of credentials the scheme stays, as in `Bearer ***` (RFC 9110,
    /// section 11.4).
    package static func masked(_ value: String, of header: String) -> String {
        guard plain(header).hasSuffix("authorization"), let space = value.firstIndex(of: " "),
            value.index(after: space) != value.endIndex
        else { return SecretMask.text }
        return "\(value[..<space]) \(SecretMask.text)"
    }

    private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "-" && $0 != "_" } }

    private static func hasEnding(_ plain: String) -> Bool {
        ["token", "secret", "password", "apikey", "accesskey"].contains { plain.hasSuffix($0) }
    }
}
