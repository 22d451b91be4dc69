extension Migration {
    /// The certificates that people have.
    static let certificates = Migration(
        number: 12,
        sql: """
            -- One row for each person and program: the newest certificate. The person's name stands here beside its digest,
            -- because lists of what expires name people; erasure removes the row.
            CREATE TABLE certificate (
                id INTEGER PRIMARY KEY,
                person BLOB NOT NULL,
                program TEXT NOT NULL,
                holder TEXT NOT NULL,
                name TEXT,
                number TEXT,
                issued INTEGER NOT NULL,    -- days since 1970-01-01, as all that follow
                renewal INTEGER,
                expires INTEGER,            -- NULL for one that never does
                event INTEGER NOT NULL,     -- the event that told of it, which may be gone
                UNIQUE (person, program)
            ) STRICT;
            CREATE INDEX certificate_expiry ON certificate (expires);
            CREATE INDEX certificate_of_program ON certificate (program, expires);
            CREATE INDEX certificate_of_event ON certificate (event);
            """
    )
}
