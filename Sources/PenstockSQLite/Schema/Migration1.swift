extension Migration {
    /// The first schema.
    ///
    /// What intake writes lies at the right edge of a B-tree (rising integer keys), except `event_key`, which has to
    /// decide. Times are microseconds since 1970 in UTC.
    static let tables = Migration(
        number: 1,
        sql: """
            -- The store itself: one row, with its random name and the numbers to give next. They are kept here and
            -- not found as max + 1, because numbers are never given twice, also when the newest rows were deleted.
            CREATE TABLE store (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                name TEXT NOT NULL,
                next_event INTEGER NOT NULL,
                next_delivery INTEGER NOT NULL,
                next_attempt INTEGER NOT NULL
            ) STRICT;

            -- Words that repeat in every event, kept once.
            CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
            CREATE TABLE type (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

            -- A pipeline's number belongs to its name for ever. Whether it takes deliveries is said here and never in
            -- the rows of its deliveries (touching a million rows takes half a minute). The counts are kept up in the
            -- transactions that change them, so that asking for the backlog costs the same whatever the store holds.
            CREATE TABLE pipeline (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                hold_code TEXT,
                hold_text TEXT,
                hold_stage TEXT,
                pending INTEGER NOT NULL DEFAULT 0,
                waiting INTEGER NOT NULL DEFAULT 0,
                held INTEGER NOT NULL DEFAULT 0,
                dead INTEGER NOT NULL DEFAULT 0
            ) STRICT;

            -- Selectors repeat from revision to revision, so their text is kept once.
            CREATE TABLE selector (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
            CREATE TABLE revision (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                fingerprint INTEGER NOT NULL,
                digest TEXT NOT NULL,
                adopted_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX revision_by_fingerprint ON revision (fingerprint);
            CREATE TABLE revision_pipeline (
                revision INTEGER NOT NULL,
                pipeline INTEGER NOT NULL,
                selector INTEGER NOT NULL,
                PRIMARY KEY (revision, pipeline)
            ) STRICT, WITHOUT ROWID;

            -- Events without their payload, so that lists run over few pages. An id that the host made is NULL: it
            -- follows from the sequence. An event's deliveries have consecutive numbers, which spares an index.
            CREATE TABLE event (
                sequence INTEGER PRIMARY KEY,
                source INTEGER NOT NULL,
                type INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                first_delivery INTEGER NOT NULL,
                deliveries INTEGER NOT NULL,
                time INTEGER NOT NULL,
                accepted_at INTEGER NOT NULL,
                id TEXT,
                subject TEXT,
                content_type TEXT,          -- NULL for application/json
                contradiction TEXT
            ) STRICT;

            -- The JSON stands last, so that the rest is read without following a long row's overflow pages.
            CREATE TABLE payload (
                event INTEGER PRIMARY KEY,
                data_start INTEGER NOT NULL,
                data_end INTEGER NOT NULL,
                extensions BLOB,
                json BLOB NOT NULL
            ) STRICT;

            -- Which ids senders have used; decides what is a duplicate. Ids made by the host are not in it. The id
            -- comes first, so that an event is found by its id alone too.
            CREATE TABLE event_key (
                id TEXT NOT NULL,
                source INTEGER NOT NULL,
                event INTEGER NOT NULL,
                fingerprint INTEGER NOT NULL,
                PRIMARY KEY (id, source)
            ) STRICT, WITHOUT ROWID;

            -- The hot table, changed in place. States: 0 pending, 1 waiting, 2 held, 3 dead, 4 delivered, 5 filtered,
            -- 6 duplicate, 7 cancelled; below 4 is open.
            CREATE TABLE delivery (
                id INTEGER PRIMARY KEY,
                event INTEGER NOT NULL,
                pipeline INTEGER NOT NULL,
                state INTEGER NOT NULL,
                attempts INTEGER NOT NULL,
                attempts_before_retry INTEGER NOT NULL,
                stage_tries INTEGER NOT NULL,
                has_rendered INTEGER NOT NULL,
                last_attempt INTEGER,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                due INTEGER,
                replay_of INTEGER,
                reason_code TEXT,
                reason_stage TEXT,
                reason_text TEXT,
                CHECK ((state = 1) = (due IS NOT NULL))
            ) STRICT;

            -- Claims and lists of what is open. SQLite ends every index with the row's number, so rows of one pipeline
            -- and state come out by id. Partial: nothing of what is done stays in it. Written out with OR, because then a
            -- query for one exact state is known to be covered (https://www.sqlite.org/partialindex.html).
            CREATE INDEX delivery_open ON delivery (pipeline, state)
                WHERE state = 0 OR state = 1 OR state = 2 OR state = 3;
            -- Retries by the time they are due.
            CREATE INDEX delivery_due ON delivery (pipeline, due) WHERE state = 1;

            -- Tries, appended at the right edge. A delivery names its last one and each names the one before, so that
            -- a delivery's tries are found without an index.
            CREATE TABLE attempt (
                id INTEGER PRIMARY KEY,
                delivery INTEGER NOT NULL,
                previous INTEGER,
                number INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                started_at INTEGER NOT NULL,
                outcome INTEGER NOT NULL,
                status INTEGER NOT NULL,
                sent INTEGER NOT NULL,
                is_truncated INTEGER NOT NULL,
                retry_after INTEGER,
                name_at INTEGER,
                connect_at INTEGER,
                tls_at INTEGER,
                first_byte_at INTEGER,
                total INTEGER,
                code TEXT,
                sentence TEXT,
                recipients BLOB,
                attributes BLOB,
                resume BLOB,
                response_head BLOB,
                response_body BLOB NOT NULL
            ) STRICT;

            -- Messages kept for a retry or for a person to look at.
            CREATE TABLE rendered (
                delivery INTEGER PRIMARY KEY,
                content_type TEXT NOT NULL,
                headers BLOB,
                attributes BLOB,
                body BLOB NOT NULL
            ) STRICT;
            """
    )
}
