internal import PenstockCore

/// Gives texts that repeat a number each, in a table with the columns `id` and `name` or `text`.
struct Interner: ~Copyable, Sendable {
    /// Bounded, because senders choose sources and types.
    private static let capacity = 4096

    private var find: Statement
    private var add: Statement
    private var known: [String: Int64] = [:]

    private init(find: consuming Statement, add: consuming Statement) {
        self.find = find
        self.add = add
    }

    /// The number of a text, new or old.
    mutating func number(of text: String) throws(StoreError) -> Int64 {
        if let number = known[text] { return number }
        let number: Int64
        if let old = try Self.answer(&find, text) {
            number = old
        } else if let new = try Self.answer(&add, text) {
            number = new
        } else {
            throw StoreError(.unavailable, "the store gave no number for a new text")
        }
        if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
        known[text] = number
        return number
    }

    /// Forgets what it remembers, after a transaction in which numbers were given was undone.
    mutating func forget() { known.removeAll(keepingCapacity: true) }

    private static func answer(_ statement: inout Statement, _ text: String) throws(StoreError) -> Int64? {
        statement.bind(1, text)
        guard try statement.step() else { return nil }
        let number = statement.integer(0)
        // To its end: an insertion that answers is complete only then.
        try statement.run()
        return number
    }
}

extension Interner {
    init(table: String, column: String = "name", on connection: borrowing Connection) throws(StoreError) {
        self.init(
            find: try Statement("SELECT id FROM \(table) WHERE \(column) = ?1", on: connection),
            add: try Statement("INSERT INTO \(table) (\(column)) VALUES (?1) RETURNING id", on: connection)
        )
    }
}
