/// The statements of the writer, with the reasons for their form.
///
/// States stand in them as numbers and not as parameters: SQLite uses a partial index only for a condition that it can
/// compare with the index when it compiles the statement.
enum SQL {
    // MARK: Bookkeeping

    static let count = "UPDATE store SET next_event = ?1, next_delivery = ?2, next_attempt = ?3"

    static let tally = """
        UPDATE pipeline
        SET pending = pending + ?2, waiting = waiting + ?3, held = held + ?4, dead = dead + ?5, behind = behind + ?6
        WHERE id = ?1
        """

    // MARK: Events

    /// Asks and writes with one descent of the tree: no row changes when the key is there.
    static let insertKey = """
        INSERT INTO event_key (id, source, event, fingerprint) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING
        """

    static let findKey = "SELECT event, fingerprint FROM event_key WHERE id = ?1 AND source = ?2"

    static let findPastKey = "SELECT event, fingerprint FROM past_key WHERE hash = ?1 AND source = ?2"

    static let insertEvent = """
        INSERT INTO event (sequence, source, type, revision, first_delivery, deliveries, time, accepted_at, id, subject,
            content_type, contradiction)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """

    static let insertPayload = """
        INSERT INTO payload (event, data_start, data_end, extensions, json) VALUES (?1, ?2, ?3, ?4, ?5)
        """

    static let insertDelivery = """
        INSERT INTO delivery (id, event, pipeline, state, attempts, attempts_before_retry, stage_tries, has_rendered,
            created_at, updated_at, replay_of)
        VALUES (?1, ?2, ?3, 0, 0, 0, 0, 0, ?4, ?4, ?5)
        """

    static let selectEvent = """
        SELECT \(EventRow.columns), e.first_delivery, e.deliveries
        FROM event e \(EventRow.joins)
        WHERE e.sequence = ?1
        """

    static let selectDeliveriesOfEvent = """
        SELECT id, pipeline, replay_of, made_behind, duplicate_of FROM delivery WHERE id >= ?1 AND id < ?2 ORDER BY id
        """

    // MARK: Keys

    /// A delivery with a key or of a job; nearly all have neither and are written with fewer columns.
    static let insertKeyedDelivery = """
        INSERT INTO delivery (id, event, pipeline, state, attempts, attempts_before_retry, stage_tries, has_rendered,
            created_at, updated_at, replay_of, reason_code, reason_text, order_key, line, made_behind, duplicate_of, job)
        VALUES (?1, ?2, ?3, ?4, 0, 0, 0, 0, ?5, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """

    /// Asks and writes at once, as ``insertKey`` does.
    static let insertNaturalKey = """
        INSERT INTO natural_key (pipeline, key, delivery, event, accepted_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO NOTHING
        """

    static let findNaturalKey = """
        SELECT k.delivery, k.accepted_at, d.state, k.event, e.sequence, e.id
        FROM natural_key k LEFT JOIN delivery d ON d.id = k.delivery LEFT JOIN event e ON e.sequence = k.event
        WHERE k.pipeline = ?1 AND k.key = ?2
        """

    static let updateNaturalKey = """
        UPDATE natural_key SET delivery = ?3, event = ?4, accepted_at = ?5, expires_at = ?6 WHERE pipeline = ?1 AND key = ?2
        """

    /// The one whose turn it is, and whether it may go already.
    static let headOfLine = """
        SELECT id, line FROM delivery WHERE pipeline = ?1 AND order_key = ?2 AND line IS NOT NULL ORDER BY id LIMIT 1
        """

    static let leaveLine = "UPDATE delivery SET line = NULL WHERE id = ?1"

    /// It waits, due now, for the reason that ``releaseHeld`` has: claims have gone past its number.
    static let release = """
        UPDATE delivery
        SET state = 1, line = 1, due = ?2, updated_at = ?2, reason_code = NULL, reason_stage = NULL, reason_text = NULL
        WHERE id = ?1
        """

    // MARK: Outcomes

    static let selectDelivery = """
        SELECT state, pipeline, attempts, has_rendered, last_attempt, event, first_attempt_at, is_parked, order_key, line
        FROM delivery WHERE id = ?1
        """

    static let updateDelivery = """
        UPDATE delivery
        SET state = ?2, attempts = ?3, stage_tries = ?4, has_rendered = ?5, last_attempt = ?6, updated_at = ?7, due = ?8,
            reason_code = ?9, reason_stage = ?10, reason_text = ?11, first_attempt_at = ?12, is_parked = NULL,
            revision = coalesce(?13, revision)
        WHERE id = ?1
        """

    static let insertAttempt = """
        INSERT INTO attempt (id, delivery, previous, number, revision, started_at, outcome, status, sent, is_truncated,
            retry_after, name_at, connect_at, tls_at, first_byte_at, total, code, sentence, recipients, attributes, resume,
            response_head, response_body, rendering, request)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
            ?24, ?25)
        """

    static let upsertRendered = """
        INSERT INTO rendered (delivery, content_type, headers, attributes, body, revision) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (delivery) DO UPDATE
        SET content_type = excluded.content_type, headers = excluded.headers, attributes = excluded.attributes,
            body = excluded.body, revision = excluded.revision
        """

