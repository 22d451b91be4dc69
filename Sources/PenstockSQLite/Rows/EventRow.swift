internal import PenstockCore

/// How an event is read, wherever a query joins it as `e`.
enum EventRow {
    static let columns = """
        e.sequence, e.id, s.name, t.name, e.subject, e.time, e.accepted_at, e.content_type, e.contradiction, e.revision,
        p.data_start, p.data_end, p.extensions, p.json
        """

    /// How many columns that is, and which of them is the JSON.
    static let count: Int32 = 14
    static let json: Int32 = 13

    /// The JSON as text, for searching: it is kept as bytes.
    static let jsonText = "CAST(p.json AS TEXT)"

    /// How many deliveries it has, with those that jobs made.
    static let deliveryCount = """
        e.deliveries + (SELECT count(*) FROM delivery r WHERE r.event = e.sequence AND r.job IS NOT NULL)
        """

    /// CROSS fixes the order: the event decides, the rest is looked up. A payload may have been erased.
    static let joins = """
        CROSS JOIN source s ON s.id = e.source CROSS JOIN type t ON t.id = e.type
        LEFT JOIN payload p ON p.event = e.sequence
        """
}

extension Event {
    static let defaultContentType = "application/json"

    /// Reads an event from the columns of ``EventRow``, of which the first is `start`.
    init(_ row: borrowing Statement, from start: Int32, in store: StoreID) throws(StoreError) {
        let sequence = EventSequence(row.integer(start))
        self.init(
            sequence: sequence,
            id: row.textOrNil(start + 1) ?? store.text(of: sequence),
            source: row.text(start + 2),
            type: row.text(start + 3),
            subject: row.textOrNil(start + 4),
            time: Timestamp(microseconds: row.integer(start + 5)),
            dataContentType: row.textOrNil(start + 7) ?? Self.defaultContentType,
            extensions: try Packing.attributes(row.bytes(start + 12)),
            json: row.bytes(start + EventRow.json),
            dataRange: row.int(start + 10)..<max(row.int(start + 10), row.int(start + 11)),
            acceptedAt: Timestamp(microseconds: row.integer(start + 6)),
            contradiction: row.textOrNil(start + 8),
            revision: RevisionID(row.integer(start + 9))
        )
    }
}
