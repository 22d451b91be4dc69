package import PenstockCore

// Who may do what.

extension SQLiteStore {
    package func tokens() throws(StoreError) -> [AccessToken] {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(
                """
                SELECT id, name, digest, scopes, created_at, expires_at, revoked_at, last_used_at
                FROM token ORDER BY number
                """,
                on: connection
            )
            var list: [AccessToken] = []
            while try select.step() { list.append(AccessToken(select)) }
            return list
        }
    }
}

extension AccessToken {
    fileprivate init(_ row: borrowing Statement) {
        self.init(
            id: TokenID(row.text(0)),
            name: row.text(1),
            digest: row.bytes(2),
            scopes: Set(bits: row.integer(3)),
            createdAt: Timestamp(microseconds: row.integer(4)),
            expiresAt: row.integerOrNil(5).map(Timestamp.init(microseconds:)),
            revokedAt: row.integerOrNil(6).map(Timestamp.init(microseconds:)),
            lastUsedAt: row.integerOrNil(7).map(Timestamp.init(microseconds:))
        )
    }
}
