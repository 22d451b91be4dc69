extension Migration {
    /// What is left of events that are gone.
    static let upkeep = Migration(
        number: 3,
        sql: """
            -- When all that may name a person was taken from an event; the row stays, so that it is accounted for.
            ALTER TABLE event ADD COLUMN erased_at INTEGER;

            -- Ids of senders whose event was removed or erased, so that a repetition is still known as one. Hashes
            -- with a secret of this store's, for an id may say who it is about. The fingerprint of erased data is gone
            -- too: whoever guesses the data could prove the guess by it.
            CREATE TABLE past_key (
                event INTEGER PRIMARY KEY,
                hash BLOB NOT NULL,
                source INTEGER NOT NULL,
                fingerprint INTEGER,
                accepted_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX past_key_hash ON past_key (hash, source);
            CREATE TABLE past_key_secret (id INTEGER PRIMARY KEY CHECK (id = 1), secret BLOB NOT NULL) STRICT;
            INSERT INTO past_key_secret VALUES (1, randomblob(32));
            """
    )
}
