package import PenstockCore

extension Writer {
    /// Writes the row that an event's data becomes, over what an earlier event about the same key said.
    mutating func write(_ entry: NewDirectoryEntry, of event: Event) throws(StoreError) {
        statements.upsertDirectory.bind(1, entry.directory)
        statements.upsertDirectory.bind(2, entry.key)
        statements.upsertDirectory.bind(3, event.sequence.rawValue)
        statements.upsertDirectory.bind(4, event.acceptedAt.microseconds)
        statements.upsertDirectory.bind(5, entry.person)
        try statements.upsertDirectory.run(6, bytes: event.json.span.extracting(event.dataRange))
    }

    /// Removes the rows about a person, those also whose events retention has taken.
    /// - Parameter person: The digest that ``NewDirectoryEntry/person`` holds.
    mutating func forgetDirectory(of person: String) throws(StoreError) {
        statements.forgetDirectory.bind(1, person)
        try statements.forgetDirectory.run()
    }
}

extension SQLiteStore {
    package func directoryRow(_ directory: String, key: String) throws(StoreError) -> DirectoryRow? {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(SQL.selectDirectoryRow, on: connection)
            select.bind(1, directory)
            select.bind(2, key)
            guard try select.step() else { return nil }
            let row = DirectoryRow(select)
            select.reset()
            return row
        }
    }

    package func directoryRows(
        _ directory: String,
        after key: String?,
        limit: Int
    ) throws(StoreError) -> [DirectoryRow] {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(SQL.selectDirectoryRows, on: connection)
            select.bind(1, directory)
            // No key is empty, so that all are behind an empty one.
            select.bind(2, key ?? "")
            select.bind(3, limit)
            var rows: [DirectoryRow] = []
            while try select.step() { rows.append(DirectoryRow(select)) }
            return rows
        }
    }
}

extension DirectoryRow {
    /// Reads a row of ``SQL/selectDirectoryRow``.
    fileprivate init(_ row: borrowing Statement) {
        self.init(
            key: row.text(0),
            json: row.bytes(1),
            event: EventSequence(row.integer(2)),
            acceptedAt: Timestamp(microseconds: row.integer(3))
        )
    }
}
