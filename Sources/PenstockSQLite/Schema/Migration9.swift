extension Migration {
    /// What events measure, and what stood before each of them.
    static let measures = Migration(
        number: 9,
        sql: """
            -- `series/name`, as the catalog has it.
            CREATE TABLE measure (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE
            ) STRICT;

            -- Everything a mean needs, in one row: written once for many events.
            CREATE TABLE measure_group (
                id INTEGER PRIMARY KEY,
                measure INTEGER NOT NULL,
                key BLOB NOT NULL,
                label TEXT NOT NULL,
                sum BLOB NOT NULL,          -- 128 bits, the highest byte first; ten-thousandths
                squares BLOB NOT NULL,      -- likewise
                UNIQUE (measure, key)
            ) STRICT;

            -- Neighbouring values with how often each came. `low` is the least value that belongs into a block, and never
            -- changes; the first of a group has the least there is. A block's count stands before its content, so that
            -- the directory is read without it.
            CREATE TABLE measure_block (
                id INTEGER PRIMARY KEY,
                group_id INTEGER NOT NULL,
                low INTEGER NOT NULL,
                count INTEGER NOT NULL,
                content BLOB NOT NULL,
                UNIQUE (group_id, low)
            ) STRICT;

            -- A person's own in a group; the digest of the name, which is not kept.
            CREATE TABLE measure_person (
                person BLOB NOT NULL,
                group_id INTEGER NOT NULL,
                count INTEGER NOT NULL,
                best INTEGER,
                last INTEGER,
                last_day INTEGER,
                last_entry INTEGER NOT NULL,
                PRIMARY KEY (person, group_id)
            ) STRICT, WITHOUT ROWID;

            -- What one event contributed, with the figures that stood before it. The key is the event's number and the
            -- place among its measures, so that new ones stand at the end; a person's of one group are a chain.
            CREATE TABLE measure_entry (
                id INTEGER PRIMARY KEY,
                group_id INTEGER,           -- NULL for a repetition, which counts nowhere
                person BLOB,
                previous INTEGER,
                value INTEGER,
                day INTEGER,
                identity BLOB,
                identity_ends_at INTEGER,
                figures BLOB NOT NULL
            ) STRICT;
            -- Up to which entry groups, blocks and people have been counted: what stands behind it is counted in memory, and
            -- by whoever reads, so that an event writes its entry alone.
            CREATE TABLE measure_mark (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                entry INTEGER NOT NULL
            ) STRICT;
            INSERT INTO measure_mark VALUES (1, 0);
            CREATE INDEX measure_entry_identity ON measure_entry (identity) WHERE identity IS NOT NULL;
            """
    )
}
