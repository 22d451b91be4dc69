extension Migration {
    /// Timers: events that will follow from others.
    static let timers = Migration(
        number: 10,
        sql: """
            -- One row for each, for ever the same: emitting is decided by it. States: 0 pending, 1 fired, 2 cancelled.
            -- Numbers are never given again, because people have seen them.
            CREATE TABLE timer (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                event INTEGER NOT NULL,
                root INTEGER NOT NULL,      -- the first event of a chain of timers; the event itself where there is none
                type INTEGER NOT NULL,
                emit INTEGER NOT NULL,
                offset_days INTEGER NOT NULL,
                due INTEGER NOT NULL,
                state INTEGER NOT NULL,
                is_moved INTEGER NOT NULL,
                cancel_key BLOB,
                person TEXT,
                person_digest TEXT,         -- by which erase jobs find it: they do not keep the name
                reason_code TEXT,
                reason_text TEXT,
                result INTEGER,             -- the event that it became, or that cancelled it
                ended_at INTEGER,           -- NULL while it is pending
                UNIQUE (event, emit, offset_days),
                CHECK ((state = 0) = (ended_at IS NULL))
            ) STRICT;
            -- What comes next. Partial: nothing of what is done stays in it.
            CREATE INDEX timer_pending ON timer (due) WHERE state = 0;
            CREATE INDEX timer_due ON timer (due);
            CREATE INDEX timer_cancel_key ON timer (cancel_key) WHERE state = 0 AND cancel_key IS NOT NULL;
            CREATE INDEX timer_person ON timer (person_digest) WHERE person_digest IS NOT NULL;
            CREATE INDEX timer_ended ON timer (ended_at) WHERE ended_at IS NOT NULL;

            -- What emitted events take from the original, once for all its timers and only while one is pending: its
            -- payload may go before. The data stands last, so that the rest is read without overflow pages.
            CREATE TABLE timer_origin (
                event INTEGER PRIMARY KEY,
                root INTEGER NOT NULL,
                type INTEGER NOT NULL,
                rules BLOB NOT NULL,        -- a digest of the rules that its timers follow from
                source INTEGER NOT NULL,
                time INTEGER NOT NULL,
                accepted_at INTEGER NOT NULL,
                id TEXT NOT NULL,
                subject TEXT,
                person TEXT,
                person_digest TEXT,
                extensions BLOB,
                data BLOB
            ) STRICT;
            -- Which have to be looked at when the rules of a type change.
            CREATE INDEX timer_origin_rules ON timer_origin (type, rules, event);
            CREATE INDEX timer_origin_person ON timer_origin (person_digest) WHERE person_digest IS NOT NULL;
            """
    )
}
