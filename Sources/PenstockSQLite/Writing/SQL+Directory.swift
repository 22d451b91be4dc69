extension SQL {
    static let upsertDirectory = """
        INSERT INTO directory (directory, key, event, accepted_at, person, row) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (directory, key) DO UPDATE
        SET event = excluded.event, accepted_at = excluded.accepted_at, person = excluded.person, row = excluded.row
        """

    static let forgetDirectory = "DELETE FROM directory WHERE person = ?1"

    static let selectDirectoryRow = """
        SELECT key, row, event, accepted_at FROM directory WHERE directory = ?1 AND key = ?2
        """

    static let selectDirectoryRows = """
        SELECT key, row, event, accepted_at FROM directory WHERE directory = ?1 AND key > ?2 ORDER BY key LIMIT ?3
        """
}
