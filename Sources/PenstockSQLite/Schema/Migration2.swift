extension Migration {
    /// Natural keys, order keys, what people do to deliveries, and jobs.
    ///
    /// The columns of `delivery` are NULL in nearly all rows, and its new indices hold only the rows that have one.
    static let keysAndJobs = Migration(
        number: 2,
        sql: """
            -- When the first attempt began, counted anew from a person's retry.
            ALTER TABLE delivery ADD COLUMN first_attempt_at INTEGER;
            -- 1 while a person has stopped it: an attempt that was under way may still end.
            ALTER TABLE delivery ADD COLUMN is_parked INTEGER;

            -- Deliveries of a pipeline with the same order key stand in line, by number. 1: in line, and may go; 2: in
            -- line, and behind (the state is held); NULL: not in line, because it has no key, has ended, or was tried
            -- again when it had left the line.
            ALTER TABLE delivery ADD COLUMN order_key BLOB;
            ALTER TABLE delivery ADD COLUMN line INTEGER;
            -- The head of the line that it was made behind, so that its event is answered again as the first time.
            ALTER TABLE delivery ADD COLUMN made_behind INTEGER;
            CREATE INDEX delivery_line ON delivery (pipeline, order_key) WHERE line IS NOT NULL;

            -- The delivery whose natural key it repeats, and the job that made it.
            ALTER TABLE delivery ADD COLUMN duplicate_of INTEGER;
            ALTER TABLE delivery ADD COLUMN job INTEGER;
            -- Only those made by jobs are not found by their event's first number and count.
            CREATE INDEX delivery_of_job ON delivery (event) WHERE job IS NOT NULL;

            -- Which natural keys a pipeline has had, and the first delivery of each. A row outlives the delivery, so
            -- that retention opens no gap in a window; behind `expires_at` nobody asks for it any more.
            CREATE TABLE natural_key (
                pipeline INTEGER NOT NULL,
                key BLOB NOT NULL,
                delivery INTEGER NOT NULL,
                event INTEGER NOT NULL,
                accepted_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                PRIMARY KEY (pipeline, key)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX natural_key_expiry ON natural_key (expires_at);

            ALTER TABLE pipeline ADD COLUMN behind INTEGER NOT NULL DEFAULT 0;
            -- The endpoint it was declared with last, and the one that a hold for `gone` is about.
            ALTER TABLE pipeline ADD COLUMN target TEXT NOT NULL DEFAULT '';
            ALTER TABLE pipeline ADD COLUMN hold_target TEXT;
            -- What its lane must know after a restart.
            ALTER TABLE pipeline ADD COLUMN memory BLOB;

            -- Kinds: 0 replay, 1 retry, 2 erase. States: 0 running, 1 done, 2 cancelled, 3 failed.
            CREATE TABLE job (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                kind INTEGER NOT NULL,
                state INTEGER NOT NULL,
                request BLOB,
                last INTEGER NOT NULL,
                cursor INTEGER NOT NULL,
                total INTEGER,
                done INTEGER NOT NULL,
                skipped INTEGER NOT NULL,
                reason_code TEXT,
                reason_stage TEXT,
                reason_text TEXT,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT;
            """
    )
}
