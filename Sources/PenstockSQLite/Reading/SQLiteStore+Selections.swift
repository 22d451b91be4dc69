package import PenstockCore

// What a selection names, oldest first.

extension SQLiteStore {
    package func select(
        _ selection: Selection,
        after cursor: Int64,
        limit: Int
    ) throws(StoreError) -> Page<SelectedDelivery> {
        try readers.read { (connection) throws(StoreError) in
            let search = Search(limits)
            var conditions = Conditions(firstParameter: 4)
            try conditions.add(selection, on: connection)
            conditions.add("d.pipeline =", selection.pipeline?.rawValue)
            if !selection.states.isEmpty { conditions.add("d.state", in: selection.states.map(\.code).sorted()) }
            var select = try Statement(
                """
                SELECT d.id, d.event, d.pipeline, d.state
                FROM delivery d CROSS JOIN event e ON e.sequence = d.event CROSS JOIN source s ON s.id = e.source
                WHERE d.id > ?1 AND d.id <= ?2 \(conditions.sql)
                ORDER BY d.id LIMIT ?3
                """,
                on: connection
            )
            conditions.bind(to: &select)
            let table = NumberedTable.deliveries
            let end = min(selection.end ?? .max, try table.last(on: connection))
            // A delivery is made when its event is accepted, or later, by a job.
            let start = try table.start(after: cursor, end, since: selection.since, step: limits.listStride, connection)

            // A few open ones among millions that are done are found by the index.
            let isOpen = !selection.states.isEmpty && selection.states.allSatisfy(\.isOpen)
            let open = isOpen ? try OpenDeliveries(selection, on: connection) : nil
            var items: [SelectedDelivery] = []
            var position = start
            while position < end, items.count < limit {
                // At least one step, or a slow machine would never come to the end.
                if position > start, search.isOver { return Page(items: items, next: position) }
                let last: Int64
                if let open {
                    guard let found = try open.oldest(above: position, count: max(limit, 1), on: connection) else {
                        return Page(items: items, next: nil)
                    }
                    for number in found where number <= end && items.count < limit {
                        try select.collect(&items, above: number - 1, to: number, limit)
                    }
                    last = found.last ?? end
                } else {
                    guard let next = try table.next(above: position, on: connection) else { break }
                    last = min(end, next + limits.listStride)
                    try select.collect(&items, above: next - 1, to: last, limit)
                }
                position = items.count == limit ? items.last?.id.rawValue ?? last : last
            }
            return Page(items: items, next: position < end && items.count == limit ? position : nil)
        }
    }

    package func selectEvents(
        _ selection: Selection,
        after cursor: Int64,
        limit: Int
    ) throws(StoreError) -> Page<Event> {
        try readers.read { (connection) throws(StoreError) in
            let search = Search(limits)
            var conditions = Conditions(firstParameter: 4)
            try conditions.add(selection, on: connection)
            var select = try Statement(
                """
                SELECT \(EventRow.columns)
                FROM event e \(EventRow.joins)
                WHERE e.sequence > ?1 AND e.sequence <= ?2 \(conditions.sql)
                ORDER BY e.sequence LIMIT ?3
                """,
                on: connection
            )
            conditions.bind(to: &select)
            let table = NumberedTable.events
            let end = min(selection.end ?? .max, try table.last(on: connection))
            let start = try table.start(after: cursor, end, since: selection.since, step: limits.listStride, connection)
            var items: [Event] = []
            var bytes = 0
            var position = start
            while position < end, items.count < limit, bytes < limits.pageBytes {
                if position > start, search.isOver { return Page(items: items, next: position) }
                guard let next = try table.next(above: position, on: connection) else { break }
                if let until = selection.until, try table.isBehind(until, next, on: connection) {
                    return Page(items: items, next: nil)
                }
                let last = min(end, next + limits.listStride)
                select.bind(1, position)
                select.bind(2, last)
                select.bind(3, limit - items.count)
                while bytes < limits.pageBytes, try select.step() {
                    bytes += select.byteCount(EventRow.json)
                    items.append(try Event(select, from: 0, in: id))
                }
                select.reset()
                let isFull = items.count == limit || bytes >= limits.pageBytes
                position = isFull ? items.last?.sequence.rawValue ?? last : last
            }
            let isFull = items.count == limit || bytes >= limits.pageBytes
            return Page(items: items, next: position < end && isFull ? position : nil)
        }
    }
}

extension Statement {
    /// Adds the deliveries with these numbers to a list, until it is full.
    fileprivate mutating func collect(
        _ items: inout [SelectedDelivery],
        above first: Int64,
        to last: Int64,
        _ limit: Int
    ) throws(StoreError) {
        bind(1, first)
        bind(2, last)
        bind(3, limit - items.count)
        while try step() {
            items.append(
                SelectedDelivery(
                    id: DeliveryID(integer(0)),
                    event: EventSequence(integer(1)),
                    pipeline: PipelineID(integer(2)),
                    state: try DeliveryState(code: integer(3))
                )
            )
        }
    }
}

extension Conditions {
    /// What a selection asks of an event `e` and its source `s`.
    fileprivate mutating func add(_ selection: Selection, on connection: borrowing Connection) throws(StoreError) {
        if !selection.types.isEmpty {
            var numbers: Set<Int64> = []
            for type in selection.types { numbers.formUnion(try connection.types(matching: type)) }
            add("e.type", in: numbers.sorted())
        }
        add(subject: selection.subject)
        add("s.name =", selection.source)
        add("e.accepted_at >=", selection.since?.microseconds)
        add("e.accepted_at <=", selection.until?.microseconds)
    }
}
