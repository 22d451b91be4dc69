extension Migration {
    /// What sources have learned, and what is to be known of them after a restart.
    static let sources = Migration(
        number: 7,
        sql: """
            -- Verified requests that became no event, with nothing in them that verified them. Numbers are never given
            -- again, because people have seen them.
            CREATE TABLE learned_request (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                source TEXT NOT NULL,
                request BLOB NOT NULL,      -- JSON
                reason TEXT NOT NULL,
                learned_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX learned_request_source ON learned_request (source, id);

            -- Opaque: when a source was last verified, what it refused.
            CREATE TABLE source_memory (source TEXT PRIMARY KEY, memory BLOB NOT NULL) STRICT, WITHOUT ROWID;
            """
    )
}
