internal import PenstockCore

/// What erasing did.
struct Erasure: Equatable {
    /// Events of which all was taken that may name a person.
    var erased = 0
    /// Events that are gone, or were erased before.
    var skipped = 0
    /// Deliveries that were unfinished and are cancelled, with their pipelines.
    var cancelled: [DeliveryID: PipelineID] = [:]
    /// Pipelines that have deliveries due, because a cancelled one let them go.
    var due: Set<PipelineID> = []
}

extension Writer {
    /// Takes from events all that may name a person, wherever the store keeps it, and cancels their unfinished
    /// deliveries.
    ///
    /// What stays accounts for them: number, source, type, times, and their deliveries with states and outcomes. The
    /// sender's id stays as a hash. In one transaction with what the caller does; bytes of the log go with ``scrub``.
    mutating func erase(_ events: [EventSequence], at now: Timestamp) throws(StoreError) -> Erasure {
        var erasure = Erasure()
        var statements = try EraseStatements(on: connection)
        for event in events {
            statements.event.bind(1, event.rawValue)
            guard try statements.event.step(), statements.event.isNull(3) else {
                statements.event.reset()
                erasure.skipped += 1
                continue
            }
            let (id, source) = (statements.event.textOrNil(0), statements.event.integer(1))
            let accepted = statements.event.integer(2)
            let (first, count) = (statements.event.integer(4), statements.event.integer(5))
            statements.event.reset()
            if let id { try hide(id, source, of: event, accepted, &statements) }
            statements.deliveries.bind(1, first)
            statements.deliveries.bind(2, first + count)
            statements.deliveries.bind(3, event.rawValue)
            for delivery in try statements.deliveries.numbers() {
                try erase(DeliveryID(delivery), at: now, &statements, &erasure)
            }
            statements.payload.bind(1, event.rawValue)
            try statements.payload.run()
            statements.pluginState.bind(1, event.rawValue)
            try statements.pluginState.run()
            try eraseMeasures(of: event)
            try removeTimers(of: event)
            statements.directory.bind(1, event.rawValue)
            try statements.directory.run()
            try eraseCertificate(of: event)
            statements.attributes.bind(1, event.rawValue)
            statements.attributes.bind(2, now.microseconds)
            try statements.attributes.run()
            erasure.erased += 1
        }
        return erasure
    }

    private mutating func hide(
        _ id: String,
        _ source: Int64,
        of event: EventSequence,
        _ accepted: Int64,
        _ statements: inout EraseStatements
    ) throws(StoreError) {
        statements.takeKey.bind(1, id)
        statements.takeKey.bind(2, source)
        try statements.takeKey.run()
        statements.keepPastKey.bind(1, event.rawValue)
        statements.keepPastKey.bind(2, orNull: idHash(id))
        statements.keepPastKey.bind(3, source)
        statements.keepPastKey.bind(4, nil as Int64?)
        statements.keepPastKey.bind(5, accepted)
        try statements.keepPastKey.run()
        hasPastKeys = true
    }

    private mutating func erase(
        _ id: DeliveryID,
        at now: Timestamp,
        _ statements: inout EraseStatements,
        _ erasure: inout Erasure
    ) throws(StoreError) {
        guard let old = try head(id) else { return }
        statements.attempts.bind(1, id.rawValue)
        try statements.attempts.run()
        // A dead one has ended. It stays what it is, and cannot be tried again.
        if old.state.isOpen, old.state != .dead {
            let reason = Reason(code: "erased", text: Self.erasedText)
            guard case .cancelled(let pipeline, let releases) = try cancel(id, reason, at: now) else { return }
            erasure.cancelled[id] = pipeline
            if releases { erasure.due.insert(pipeline) }
            return
        }
        if old.hasRendered { try dropRendered(of: id) }
        statements.reason.bind(1, id.rawValue)
        statements.reason.bind(2, Self.erasedText)
        try statements.reason.run()
    }

    private static let erasedText = "the event's data was erased"
}

/// What erasing says to SQLite.
private struct EraseStatements: ~Copyable {
    var event, deliveries, payload, pluginState, directory, attributes, takeKey, keepPastKey: Statement
    var attempts, reason: Statement
}

extension EraseStatements {
    fileprivate init(on connection: borrowing Connection) throws(StoreError) {
        self.init(
            event: try Statement(
                "SELECT id, source, accepted_at, erased_at, first_delivery, deliveries FROM event WHERE sequence = ?1",
                on: connection
            ),
            deliveries: try Statement(
                """
                SELECT id FROM delivery WHERE id >= ?1 AND id < ?2
                UNION SELECT id FROM delivery WHERE event = ?3 AND job IS NOT NULL
                """,
                on: connection
            ),
            payload: try Statement(UpkeepSQL.deletePayload, on: connection),
            pluginState: try Statement("DELETE FROM plugin_state WHERE event = ?1", on: connection),
            directory: try Statement("DELETE FROM directory WHERE event = ?1", on: connection),
            attributes: try Statement(
                "UPDATE event SET erased_at = ?2, id = NULL, subject = NULL, contradiction = NULL WHERE sequence = ?1",
                on: connection
            ),
            takeKey: try Statement("DELETE FROM event_key WHERE id = ?1 AND source = ?2", on: connection),
            keepPastKey: try Statement(UpkeepSQL.keepPastKey, on: connection),
            attempts: try Statement(
                """
                WITH RECURSIVE chain (id, delivery) AS (
                    SELECT last_attempt, id FROM delivery WHERE id = ?1 AND last_attempt IS NOT NULL
                    UNION ALL
                    SELECT a.previous, a.delivery
                    FROM chain c CROSS JOIN attempt a ON a.id = c.id AND a.delivery = c.delivery
                    WHERE a.previous IS NOT NULL
                )
                UPDATE attempt
                SET sentence = NULL, recipients = NULL, attributes = NULL, resume = NULL, response_head = NULL,
                    response_body = x'', is_truncated = 1, request = NULL
                WHERE id IN (SELECT id FROM chain)
                """,
                on: connection
            ),
            reason: try Statement(
                """
                UPDATE delivery SET has_rendered = 0, reason_text = CASE WHEN reason_text IS NOT NULL THEN ?2 END
                WHERE id = ?1
                """,
                on: connection
            )
        )
    }
}
