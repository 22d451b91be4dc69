extension Migration {
    /// What stages keep from delivery to delivery.
    static let pluginState = Migration(
        number: 4,
        sql: """
            -- Keyed by the pipeline and the stage's name in it, so that no stage reads another's. The event is the one
            -- whose delivery wrote the value last: whoever erases it erases what was made of it too. A table with rows
            -- and not a tree of keys, because a value may have 64 KiB.
            CREATE TABLE plugin_state (
                id INTEGER PRIMARY KEY,
                pipeline INTEGER NOT NULL,
                stage TEXT NOT NULL,
                key BLOB NOT NULL,
                event INTEGER NOT NULL,
                expires_at INTEGER,         -- NULL keeps it for ever
                value BLOB NOT NULL,
                UNIQUE (pipeline, stage, key)
            ) STRICT;
            CREATE INDEX plugin_state_event ON plugin_state (event);
            CREATE INDEX plugin_state_expiry ON plugin_state (expires_at) WHERE expires_at IS NOT NULL;
            """
    )
}
