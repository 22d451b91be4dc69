internal import PenstockCore

extension Writer {
    static func hasPastKeys(_ connection: borrowing Connection) throws(StoreError) -> Bool {
        var select = try Statement("SELECT 1 FROM past_key LIMIT 1", on: connection)
        return try !select.numbers().isEmpty
    }

    /// The event that had this id before it was removed or erased, and the fingerprint of its data where that is kept.
    mutating func pastKey(
        _ id: String,
        _ source: Int64
    ) throws(StoreError) -> (event: EventSequence, fingerprint: Int64?)? {
        statements.findPastKey.bind(1, orNull: idHash(id))
        statements.findPastKey.bind(2, source)
        defer { statements.findPastKey.reset() }
        guard try statements.findPastKey.step() else { return nil }
        return (EventSequence(statements.findPastKey.integer(0)), statements.findPastKey.integerOrNil(1))
    }
}
