package import PenstockCore

extension SQLiteStore {
    package func deliveries(_ query: DeliveryQuery) throws(StoreError) -> Page<DeliveryRecord> {
        try readers.read { (connection) throws(StoreError) in
            let search = Search(limits)
            var conditions = Conditions(firstParameter: 3)
            conditions.add(
                "e.type",
                in: try query.type.map { (type) throws(StoreError) in try connection.types(matching: type) }
            )
            conditions.add(subject: query.subject)
            conditions.add(
                "e.source",
                in: try query.source.map { (name) throws(StoreError) in try connection.sources(named: name) }
            )
            conditions.add("d.created_at >=", query.since?.microseconds)
            conditions.add("d.created_at <=", query.until?.microseconds)
            conditions.add("d.pipeline =", query.pipeline?.rawValue)
            if !query.states.isEmpty { conditions.add("d.state", in: query.states.map(\.code).sorted()) }
            if let status = query.status {
                conditions.add("\(DeliveryRow.lastStatus) BETWEEN \(status.lowerBound) AND \(status.upperBound)")
            }
            let columns = ["d.reason_text", "e.subject", "e.id", EventRow.jsonText]
            conditions.add(query.text, in: columns, or: named(query.text))
            conditions.add(query.person, in: ["e.subject", EventRow.jsonText])
            // A few open ones among millions that are done are found by the index, all else by looking back.
            if !query.states.isEmpty, query.states.allSatisfy(\.isOpen) {
                return try listOpen(query, conditions, search, connection)
            }
            return try list(query, conditions, search, connection)
        }
    }

    private func list(
        _ query: DeliveryQuery,
        _ conditions: Conditions,
        _ search: Search,
        _ connection: borrowing Connection
    ) throws(StoreError) -> Page<DeliveryRecord> {
        var select = try Self.statement(conditions, connection)
        var people = try PersonCheck(query.person, on: connection)
        var items: [DeliveryRecord] = []
        var stride = Stride(limit: limits.listStride)
        var cursor = try NumberedTable.deliveries.start(
            before: query.cursor?.rawValue ?? .max,
            until: query.until,
            step: limits.listStride,
            connection
        )
        while let newest = try connection.newest("id", of: "delivery", below: cursor) {
            if try connection.isBefore(query.since, newest) { return Page(items: items, next: nil) }
            let end = newest - stride.count
            try stride.look { () throws(StoreError) in
                try select.collect(&items, numbers: end...newest, limit: query.limit, in: id, &people)
            }
            cursor = items.count == query.limit ? items.last?.id.rawValue ?? end : end
            if items.count == query.limit || search.isOver { break }
        }
        let isEnd = try connection.newest("id", of: "delivery", below: cursor) == nil
        return Page(items: items, next: isEnd ? nil : cursor)
    }

    /// Lists through `delivery_open`: the newest of each pipeline and state, merged.
    private func listOpen(
        _ query: DeliveryQuery,
        _ conditions: Conditions,
        _ search: Search,
        _ connection: borrowing Connection
    ) throws(StoreError) -> Page<DeliveryRecord> {
        var select = try Self.statement(conditions, connection)
        var people = try PersonCheck(query.person, on: connection)
        let open = try OpenDeliveries(query, on: connection)
        var items: [DeliveryRecord] = []
        let start = try NumberedTable.deliveries.start(
            before: query.cursor?.rawValue ?? .max,
            until: query.until,
            step: limits.listStride,
            connection
        )
        var cursor = start
        while let numbers = try open.newest(below: cursor, count: max(query.limit, 1) + 1, on: connection) {
            for number in numbers {
                // At least one is looked at, or a slow machine would never come to the end.
                if items.count == query.limit || (cursor != start && search.isOver) {
                    return Page(items: items, next: cursor)
                }
                if try connection.isBefore(query.since, number) { return Page(items: items, next: nil) }
                try select.collect(&items, numbers: number...number, limit: query.limit, in: id, &people)
                cursor = number
            }
        }
        return Page(items: items, next: nil)
    }

    package func delivery(_ id: DeliveryID) throws(StoreError) -> DeliveryRecord? {
        try readers.read { (connection) throws(StoreError) in
            var items: [DeliveryRecord] = []
            var select = try Self.statement(Conditions(firstParameter: 3), connection)
            var people = try PersonCheck(nil, on: connection)
            try select.collect(&items, numbers: id.rawValue...id.rawValue, limit: 1, in: self.id, &people)
            return items.first
        }
    }

    package func deliveries(of event: EventSequence) throws(StoreError) -> [DeliveryRecord] {
        try readers.read { (connection) throws(StoreError) in
            var bounds = try Statement(
                "SELECT first_delivery, deliveries FROM event WHERE sequence = ?1",
                on: connection
            )
            bounds.bind(1, event.rawValue)
            guard try bounds.step() else { return [] }
            let (first, count) = (bounds.integer(0), bounds.int(1))
            bounds.reset()
            var items: [DeliveryRecord] = []
            var select = try Self.statement(Conditions(firstParameter: 3), connection)
            if count > 0 {
                var people = try PersonCheck(nil, on: connection)
                try select.collect(&items, numbers: first...first + Int64(count) - 1, limit: count, in: id, &people)
            }
            items.reverse()
            var replays = try Statement(Self.replaysOfEvent, on: connection)
            replays.bind(1, event.rawValue)
            while try replays.step() { items.append(try DeliveryRecord(replays, in: id)) }
            return items
        }
    }

    /// Those that jobs made, which stand apart from the event's own.
    static let replaysOfEvent = """
        SELECT \(DeliveryRow.columns) FROM \(DeliveryRow.tables)
        WHERE d.event = ?1 AND d.job IS NOT NULL
        ORDER BY d.id
        """

    /// The delivery or the event that a text names by an id which the store made.
    private func named(_ filter: TextFilter?) -> String? {
        guard let text = filter?.text else { return nil }
        if let delivery = id.delivery(text) { return "d.id = \(delivery.rawValue)" }
        return id.event(text).map { "d.event = \($0.rawValue)" }
    }

    private static func statement(
        _ conditions: Conditions,
        _ connection: borrowing Connection
    ) throws(StoreError) -> Statement {
        var select = try Statement(
            """
            SELECT \(DeliveryRow.columns) FROM \(DeliveryRow.tables) LEFT JOIN payload p ON p.event = d.event
            WHERE d.id <= ?1 AND d.id >= ?2 \(conditions.sql)
            ORDER BY d.id DESC
            """,
            on: connection
        )
        conditions.bind(to: &select)
        return select
    }
}

extension Statement {
    /// Adds the deliveries with these numbers to a list, until it is full.
    fileprivate mutating func collect(
        _ items: inout [DeliveryRecord],
        numbers: ClosedRange<Int64>,
        limit: Int,
        in store: StoreID,
        _ people: inout PersonCheck
    ) throws(StoreError) {
        bind(1, numbers.upperBound)
        bind(2, numbers.lowerBound)
        while items.count < limit, try step() {
            let record = try DeliveryRecord(self, in: store)
            if try people.isMeant(record.event, in: store) { items.append(record) }
        }
        reset()
    }
}

extension Connection {
    /// Whether a delivery was made so long before a time that no older one can be of it.
    fileprivate func isBefore(_ since: Timestamp?, _ delivery: Int64) throws(StoreError) -> Bool {
        guard let since else { return false }
        var select = try Statement("SELECT created_at FROM delivery WHERE id = ?1", on: self)
        select.bind(1, delivery)
        return try select.numbers().contains { $0 < since.microseconds - Search.clockTolerance }
    }
}
