package import PenstockCore

// What sources have learned, and what is to be known of them.

extension SQLiteStore {
    private static var columns: String { "id, source, request, reason, learned_at" }

    package func learned(
        of source: String?,
        before cursor: LearnedID?,
        limit: Int
    ) throws(StoreError) -> [LearnedRequest] {
        try readers.read { (connection) throws(StoreError) in
            let condition = source == nil ? "" : "AND source = ?3"
            var select = try Statement(
                "SELECT \(Self.columns) FROM learned_request WHERE id < ?1 \(condition) ORDER BY id DESC LIMIT ?2",
                on: connection
            )
            select.bind(1, cursor?.rawValue ?? .max)
            select.bind(2, limit)
            if let source { select.bind(3, source) }
            var list: [LearnedRequest] = []
            while try select.step() { list.append(LearnedRequest(select)) }
            return list
        }
    }

    package func learned(_ id: LearnedID) throws(StoreError) -> LearnedRequest? {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement("SELECT \(Self.columns) FROM learned_request WHERE id = ?1", on: connection)
            select.bind(1, id.rawValue)
            guard try select.step() else { return nil }
            let request = LearnedRequest(select)
            select.reset()
            return request
        }
    }

    package func learnedCounts() throws(StoreError) -> [String: Int] {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement("SELECT source, count(*) FROM learned_request GROUP BY source", on: connection)
            var counts: [String: Int] = [:]
            while try select.step() { counts[select.text(0)] = select.int(1) }
            return counts
        }
    }

    package func sourceMemories() throws(StoreError) -> [String: [UInt8]] {
        try readers.read { (connection) throws(StoreError) in
            var select = try Statement("SELECT source, memory FROM source_memory", on: connection)
            var memories: [String: [UInt8]] = [:]
            while try select.step() { memories[select.text(0)] = select.bytes(1) }
            return memories
        }
    }
}

extension LearnedRequest {
    fileprivate init(_ row: borrowing Statement) {
        self.init(
            id: LearnedID(row.integer(0)),
            source: row.text(1),
            request: row.bytes(2),
            reason: row.text(3),
            at: Timestamp(microseconds: row.integer(4))
        )
    }
}
