internal import HTTPTypes

/// The cookie of a log-in (RFC 6265).
///
/// No script reads it (`HttpOnly`), no other site causes it to be sent (`SameSite=Strict`), and over TLS it goes back
/// over TLS to this very host only (`Secure`, and the prefix `__Host-`, which a browser takes from nobody else).
enum SessionCookie {
    static let plain = "penstock_session"
    private static let secure = "__Host-penstock_session"

    /// The header that sets it.
    static func setting(_ id: String, isSecure: Bool) -> String {
        "\(isSecure ? secure : plain)=\(id); Path=/; HttpOnly; SameSite=Strict\(isSecure ? "; Secure" : "")"
    }

    /// The headers that remove it, whichever it is.
    static let removals = [plain, secure].map {
        "\($0)=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0\($0 == secure ? "; Secure" : "")"
    }

    /// The session that a request names; the one that came over TLS counts first, for the other may be planted.
    static func id(in fields: HTTPFields) -> String? {
        let pairs = fields[values: .cookie].flatMap { $0.split(separator: ";") }.map { pair in
            Substring(pair.drop { $0 == " " }).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        }
        for name in [secure, plain] {
            if let pair = pairs.first(where: { $0.count == 2 && $0[0] == Substring(name) }), !pair[1].isEmpty {
                return String(pair[1])
            }
        }
        return nil
    }
}
