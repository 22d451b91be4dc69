internal import PenstockCore

/// One step of the schema, from the version below it to its own.
struct Migration {
    let number: Int64
    let sql: String

    /// All steps, in order. A released one never changes: a change of the schema is a new step in a file of its own.
    static let all = [
        tables, keysAndJobs, upkeep, pluginState, documents, accessTokens, sources, requestHeads, measures, timers,
        directory, certificates, timerWalk,
    ]

    /// What SQLite keeps at a fixed place of the file to tell whose it is: "Pens".
    static let applicationID: Int64 = 0x5065_6E73

    /// Brings a store up to date, each step in a transaction of its own.
    /// - Throws: `corrupt` when the file is no store, `unavailable` when a newer version made it.
    static func migrate(_ connection: borrowing Connection) throws(StoreError) {
        var version = try read("PRAGMA user_version", connection)
        let owner = try read("PRAGMA application_id", connection)
        if version == 0, owner == 0, try read("SELECT count(*) FROM sqlite_schema", connection) == 0 {
            try connection.execute("PRAGMA application_id = \(applicationID)")
        } else if owner != applicationID {
            throw StoreError(.corrupt, "the file penstock.db in the data directory is a database, but not Penstock's")
        }
        let newest = all.last?.number ?? 0
        guard version <= newest else {
            throw StoreError(
                .unavailable,
                "a newer Penstock wrote this store (schema \(version)); this one knows schemas up to \(newest)"
            )
        }
        for migration in all where migration.number > version {
            try connection.execute("BEGIN IMMEDIATE")
            do throws(StoreError) {
                try connection.execute(migration.sql)
                try connection.execute("PRAGMA user_version = \(migration.number)")
                try connection.execute("COMMIT")
            } catch {
                if connection.isInTransaction { try connection.execute("ROLLBACK") }
                throw error
            }
            version = migration.number
        }
    }

    private static func read(_ sql: String, _ connection: borrowing Connection) throws(StoreError) -> Int64 {
        var statement = try Statement(sql, on: connection)
        guard try statement.step() else { return 0 }
        return statement.integer(0)
    }
}
