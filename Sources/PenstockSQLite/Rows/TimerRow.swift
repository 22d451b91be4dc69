internal import PenstockCore

/// How a timer is read, wherever a query has it as `m`.
enum TimerRow {
    static let columns = """
        m.id, m.event, coalesce(o.id, e.id), e.sequence IS NOT NULL, t.name, x.name, m.offset_days, m.due, m.state,
        m.is_moved, m.person, m.reason_code, m.reason_text, m.result, r.id, r.sequence IS NOT NULL, m.ended_at
        """

    /// CROSS fixes the order: the timer decides, the rest is looked up. Events may be gone.
    static let joins = """
        CROSS JOIN type t ON t.id = m.type CROSS JOIN type x ON x.id = m.emit
        LEFT JOIN timer_origin o ON o.event = m.event
        LEFT JOIN event e ON e.sequence = m.event
        LEFT JOIN event r ON r.sequence = m.result
        """
}

extension TimerRecord {
    /// Reads the columns of ``TimerRow``.
    init(_ row: borrowing Statement, in store: StoreID) throws(StoreError) {
        let event = EventSequence(row.integer(1))
        let result = row.integerOrNil(13).map(EventSequence.init)
        self.init(
            id: TimerID(row.integer(0)),
            event: event,
            eventID: row.textOrNil(2) ?? (row.integer(3) == 1 ? store.text(of: event) : nil),
            type: row.text(4),
            emit: row.text(5),
            offset: row.int(6),
            due: Timestamp(microseconds: row.integer(7)),
            state: try TimerState(code: row.integer(8)),
            isMoved: row.integer(9) == 1,
            person: row.textOrNil(10),
            reason: row.textOrNil(11).map { Reason(code: $0, text: row.text(12)) },
            result: row.textOrNil(14) ?? (row.integer(15) == 1 ? result.map { store.text(of: $0) } : nil),
            endedAt: row.integerOrNil(16).map(Timestamp.init(microseconds:))
        )
    }
}

/// How an origin is read, wherever a query has it as `o`.
enum TimerOriginRow {
    static let columns = """
        o.event, o.root, o.id, s.name, t.name, o.subject, o.time, o.extensions, o.data, o.accepted_at
        """

    static let joins = "CROSS JOIN source s ON s.id = o.source CROSS JOIN type t ON t.id = o.type"
}

extension TimerOrigin {
    /// Reads the columns of ``TimerOriginRow``, of which the first is `start`.
    init(_ row: borrowing Statement, from start: Int32 = 0) throws(StoreError) {
        self.init(
            event: EventSequence(row.integer(start)),
            root: EventSequence(row.integer(start + 1)),
            id: row.text(start + 2),
            source: row.text(start + 3),
            type: row.text(start + 4),
            subject: row.textOrNil(start + 5),
            time: Timestamp(microseconds: row.integer(start + 6)),
            extensions: try Packing.attributes(row.bytes(start + 7)),
            data: row.isNull(start + 8) ? nil : row.bytes(start + 8),
            acceptedAt: Timestamp(microseconds: row.integer(start + 9))
        )
    }
}

extension TimerState {
    var code: Int64 {
        switch self {
        case .pending: 0
        case .fired: 1
        case .cancelled: 2
        }
    }

    init(code: Int64) throws(StoreError) {
        switch code {
        case 0: self = .pending
        case 1: self = .fired
        case 2: self = .cancelled
        default: throw .unknownCode(code, "timer's state")
        }
    }
}