    static let deleteRendered = "DELETE FROM rendered WHERE delivery = ?1"

    static let selectRendered = """
        SELECT content_type, headers, attributes, body, revision FROM rendered WHERE delivery = ?1
        """

    static let selectResume = "SELECT resume FROM attempt WHERE id = ?1"

    // MARK: What stages keep

    static let upsertPluginState = """
        INSERT INTO plugin_state (pipeline, stage, key, event, expires_at, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (pipeline, stage, key) DO UPDATE
        SET event = excluded.event, expires_at = excluded.expires_at, value = excluded.value
        """

    static let deletePluginState = "DELETE FROM plugin_state WHERE pipeline = ?1 AND stage = ?2 AND key = ?3"

    static let selectPluginState = """
        SELECT value, expires_at FROM plugin_state WHERE pipeline = ?1 AND stage = ?2 AND key = ?3
        """

    // MARK: A person's doing

    /// The schedule begins anew behind the attempts there are.
    static let retry = """
        UPDATE delivery
        SET state = 1, due = ?2, updated_at = ?2, attempts_before_retry = attempts, stage_tries = 0, has_rendered = ?3,
            reason_code = ?4, reason_stage = NULL, reason_text = ?5, line = ?6, is_parked = NULL, first_attempt_at = NULL
        WHERE id = ?1
        """

    static let cancel = """
        UPDATE delivery
        SET state = 7, due = NULL, has_rendered = 0, updated_at = ?2, reason_code = ?3, reason_stage = ?4,
            reason_text = ?5, is_parked = NULL
        WHERE id = ?1
        """

    static let park = """
        UPDATE delivery
        SET state = 2, due = NULL, updated_at = ?2, reason_code = ?3, reason_stage = ?4, reason_text = ?5, is_parked = 1
        WHERE id = ?1
        """

    /// The end of an attempt of a delivery that was stopped meanwhile.
    static let noteLate = """
        UPDATE delivery
        SET attempts = ?2, has_rendered = ?3, last_attempt = ?4, updated_at = ?5, first_attempt_at = ?6,
            revision = coalesce(?7, revision)
        WHERE id = ?1
        """

    static let hasPayload = "SELECT 1 FROM payload WHERE event = ?1"

    /// A hold that comes of an answer must not take the place of a person's, or a reload would lift that; nor a failed
    /// login the place of `gone`, which it would lift for any change.
    static let hold = """
        UPDATE pipeline
        SET hold_code = ?2, hold_text = ?3, hold_stage = ?4, hold_target = CASE ?2 WHEN 'gone' THEN target END
        WHERE id = ?1 AND (hold_code IS NULL OR hold_code = 'configuration' OR ?2 NOT IN ('configuration', 'gone')
            OR (hold_code = 'gone' AND ?2 = 'gone'))
        """

    static let resume = """
        UPDATE pipeline SET hold_code = NULL, hold_text = NULL, hold_stage = NULL, hold_target = NULL WHERE id = ?1
        """

    static let remember = "UPDATE pipeline SET memory = ?2 WHERE id = ?1"

    /// They wait, due now, and are not made pending: claims of pending ones have long gone past their ids. A refused
    /// login was no try of the endpoint, so the schedule begins anew.
    static let releaseHeld = """
        UPDATE delivery
        SET state = 1, due = ?2, updated_at = ?2, attempts_before_retry = attempts, stage_tries = 0, reason_code = NULL,
            reason_stage = NULL, reason_text = NULL, first_attempt_at = NULL
        WHERE pipeline = ?1 AND state = 2 AND reason_code = ?3 AND is_parked IS NULL
        """

    // MARK: Jobs

    static let insertJob = """
        INSERT INTO job (kind, state, request, last, cursor, total, done, skipped, created_at, updated_at)
        VALUES (?1, 0, ?2, ?3, 0, ?4, 0, 0, ?5, ?5) RETURNING id
        """

    static let selectJobState = "SELECT state FROM job WHERE id = ?1"

    static let updateJob = """
        UPDATE job
        SET cursor = ?2, done = done + ?3, skipped = skipped + ?4, state = ?5, reason_code = ?6, reason_stage = ?7,
            reason_text = ?8, updated_at = ?9
        WHERE id = ?1
        """

    // MARK: Claims

    private static let claim = """
        SELECT d.id, d.created_at, d.attempts, d.attempts_before_retry, d.stage_tries, d.has_rendered, d.last_attempt,
            d.replay_of, d.first_attempt_at, \(EventRow.columns)
        FROM delivery d CROSS JOIN event e ON e.sequence = d.event \(EventRow.joins)
        """

    static let claimPending = """
        \(claim)
        WHERE d.pipeline = ?1 AND d.state = 0 AND d.id > ?2
        ORDER BY d.id
        """

    static let claimWaiting = """
        \(claim)
        WHERE d.pipeline = ?1 AND d.state = 1 AND d.due <= ?2
        ORDER BY d.due, d.id
        """

    static let due = "SELECT id, due FROM delivery WHERE pipeline = ?1 AND state = 1 ORDER BY due, id"
}
