extension Migration {
    /// What tries sent.
    static let requestHeads = Migration(
        number: 8,
        sql: """
            -- The head of the request, packed and without secrets; NULL where none is kept, as of most tries that were
            -- delivered. In the try's own row, so that it goes whenever the try goes.
            ALTER TABLE attempt ADD COLUMN request BLOB;
            """
    )
}
