package import PenstockCore

// Upkeep of the file.

extension SQLiteStore {
    package func maintain(
        _ policy: RetentionPolicy,
        at now: Timestamp,
        budget: Duration
    ) throws(StoreError) -> UpkeepReport {
        let limits = limits
        return try atDesk { (desk) throws(StoreError) in
            _ = desk.restoreBallast()
            return try desk.write(copier: copier) { (writer) throws(StoreError) in
                try writer.maintain(policy, at: now, budget: budget, limits)
            }
        }
    }

    package func scrub() throws(StoreError) {
        try write { (writer) throws(StoreError) in try writer.connection.checkpoint(.truncate) }
    }

    package func backup(to path: String, pages: Int) throws(StoreError) -> BackupProgress {
        try atDesk { (desk) throws(StoreError) in try desk.backup(to: path, pages: pages) }
    }

    package func abandonBackup() {
        try? atDesk { (desk) throws(StoreError) in desk.abandonBackup() }
    }

    package func space() throws(StoreError) -> StoreSpace {
        let free = try readers.read { (connection) throws(StoreError) in try connection.freeBytes() }
        // A copy: the guard is asked without its counts, and the writer does not wait.
        let disk = DiskGuard(reserve: limits.options.diskReserve, probe: probe)
        guard let (all, reserve) = disk.space(freeInFile: free) else {
            throw StoreError(.unavailable, "nobody can say how full the disk of \(files.path) is")
        }
        return StoreSpace(
            free: all,
            reserve: reserve,
            file: DataDirectory.size(of: files.file),
            log: DataDirectory.size(of: files.log)
        )
    }
}

extension StoreError {
    static let notYet = StoreError(.unavailable, "this store cannot do that yet")
}
