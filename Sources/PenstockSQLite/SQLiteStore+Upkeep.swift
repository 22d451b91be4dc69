package import PenstockCore

// Upkeep of the file.

extension SQLiteStore {
    package func maintain(
        _ policy: RetentionPolicy,
        at now: Timestamp,
        budget: Duration
    ) throws(StoreError) -> UpkeepReport {
        throw .notYet
    }

    package func scrub() throws(StoreError) { throw .notYet }

    package func backup(to path: String, pages: Int) throws(StoreError) -> BackupProgress { throw .notYet }

    package func abandonBackup() {}

    package func space() throws(StoreError) -> StoreSpace { throw .notYet }
}

extension StoreError {
    static let notYet = StoreError(.unavailable, "this store cannot do that yet")
}
