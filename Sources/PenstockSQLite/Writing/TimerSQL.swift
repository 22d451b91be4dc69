/// What the writer says to SQLite about timers, with the reasons for its form. States stand in it as numbers, as in ``SQL``.
enum TimerSQL {
    static let insert = """
        INSERT INTO timer (event, root, type, emit, offset_days, due, state, is_moved, cancel_key, person, person_digest)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, ?7, ?8, ?9) ON CONFLICT DO NOTHING
        """

    static let insertOrigin = """
        INSERT INTO timer_origin (event, root, type, rules, source, time, accepted_at, id, subject, person, person_digest,
            extensions, data)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """

    /// By an event: those of earlier ones. Those of its own root stay, or the first emitted event would cancel all that
    /// follow.
    static let cancelByKey = """
        UPDATE timer SET state = 2, reason_code = 'superseded', reason_text = ?3, result = ?4, ended_at = ?5
        WHERE cancel_key = ?1 AND state = 0 AND root <> ?2 AND event < ?4
        RETURNING event
        """

    /// What nobody needs any more: nothing of it is pending.
    static let deleteOrigin = """
        DELETE FROM timer_origin
        WHERE event = ?1 AND NOT EXISTS (SELECT 1 FROM timer t WHERE t.event = ?1 AND t.state = 0)
        """

    static let select = "SELECT event, root, state FROM timer WHERE id = ?1"

    static let fire = "UPDATE timer SET state = 1, result = ?2, ended_at = ?3 WHERE id = ?1"

    static let move = "UPDATE timer SET due = ?2, is_moved = 1 WHERE id = ?1"

    static let cancel = """
        UPDATE timer SET state = 2, reason_code = ?2, reason_text = ?3, ended_at = ?4 WHERE id = ?1 AND state = 0
        """
}

/// The same about a change of the catalog, for an event at a time.
enum TimerRevisionSQL {
    static let origin = "SELECT root, type, person, person_digest FROM timer_origin WHERE event = ?1"

    static let setRules = "UPDATE timer_origin SET rules = ?2 WHERE event = ?1"

    /// One that a person has moved meanwhile keeps its time.
    static let change = """
        UPDATE timer SET due = CASE WHEN is_moved THEN due ELSE ?2 END, cancel_key = ?3 WHERE id = ?1 AND state = 0
        """

    /// One that ended because its rule was gone, and only that.
    /// - Parameter which: Names it, from the first parameter on; the second is its time and the third its key.
    static func revive(_ which: String) -> String {
        """
        UPDATE timer
        SET state = 0, due = ?2, cancel_key = ?3, is_moved = 0, reason_code = NULL, reason_text = NULL, ended_at = NULL
        WHERE \(which) AND state = 2 AND reason_code = 'undeclared'
        """
    }
}
