extension Migration {
    /// Who may do what: the tokens that were made.
    static let accessTokens = Migration(
        number: 6,
        sql: """
            -- A token that counts no more stays, so that whoever looks into what happened finds it. Its digest is that
            -- of 256 random bits: nobody finds those by trying, so a slow hash would guard nothing more.
            -- Scopes are bits: 1 ingest, 2 read, 4 admin.
            CREATE TABLE token (
                number INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                digest BLOB NOT NULL UNIQUE,
                name TEXT NOT NULL,
                scopes INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER,
                revoked_at INTEGER,
                last_used_at INTEGER
            ) STRICT;
            """
    )
}
