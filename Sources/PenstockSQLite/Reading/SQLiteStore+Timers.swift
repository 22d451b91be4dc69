package import PenstockCore

// Timers: what people ask.

extension SQLiteStore {
    package func timers(_ query: TimerQuery) throws(StoreError) -> TimerPage {
        try readers.read { (connection) throws(StoreError) in
            let filter = try TimerFilter(query, connection)
            guard query.person == nil else { return try timersOfPerson(query, filter, connection) }
            let search = Search(limits)
            var select = try Statement(
                """
                SELECT \(TimerRow.columns), m.type, m.emit
                FROM (SELECT * FROM timer WHERE (due, id) > (?1, ?2) AND due < ?3 ORDER BY due, id LIMIT ?4) m
                \(TimerRow.joins) ORDER BY m.due, m.id
                """,
                on: connection
            )
            var items: [TimerRecord] = []
            var place = query.cursor
            while true {
                select.bind(1, place?.due.microseconds ?? .min)
                select.bind(2, place?.id.rawValue ?? .min)
                select.bind(3, query.dueBefore?.microseconds ?? .max)
                select.bind(4, limits.timerStride)
                var looked = 0
                while items.count < query.limit, try select.step() {
                    looked += 1
                    let record = try TimerRecord(select, in: id)
                    place = record.place
                    if filter.takes(record, select) { items.append(record) }
                }
                select.reset()
                if items.count < query.limit, looked < limits.timerStride { return TimerPage(items: items, next: nil) }
                if items.count == query.limit || search.isOver { return TimerPage(items: items, next: place) }
            }
        }
    }

    /// Those of one person are few.
    private func timersOfPerson(
        _ query: TimerQuery,
        _ filter: TimerFilter,
        _ connection: borrowing Connection
    ) throws(StoreError) -> TimerPage {
        var select = try Statement(
            """
            SELECT \(TimerRow.columns), m.type, m.emit
            FROM (SELECT * FROM timer WHERE person_digest = ?1 AND (due, id) > (?2, ?3) AND due < ?4) m \(TimerRow.joins)
            ORDER BY m.due, m.id
            """,
            on: connection
        )
        select.bind(1, query.person)
        select.bind(2, query.cursor?.due.microseconds ?? .min)
        select.bind(3, query.cursor?.id.rawValue ?? .min)
        select.bind(4, query.dueBefore?.microseconds ?? .max)
        var items: [TimerRecord] = []
        while try select.step() {
            let record = try TimerRecord(select, in: id)
            guard filter.takes(record, select) else { continue }
            guard items.count < query.limit else { return TimerPage(items: items, next: items.last?.place) }
            items.append(record)
        }
        return TimerPage(items: items, next: nil)
    }

    package func timer(_ timer: TimerID) throws(StoreError) -> TimerRecord? {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(
                "SELECT \(TimerRow.columns) FROM timer m \(TimerRow.joins) WHERE m.id = ?1",
                on: connection
            )
            select.bind(1, timer.rawValue)
            return try select.step() ? try TimerRecord(select, in: id) : nil
        }
    }

    package func timers(of event: EventSequence) throws(StoreError) -> [TimerRecord] {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(
                "SELECT \(TimerRow.columns) FROM timer m \(TimerRow.joins) WHERE m.event = ?1 ORDER BY m.due, m.id",
                on: connection
            )
            select.bind(1, event.rawValue)
            var list: [TimerRecord] = []
            while try select.step() { list.append(try TimerRecord(select, in: id)) }
            return list
        }
    }

    package func pendingTimers() throws(StoreError) -> Int {
        try readers.read { (connection) throws(StoreError) in
            Int(try connection.number("SELECT count(*) FROM timer WHERE state = 0"))
        }
    }
}

/// What a list of timers asks beside the person and the time.
private struct TimerFilter {
    private let types: Set<Int64>?
    private let emits: Set<Int64>?
    private let states: Set<TimerState>

    /// Behind the columns of ``TimerRow``.
    private static let (type, emit): (Int32, Int32) = (17, 18)

    init(_ query: TimerQuery, _ connection: borrowing Connection) throws(StoreError) {
        types = try query.type.map { (name) throws(StoreError) in Set(try connection.types(matching: name)) }
        emits = try query.emit.map { (name) throws(StoreError) in Set(try connection.types(matching: name)) }
        states = query.states
    }

    func takes(_ record: TimerRecord, _ row: borrowing Statement) -> Bool {
        (states.isEmpty || states.contains(record.state)) && (types?.contains(row.integer(Self.type)) ?? true)
            && (emits?.contains(row.integer(Self.emit)) ?? true)
    }
}
