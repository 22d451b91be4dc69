package import PenstockCore

// Jobs, and what they are about.

extension SQLiteStore {
    package func newest() throws(StoreError) -> (event: EventSequence, delivery: DeliveryID) {
        let numbers = try readers.read { (connection) throws(StoreError) in
            var select = try Statement("SELECT next_event - 1, next_delivery - 1 FROM store", on: connection)
            guard try select.step() else { throw StoreError(.corrupt, "the store has lost the row that names it") }
            return [select.integer(0), select.integer(1)]
        }
        return (EventSequence(numbers[0]), DeliveryID(numbers[1]))
    }

    package func job(_ id: JobID) throws(StoreError) -> Job? {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement("SELECT \(JobRow.columns) FROM job WHERE id = ?1", on: connection)
            select.bind(1, id.rawValue)
            return try select.step() ? try Job(select) : nil
        }
    }

    package func jobs(before cursor: JobID?, limit: Int) throws(StoreError) -> [Job] {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(
                "SELECT \(JobRow.columns) FROM job WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
                on: connection
            )
            select.bind(1, cursor?.rawValue ?? .max)
            select.bind(2, limit)
            var list: [Job] = []
            while try select.step() { list.append(try Job(select)) }
            return list
        }
    }
}

/// How a job is read.
private enum JobRow {
    static let columns = """
        id, kind, state, request, last, cursor, total, done, skipped, reason_code, reason_stage, reason_text, created_at,
        updated_at
        """
}

extension Job {
    /// Reads the columns of `JobRow`.
    fileprivate init(_ row: borrowing Statement) throws(StoreError) {
        self.init(
            id: JobID(row.integer(0)),
            kind: try Kind(code: row.integer(1)),
            state: try State(code: row.integer(2)),
            request: row.bytes(3),
            end: row.integer(4),
            cursor: row.integer(5),
            total: row.integerOrNil(6).map(Int.init),
            done: row.int(7),
            skipped: row.int(8),
            reason: row.textOrNil(9).map { Reason(code: $0, text: row.text(11), stage: row.textOrNil(10)) },
            createdAt: Timestamp(microseconds: row.integer(12)),
            updatedAt: Timestamp(microseconds: row.integer(13))
        )
    }
}
