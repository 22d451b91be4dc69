/// The name by which people know a token: the first digits of what is random in it, which say nothing of the rest.
package struct TokenID: Hashable, Sendable {
    package var text: String
    package init(_ text: String) { self.text = text }
}

/// What is kept of a token; the token itself is shown once and kept by nobody here.
package struct AccessToken: Sendable, Equatable {
    package var id: TokenID
    /// What it is for, in a person's words.
    package var name: String
    /// The SHA-256 of the token.
    package var digest: [UInt8]
    package var scopes: Set<Scope>
    package var createdAt: Timestamp
    /// From when on it counts no more; nil where it has no end.
    package var expiresAt: Timestamp?
    package var revokedAt: Timestamp?
    /// When it was last used, to a minute; nil where it was not.
    package var lastUsedAt: Timestamp?

    package init(
        id: TokenID,
        name: String,
        digest: [UInt8],
        scopes: Set<Scope>,
        createdAt: Timestamp,
        expiresAt: Timestamp? = nil,
        revokedAt: Timestamp? = nil,
        lastUsedAt: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.digest = digest
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.lastUsedAt = lastUsedAt
    }

    /// Whether it counts at a moment.
    package func isLive(at now: Timestamp) -> Bool {
        revokedAt == nil && expiresAt.map { now < $0 } ?? true
    }
}
