extension Migration {
    /// What each delivery went through: the documents of revisions, and who was worked on under which.
    static let documents = Migration(
        number: 5,
        sql: """
            -- Documents repeat from revision to revision, so each is kept once. They are found by their SHA-256: an index
            -- of the texts would be as large as the texts.
            CREATE TABLE document (
                id INTEGER PRIMARY KEY,
                digest BLOB NOT NULL UNIQUE,
                stages TEXT NOT NULL,       -- JSON
                text TEXT NOT NULL
            ) STRICT;
            -- NULL where a version that kept no documents adopted the revision.
            ALTER TABLE revision_pipeline ADD COLUMN document INTEGER;

            -- The revision that it was last worked on under; NULL before, and where an older version did.
            ALTER TABLE delivery ADD COLUMN revision INTEGER;
            -- The revision whose filters and transforms made the message; of an attempt only where it is another than
            -- the attempt's own.
            ALTER TABLE rendered ADD COLUMN revision INTEGER;
            ALTER TABLE attempt ADD COLUMN rendering INTEGER;
            """
    )
}
