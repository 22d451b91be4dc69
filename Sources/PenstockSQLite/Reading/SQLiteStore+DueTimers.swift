package import PenstockCore

// Timers: what the engine asks.

extension SQLiteStore {
    package func dueTimers(by now: Timestamp, limit: Int) throws(StoreError) -> [DueTimer] {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement(
                """
                SELECT m.id, x.name, m.offset_days, m.due, \(TimerOriginRow.columns)
                FROM (SELECT * FROM timer WHERE state = 0 AND due <= ?1 ORDER BY due, id LIMIT ?2) m
                CROSS JOIN type x ON x.id = m.emit CROSS JOIN timer_origin o ON o.event = m.event
                \(TimerOriginRow.joins) ORDER BY m.due, m.id
                """,
                on: connection
            )
            select.bind(1, now.microseconds)
            select.bind(2, limit)
            var list: [DueTimer] = []
            while try select.step() {
                list.append(
                    DueTimer(
                        id: TimerID(select.integer(0)),
                        emit: select.text(1),
                        offset: select.int(2),
                        due: Timestamp(microseconds: select.integer(3)),
                        origin: try TimerOrigin(select, from: 4)
                    )
                )
            }
            return list
        }
    }

    package func nextTimer() throws(StoreError) -> Timestamp? {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement("SELECT due FROM timer WHERE state = 0 ORDER BY due LIMIT 1", on: connection)
            return try select.numbers().first.map(Timestamp.init(microseconds:))
        }
    }

    package func timerRules() throws(StoreError) -> [TimerRules] {
        try readers.read { (connection) throws(StoreError) in
            // From one version to the next by the index, and not over all rows of each.
            var next = try Statement(
                """
                SELECT o.type, o.rules, t.name FROM timer_origin o CROSS JOIN type t ON t.id = o.type
                WHERE (o.type, o.rules) > (?1, ?2) ORDER BY o.type, o.rules LIMIT 1
                """,
                on: connection
            )
            var list: [TimerRules] = []
            var place: (type: Int64, rules: KeyDigest) = (.min, .noRules)
            while true {
                next.bind(1, place.type)
                next.bind(2, place.rules)
                guard try next.step() else { return list }
                guard let rules = next.key(1) else { throw Self.lostRules }
                place = (next.integer(0), rules)
                list.append(TimerRules(type: next.text(2), digest: rules))
                next.reset()
            }
        }
    }

    package func timerWalk() throws(StoreError) -> TimerWalk? {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement("SELECT rules, place FROM timer_walk", on: connection)
            guard try select.step() else { return nil }
            guard let rules = select.key(0) else { throw Self.lostRules }
            return TimerWalk(rules: rules, place: select.integerOrNil(1))
        }
    }

    private static let lostRules = StoreError(.corrupt, "the store has lost the rules of timers")

    package func timerSets(
        under rules: TimerRules,
        after cursor: EventSequence?,
        limit: Int
    ) throws(StoreError) -> [TimerSet] {
        try readers.read { (connection) throws(StoreError) in
            var origins = try Statement(
                """
                SELECT \(TimerOriginRow.columns) FROM timer_origin o \(TimerOriginRow.joins)
                WHERE o.type = (SELECT id FROM type WHERE name = ?1) AND o.rules = ?2 AND o.event > ?3
                ORDER BY o.event LIMIT ?4
                """,
                on: connection
            )
            origins.bind(1, rules.type)
            origins.bind(2, rules.digest)
            origins.bind(3, cursor?.rawValue ?? .min)
            origins.bind(4, limit)
            var slots = try Statement(
                """
                SELECT m.id, x.name, m.offset_days, m.due, m.state, m.is_moved, m.reason_code, m.cancel_key
                FROM timer m CROSS JOIN type x ON x.id = m.emit WHERE m.event = ?1 ORDER BY m.id
                """,
                on: connection
            )
            var list: [TimerSet] = []
            while try origins.step() {
                var set = TimerSet(origin: try TimerOrigin(origins), timers: [])
                slots.bind(1, set.origin.event.rawValue)
                while try slots.step() { set.timers.append(try TimerSet.Slot(slots)) }
                list.append(set)
            }
            return list
        }
    }
}

extension TimerSet.Slot {
    fileprivate init(_ row: borrowing Statement) throws(StoreError) {
        self.init(
            id: TimerID(row.integer(0)),
            emit: row.text(1),
            offset: row.int(2),
            due: Timestamp(microseconds: row.integer(3)),
            state: try TimerState(code: row.integer(4)),
            isMoved: row.integer(5) == 1,
            isUndeclared: row.textOrNil(6) == TimerSet.undeclared,
            key: row.key(7)
        )
    }
}
