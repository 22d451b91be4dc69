internal import PenstockCore

/// How a delivery is read for people.
enum DeliveryRow {
    static let columns = """
        d.id, n.name, d.event, e.id, t.name, e.subject, d.state, d.reason_code, d.reason_text, d.reason_stage,
        d.attempts, d.created_at, d.updated_at, d.due, d.replay_of, d.has_rendered, d.duplicate_of, o.sequence, o.id, d.job,
        d.revision IS NOT NULL OR d.last_attempt IS NOT NULL,
        coalesce(d.revision, (SELECT a.revision FROM attempt a WHERE a.id = d.last_attempt AND a.delivery = d.id),
            CASE WHEN d.job IS NULL THEN e.revision END),
        \(lastStatus)
        """

    /// Asked for with its delivery, see ``AttemptRow/select``.
    static let lastStatus = "(SELECT a.status FROM attempt a WHERE a.id = d.last_attempt AND a.delivery = d.id)"

    static let tables = """
        delivery d CROSS JOIN event e ON e.sequence = d.event CROSS JOIN type t ON t.id = e.type
        CROSS JOIN pipeline n ON n.id = d.pipeline
        LEFT JOIN delivery f ON f.id = d.duplicate_of LEFT JOIN event o ON o.sequence = f.event
        """
}

extension DeliveryRecord {
    /// Reads the columns of ``DeliveryRow``.
    init(_ row: borrowing Statement, in store: StoreID) throws(StoreError) {
        let event = EventSequence(row.integer(2))
        self.init(
            id: DeliveryID(row.integer(0)),
            pipeline: row.text(1),
            event: event,
            eventID: row.textOrNil(3) ?? store.text(of: event),
            type: row.text(4),
            subject: row.textOrNil(5),
            state: try DeliveryState(code: row.integer(6)),
            reason: row.textOrNil(7).map { Reason(code: $0, text: row.text(8), stage: row.textOrNil(9)) },
            attempts: row.int(10),
            revision: row.integerOrNil(21).map(RevisionID.init),
            hasBegun: row.integer(20) != 0,
            createdAt: Timestamp(microseconds: row.integer(11)),
            updatedAt: Timestamp(microseconds: row.integer(12)),
            due: row.integerOrNil(13).map(Timestamp.init(microseconds:)),
            replayOf: row.integerOrNil(14).map(DeliveryID.init),
            hasRendered: row.integer(15) != 0,
            duplicateOf: row.integerOrNil(16).map(DeliveryID.init),
            duplicateOfEvent: row.integerOrNil(17).map { row.textOrNil(18) ?? store.text(of: EventSequence($0)) },
            job: row.integerOrNil(19).map(JobID.init),
            lastStatus: row.integerOrNil(22).flatMap { $0 == 0 ? nil : Int($0) }
        )
    }
}
