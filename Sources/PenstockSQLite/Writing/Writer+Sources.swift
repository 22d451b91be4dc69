internal import PenstockCore

/// Sources: rare enough for statements that are compiled each time.
extension Writer {
    /// Keeps a request, and of its source the newest.
    mutating func learn(_ new: NewLearnedRequest) throws(StoreError) -> StoreResult {
        guard new.request.count <= NewLearnedRequest.mostBytes else {
            return .failed(
                StoreError(
                    .conflict,
                    "a learned request has \(NewLearnedRequest.mostBytes) bytes at most, and not \(new.request.count)"
                )
            )
        }
        var insert = try Statement(
            "INSERT INTO learned_request (source, request, reason, learned_at) VALUES (?1, ?2, ?3, ?4) RETURNING id",
            on: connection
        )
        insert.bind(1, new.source)
        insert.bind(2, orNull: new.request)
        insert.bind(3, new.reason)
        insert.bind(4, new.at.microseconds)
        guard let id = try insert.numbers().first else {
            throw StoreError(.unavailable, "the store gave no number for a learned request")
        }
        var trim = try Statement(
            """
            DELETE FROM learned_request WHERE source = ?1 AND id <= (
                SELECT id FROM learned_request WHERE source = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2
            )
            """,
            on: connection
        )
        trim.bind(1, new.source)
        trim.bind(2, NewLearnedRequest.mostPerSource)
        try trim.run()
        return .learned(LearnedID(id))
    }

    /// Removes learned requests.
    /// - Returns: How many there were.
    mutating func forget(_ ids: [LearnedID]) throws(StoreError) -> Int {
        guard !ids.isEmpty else { return 0 }
        var delete = try Statement("DELETE FROM learned_request WHERE id = ?1", on: connection)
        var count = 0
        for id in ids {
            delete.bind(1, id.rawValue)
            try delete.run()
            count += connection.changes
        }
        return count
    }

    /// Keeps what is to be known of a source after a restart.
    mutating func note(_ source: String, _ memory: [UInt8]) throws(StoreError) -> StoreResult {
        guard !memory.isEmpty, memory.count <= Self.sourceMemoryLimit else {
            return .failed(
                StoreError(.conflict, "a source may keep 1 to \(Self.sourceMemoryLimit) bytes, and not \(memory.count)")
            )
        }
        var upsert = try Statement(
            "INSERT INTO source_memory VALUES (?1, ?2) ON CONFLICT (source) DO UPDATE SET memory = ?2",
            on: connection
        )
        upsert.bind(1, source)
        upsert.bind(2, orNull: memory)
        try upsert.run()
        return .noted
    }

    private static var sourceMemoryLimit: Int { 4 << 10 }
}
