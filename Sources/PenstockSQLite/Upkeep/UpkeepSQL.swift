/// What retention says to SQLite, with the reasons for its form.
///
/// All of it runs over a range of keys, so that nothing is scanned. The age of a row is the parameter ?3.
enum UpkeepSQL {
    /// The last of the next ?3 rows behind ?1 that was made before ?2; NULL where there is none.
    static func window(_ kind: Chore.Kind) -> String {
        switch kind {
        case .attempts: window("id", "started_at", of: "attempt")
        case .deliveries: window("id", "created_at", of: "delivery")
        case .payloads:
            """
            SELECT max(key) FROM (
                SELECT p.event AS key, e.accepted_at AS made
                FROM payload p LEFT JOIN event e ON e.sequence = p.event
                WHERE p.event > ?1 ORDER BY p.event LIMIT ?3
            ) WHERE made <= ?2
            """
        case .unmatched: window("sequence", "accepted_at", of: "event")
        case .ids: window("event", "accepted_at", of: "past_key")
        // The time is the key here.
        case .naturalKeys: window("expires_at", "expires_at", of: "natural_key")
        case .pluginState: window("expires_at", "expires_at", of: "plugin_state")
        case .learned: window("id", "learned_at", of: "learned_request")
        }
    }

    private static func window(_ key: String, _ time: String, of table: String) -> String {
        """
        SELECT max(key) FROM (
            SELECT \(key) AS key, \(time) AS made FROM \(table) WHERE \(key) > ?1 ORDER BY \(key) LIMIT ?3
        ) WHERE made <= ?2
        """
    }

    // MARK: Deliveries

    /// Those behind the same order key go on by themselves, so their age does not count.
    static func due(_ states: [Int64]) -> String {
        """
        d.id > ?1 AND d.id <= ?2 AND d.state IN (\(states.map(String.init).joined(separator: ", ")))
            AND d.updated_at <= ?3 AND NOT (d.state = 2 AND d.line IS NOT NULL AND d.line = 2)
        """
    }

    /// Those of them that stand in line: others may wait for them.
    static func inLine(_ states: [Int64]) -> String {
        "SELECT d.id FROM delivery d WHERE d.line IS NOT NULL AND \(due(states))"
    }

    static func deleteRendered(_ states: [Int64]) -> String {
        """
        DELETE FROM rendered WHERE delivery > ?1 AND delivery <= ?2
            AND EXISTS (SELECT 1 FROM delivery d WHERE d.id = rendered.delivery AND \(due(states)))
        """
    }

    static func deleteAttemptsOfDeliveries(_ states: [Int64]) -> String {
        """
        WITH RECURSIVE chain (id, delivery) AS (
            SELECT d.last_attempt, d.id FROM delivery d WHERE d.last_attempt IS NOT NULL AND \(due(states))
            UNION ALL
            SELECT a.previous, a.delivery FROM chain c CROSS JOIN attempt a ON a.id = c.id AND a.delivery = c.delivery
            WHERE a.previous IS NOT NULL
        )
        DELETE FROM attempt WHERE id IN (SELECT id FROM chain)
        """
    }

    static func deleteDeliveries(_ states: [Int64]) -> String {
        "DELETE FROM delivery AS d WHERE \(due(states)) RETURNING event, pipeline, state"
    }

    // MARK: Attempts

    /// The last one of an open delivery stays: it has what the transport left for the next.
    static let deleteAttempts = """
        DELETE FROM attempt WHERE id > ?1 AND id <= ?2 AND started_at <= ?3
            AND NOT EXISTS (
                SELECT 1 FROM delivery d
                WHERE d.id = attempt.delivery AND d.last_attempt = attempt.id AND d.state < 4
            )
        """

    // MARK: Events

    /// Kept while a delivery is open, also a dead one: a person may still retry it.
    static let deletePayloads = """
        DELETE FROM payload WHERE event > ?1 AND event <= ?2
            AND EXISTS (SELECT 1 FROM event e WHERE e.sequence = payload.event AND e.accepted_at <= ?3)
            AND NOT EXISTS (
                SELECT 1 FROM event e
                CROSS JOIN delivery d ON d.id >= e.first_delivery AND d.id < e.first_delivery + e.deliveries
                WHERE e.sequence = payload.event AND d.state < 4
            )
            AND NOT EXISTS (
                SELECT 1 FROM delivery r WHERE r.event = payload.event AND r.job IS NOT NULL AND r.state < 4
            )
        RETURNING event
        """

    static let unmatched = """
        SELECT e.sequence FROM event e
        WHERE e.sequence > ?1 AND e.sequence <= ?2 AND e.accepted_at <= ?3 AND e.deliveries = 0
            AND NOT EXISTS (SELECT 1 FROM delivery r WHERE r.event = e.sequence AND r.job IS NOT NULL)
        """

    /// Nobody can ask for figures of an event that cannot be delivered again; what it contributed stays.
    static let clearFigures = "UPDATE measure_entry SET figures = x'' WHERE id >= ?1 AND id < ?2"

    static let deletePayload = "DELETE FROM payload WHERE event = ?1"

    /// Only an event of which nothing is left but itself; one that nobody matched also has to be as old as ?2.
    static let deleteEvent = """
        DELETE FROM event AS e WHERE e.sequence = ?1 AND (e.deliveries > 0 OR e.accepted_at <= ?2)
            AND NOT EXISTS (SELECT 1 FROM payload p WHERE p.event = e.sequence)
            AND NOT EXISTS (
                SELECT 1 FROM delivery d WHERE d.id >= e.first_delivery AND d.id < e.first_delivery + e.deliveries
            )
            AND NOT EXISTS (SELECT 1 FROM delivery r WHERE r.event = e.sequence AND r.job IS NOT NULL)
        RETURNING id, source, accepted_at
        """

    // MARK: Ids

    static let takeKey = "DELETE FROM event_key WHERE id = ?1 AND source = ?2 RETURNING fingerprint"

    static let keepPastKey = """
        INSERT OR REPLACE INTO past_key (event, hash, source, fingerprint, accepted_at) VALUES (?1, ?2, ?3, ?4, ?5)
        """

    static let deleteNaturalKeys = """
        DELETE FROM natural_key WHERE expires_at > ?1 AND expires_at <= ?2 AND expires_at <= ?3
        """

    static let deletePluginState = """
        DELETE FROM plugin_state WHERE expires_at > ?1 AND expires_at <= ?2 AND expires_at <= ?3
        """

    static let deleteLearned = "DELETE FROM learned_request WHERE id > ?1 AND id <= ?2 AND learned_at <= ?3"

    static let deletePastKeys = "DELETE FROM past_key WHERE event > ?1 AND event <= ?2 AND accepted_at <= ?3"
}
