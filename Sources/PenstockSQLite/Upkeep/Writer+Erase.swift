internal import PenstockCore

/// What erasing did.
struct Erasure: Equatable {
    /// Events whose contents were removed.
    var erased = 0
    /// Events that had none any more.
    var skipped = 0
    /// Deliveries that were unfinished and are cancelled.
    var cancelled: [DeliveryID] = []
    /// Pipelines that have deliveries due, because a cancelled one let them go.
    var due: Set<PipelineID> = []
}

extension Writer {
    /// Removes the contents of events and of all that was made of them: payloads, rendered messages and what endpoints
    /// answered. Deliveries that are unfinished are cancelled; that the events were, and what became of them, stays.
    mutating func erase(_ events: [EventSequence], at now: Timestamp) throws(StoreError) -> Erasure {
        var select = try Statement(SQL.deliveriesToErase, on: connection)
        var eraseDelivery = try Statement(SQL.eraseDelivery, on: connection)
        var eraseAttempts = try Statement(SQL.eraseAttempts, on: connection)
        var erasePayload = try Statement(SQL.erasePayload, on: connection)
        let reason = Reason(code: "erased", text: "its event was erased")
        var erasure = Erasure()
        for event in events {
            guard try hasPayload(event) else {
                erasure.skipped += 1
                continue
            }
            select.bind(1, event.rawValue)
            for id in try select.numbers().map(DeliveryID.init) {
                if try head(id).map({ $0.state.isOpen && $0.state != .dead }) == true,
                    case .cancelled(let pipeline, let releases) = try cancel(id, reason, at: now)
                {
                    erasure.cancelled.append(id)
                    if releases { erasure.due.insert(pipeline) }
                }
                try dropRendered(of: id)
                eraseDelivery.bind(1, id.rawValue)
                try eraseDelivery.run()
                eraseAttempts.bind(1, id.rawValue)
                try eraseAttempts.run()
            }
            erasePayload.bind(1, event.rawValue)
            try erasePayload.run()
            erasure.erased += 1
        }
        return erasure
    }
}

extension SQL {
    /// All of an event's deliveries, those of jobs too.
    static let deliveriesToErase = """
        SELECT d.id FROM event e CROSS JOIN delivery d ON d.id >= e.first_delivery AND d.id < e.first_delivery + e.deliveries
        WHERE e.sequence = ?1
        UNION ALL SELECT id FROM delivery WHERE event = ?1 AND job IS NOT NULL
        """

    static let eraseDelivery = "UPDATE delivery SET has_rendered = 0 WHERE id = ?1"

    /// Follows the chain of a delivery's attempts, last to first.
    static let eraseAttempts = """
        WITH RECURSIVE chain (id) AS (
            SELECT last_attempt FROM delivery WHERE id = ?1 AND last_attempt IS NOT NULL
            UNION ALL
            SELECT a.previous FROM chain c CROSS JOIN attempt a ON a.id = c.id
            WHERE a.delivery = ?1 AND a.previous IS NOT NULL
        )
        UPDATE attempt
        SET sentence = NULL, recipients = NULL, attributes = NULL, resume = NULL, response_head = NULL, response_body = x''
        WHERE id IN (SELECT id FROM chain) AND delivery = ?1
        """

    static let erasePayload = "DELETE FROM payload WHERE event = ?1"
}
