package import PenstockCore
package import PenstockJSON

extension JSONWriter {
    /// Writes what is known of a token.
    package mutating func token(_ token: AccessToken, at now: Timestamp) {
        object { $0.tokenMembers(token, at: now) }
    }

    /// Writes a list of them.
    package mutating func tokens(_ tokens: [AccessToken], at now: Timestamp) {
        list(tokens) { json, token in json.token(token, at: now) }
    }

    mutating func tokenMembers(_ token: AccessToken, at now: Timestamp) {
        member("id", token.id.text)
        member("name", token.name)
        member("scopes", token.scopes.sorted().map(\.rawValue))
        member("state", token.revokedAt != nil ? "revoked" : token.isLive(at: now) ? "live" : "expired")
        member("created_at", token.createdAt)
        member("expires_at", token.expiresAt)
        member("revoked_at", token.revokedAt)
        member("last_used_at", token.lastUsedAt)
    }
}
