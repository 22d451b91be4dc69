internal import PenstockCore

// A person makes and revokes tokens a few times a year, and uses are noted once a minute: these statements are compiled
// when they are needed.

extension Writer {
    mutating func issue(_ token: AccessToken) throws(StoreError) -> StoreResult {
        var insert = try Statement(
            """
            INSERT INTO token (id, digest, name, scopes, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO NOTHING RETURNING number
            """,
            on: connection
        )
        insert.bind(1, token.id.text)
        insert.bind(2, orNull: token.digest)
        insert.bind(3, token.name)
        insert.bind(4, token.scopes.bits)
        insert.bind(5, token.createdAt.microseconds)
        insert.bind(6, token.expiresAt?.microseconds)
        guard try insert.step() else {
            return .failed(StoreError(.conflict, "there is a token \(token.id.text) already"))
        }
        // To its end: an insertion that answers is complete only then.
        try insert.run()
        return .issued
    }

    mutating func revoke(_ id: TokenID, at now: Timestamp) throws(StoreError) -> StoreResult {
        var update = try Statement(
            "UPDATE token SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1 RETURNING number",
            on: connection
        )
        update.bind(1, id.text)
        update.bind(2, now.microseconds)
        guard try update.step() else { return .failed(StoreError(.notFound, "there is no token '\(id.text)'")) }
        try update.run()
        return .revoked
    }

    mutating func noteUse(of id: TokenID, at now: Timestamp) throws(StoreError) -> StoreResult {
        var update = try Statement(
            "UPDATE token SET last_used_at = max(coalesce(last_used_at, 0), ?2) WHERE id = ?1",
            on: connection
        )
        update.bind(1, id.text)
        update.bind(2, now.microseconds)
        try update.run()
        return .useNoted
    }
}

extension Set<Scope> {
    /// As they are stored.
    var bits: Int64 {
        var bits: Int64 = 0
        for (index, scope) in Scope.allCases.enumerated() where contains(scope) { bits |= 1 << index }
        return bits
    }

    /// Bits that no scope has are passed over: a newer version may have written them.
    init(bits: Int64) {
        self = Set(Scope.allCases.enumerated().filter { bits & 1 << $0.offset != 0 }.map(\.element))
    }
}
