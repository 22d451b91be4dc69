package import PenstockCore

extension SQLiteStore {
    package func events(_ query: EventQuery) throws(StoreError) -> Page<EventRecord> {
        try readers.read { (connection) throws(StoreError) in
            let search = Search(limits)
            var conditions = Conditions(firstParameter: 3)
            conditions.add(
                "e.type",
                in: try query.type.map { (type) throws(StoreError) in try connection.types(matching: type) }
            )
            conditions.add("s.name =", query.source)
            conditions.add(subject: query.subject)
            conditions.add("e.accepted_at >=", query.since?.microseconds)
            conditions.add("e.accepted_at <=", query.until?.microseconds)
            if query.isUnmatched { conditions.add("e.deliveries = 0") }
            let columns = ["e.subject", "e.id", "e.contradiction", EventRow.jsonText]
            conditions.add(query.text, in: columns, or: named(query.text))
            conditions.add(query.person, in: ["e.subject", EventRow.jsonText])
            return try list(query, conditions, search, connection)
        }
    }

    private func list(
        _ query: EventQuery,
        _ conditions: Conditions,
        _ search: Search,
        _ connection: borrowing Connection
    ) throws(StoreError) -> Page<EventRecord> {
        var select = try Statement(
            """
            SELECT \(EventRow.columns), \(EventRecord.columns)
            FROM event e \(EventRow.joins)
            WHERE e.sequence < ?1 AND e.sequence >= ?2 \(conditions.sql)
            ORDER BY e.sequence DESC
            """,
            on: connection
        )
        conditions.bind(to: &select)
        var (items, bytes): ([EventRecord], Int) = ([], 0)
        var isFull: Bool { items.count >= query.limit || bytes >= limits.pageBytes }
        var stride = Stride(limit: limits.listStride)
        var cursor = try NumberedTable.events.start(
            before: query.cursor?.rawValue ?? .max,
            until: query.until,
            step: limits.listStride,
            connection
        )
        let earliest = (query.since?.microseconds).map { $0 - Search.clockTolerance }
        while let newest = try connection.newest("sequence", of: "event", below: cursor) {
            if let earliest, try connection.acceptedAt(newest) < earliest { return Page(items: items, next: nil) }
            let end = newest - stride.count
            select.bind(1, newest + 1)
            select.bind(2, end)
            try stride.look { () throws(StoreError) in
                while !isFull, try select.step() {
                    let record = try EventRecord(select, in: id)
                    guard query.person?.matches(record.event) ?? true else { continue }
                    bytes += record.event.json.count
                    items.append(record)
                }
                select.reset()
            }
            cursor = isFull ? items.last?.event.sequence.rawValue ?? end : end
            if isFull || search.isOver { break }
        }
        let isEnd = try connection.newest("sequence", of: "event", below: cursor) == nil
        return Page(items: items, next: isEnd ? nil : cursor)
    }

    /// The event that a text names by an id which the store made: that id stands in no column.
    private func named(_ filter: TextFilter?) -> String? {
        (filter?.text).flatMap(id.event).map { "e.sequence = \($0.rawValue)" }
    }

    package func event(_ id: String, source: String?) throws(StoreError) -> EventRecord? {
        try readers.read { (connection) throws(StoreError) in
            var keys = try Statement(
                """
                SELECT k.event FROM event_key k CROSS JOIN source s ON s.id = k.source
                WHERE k.id = ?1 AND (?2 IS NULL OR s.name = ?2)
                """,
                on: connection
            )
            keys.bind(1, id)
            keys.bind(2, source)
            var candidates = try keys.numbers()
            if let made = self.id.event(id) { candidates.append(made.rawValue) }
            let erased = try connection.past(id)
            candidates += erased

            var select = try Statement(EventRecord.select, on: connection)
            for candidate in candidates.sorted(by: >) {
                select.bind(1, candidate)
                defer { select.reset() }
                guard try select.step() else { continue }
                let record = try EventRecord(select, in: self.id)
                guard record.event.id == id || erased.contains(candidate),
                    source == nil || record.event.source == source
                else { continue }
                return record
            }
            return nil
        }
    }
}

extension SQLiteStore {
    package func event(_ sequence: EventSequence) throws(StoreError) -> EventRecord? {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(EventRecord.select, on: connection)
            select.bind(1, sequence.rawValue)
            return try select.step() ? try EventRecord(select, in: id) : nil
        }
    }
}

extension EventRecord {
    fileprivate static let select =
        "SELECT \(EventRow.columns), \(columns) FROM event e \(EventRow.joins) WHERE e.sequence = ?1"

    /// What stands behind the columns of ``EventRow``.
    fileprivate static let columns = "\(EventRow.deliveryCount), p.event IS NOT NULL, e.erased_at"

    fileprivate init(_ row: borrowing Statement, in store: StoreID) throws(StoreError) {
        self.init(
            event: try Event(row, from: 0, in: store),
            deliveryCount: row.int(EventRow.count),
            hasPayload: row.integer(EventRow.count + 1) != 0,
            erasedAt: row.integerOrNil(EventRow.count + 2).map(Timestamp.init(microseconds:))
        )
    }
}

extension Connection {
    /// Events that had this id before they were erased; those that retention removed too.
    fileprivate func past(_ id: String) throws(StoreError) -> [Int64] {
        var any = try Statement("SELECT 1 FROM past_key LIMIT 1", on: self)
        guard try !any.numbers().isEmpty else { return [] }
        var select = try Statement("SELECT event FROM past_key WHERE hash = ?1", on: self)
        select.bind(1, orNull: try IDHash(of: self)(id))
        return try select.numbers()
    }

    fileprivate func acceptedAt(_ sequence: Int64) throws(StoreError) -> Int64 {
        var select = try Statement("SELECT accepted_at FROM event WHERE sequence = ?1", on: self)
        select.bind(1, sequence)
        return try select.numbers().first ?? .max
    }
}
