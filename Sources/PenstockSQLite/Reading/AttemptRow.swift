internal import PenstockCore

/// How an attempt is read.
enum AttemptRow {
    /// Asked for with its delivery too: where rows were deleted, no other delivery's attempt is taken for one.
    static let select = """
        SELECT number, started_at, revision, outcome, status, sent, is_truncated, retry_after, name_at, connect_at, tls_at,
            first_byte_at, total, code, sentence, recipients, attributes, resume, response_head, response_body, previous, rendering,
            request
        FROM attempt WHERE id = ?1 AND delivery = ?2
        """

    static let previous: Int32 = 20
}

extension Attempt {
    /// Reads the columns of ``AttemptRow/select``.
    init(_ row: borrowing Statement) throws(StoreError) {
        var result = AttemptResult(try Outcome(code: row.integer(3)))
        result.status = row.int(4)
        result.sent = try Sent(code: row.integer(5))
        result.isTruncated = row.integer(6) != 0
        result.retryAfter = row.integerOrNil(7).map { .microseconds($0) }
        result.timings = Timings(
            name: row.integerOrNil(8),
            connect: row.integerOrNil(9),
            tls: row.integerOrNil(10),
            firstByte: row.integerOrNil(11),
            total: row.integerOrNil(12)
        )
        result.code = row.text(13)
        result.sentence = row.text(14)
        result.recipients = try Packing.recipients(row.bytes(15))
        result.attributes = try Packing.attributes(row.bytes(16))
        result.resume = row.bytes(17)
        result.responseHead = row.bytes(18)
        result.responseBody = row.bytes(19)
        self.init(
            number: row.int(0),
            startedAt: Timestamp(microseconds: row.integer(1)),
            result: result,
            revision: RevisionID(row.integer(2)),
            rendering: row.integerOrNil(21).map(RevisionID.init),
            request: try Packing.request(row.bytes(22))
        )
    }
}
