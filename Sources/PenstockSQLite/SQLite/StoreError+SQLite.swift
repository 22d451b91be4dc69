internal import CSQLite
internal import PenstockCore

extension StoreError {
    /// Translates a result of SQLite.
    /// - Parameters:
    ///   - result: An extended result code (https://www.sqlite.org/rescode.html).
    ///   - message: What SQLite says of it.
    init(sqlite result: Int32, _ message: String) {
        switch result & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(.busy, "another connection holds the store's lock (\(message))", underlying: result)
        case SQLITE_FULL:
            self.init(.full, "the disk of the store is full; nothing of this was written", underlying: result)
        case SQLITE_IOERR where result == Self.indexOfLogCannotGrow:
            // The index of the log could not grow; nothing of the transaction is in the log.
            self.init(.full, "the disk of the store is full; nothing of this was written", underlying: result)
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            self.init(.corrupt, "the store's file is damaged (\(message))", underlying: result)
        case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE:
            self.init(.conflict, "the store cannot keep this row (\(message))", underlying: result)
        default:
            self.init(.unavailable, "reading or writing the store failed (\(message))", underlying: result)
        }
    }

    /// `SQLITE_IOERR_SHMSIZE`, which Swift does not import.
    private static let indexOfLogCannotGrow = SQLITE_IOERR | (19 << 8)

    /// Whether the failure is of one row and not of the store, so that other operations may stand.
    var isOfOneOperation: Bool { code == .conflict || code == .notFound }
}

extension StoreError {
    static let diskFull = StoreError(
        .full,
        "the disk is nearly full: no event is accepted, so that outcomes can still be written; make room on it"
    )
}
