extension Migration {
    /// Directories that grow by events.
    static let directory = Migration(
        number: 11,
        sql: """
            -- A row is the data of the last event about its key. It is a copy, because it stays when retention takes the
            -- event's payload. The event is kept to erase the row with it, the person's digest to find the row of
            -- somebody whose event is gone. A table with rows and not a tree of keys, because data may be large.
            CREATE TABLE directory (
                id INTEGER PRIMARY KEY,
                directory TEXT NOT NULL,
                key TEXT NOT NULL,
                event INTEGER NOT NULL,
                accepted_at INTEGER NOT NULL,
                person TEXT,
                row BLOB NOT NULL,
                UNIQUE (directory, key)
            ) STRICT;
            CREATE INDEX directory_event ON directory (event);
            CREATE INDEX directory_person ON directory (person) WHERE person IS NOT NULL;
            """
    )
}
