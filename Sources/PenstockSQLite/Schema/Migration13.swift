extension Migration {
    /// How far past events have been given the timers of the catalog.
    static let timerWalk = Migration(
        number: 13,
        sql: """
            -- At most one row. `place` is the event up to which all have been looked at; NULL when that is done.
            CREATE TABLE timer_walk (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                rules BLOB NOT NULL,        -- a digest of all rules of the catalog
                place INTEGER
            ) STRICT;
            """
    )
}
