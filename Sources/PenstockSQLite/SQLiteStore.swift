package import PenstockCore
internal import Synchronization

/// The store in one SQLite file, for one process: the embedded default.
///
/// The file is `penstock.db` in the data directory, in WAL mode with `synchronous=FULL`
/// (https://www.sqlite.org/wal.html): what ``commit(_:)`` has answered survives a crash and a loss of power.
package final class SQLiteStore: EventStore {
    package let id: StoreID

    let limits: StoreLimits
    let readers: ReaderPool
    private let writer: Mutex<Desk?>
    private let copier: LogCopier
    private let lock: Mutex<DirectoryLock?>

    /// What the writing thread has before it.
    private struct Desk: ~Copyable, Sendable {
        var writer: Writer
        var plan: CheckpointPlan

        /// Reads on the writer's connection, which sees all that is settled.
        mutating func read<Result>(
            _ body: (inout Writer) throws(StoreError) -> Result
        ) throws(StoreError) -> Result { try body(&writer) }

        /// Writes, and then looks after the log.
        mutating func write<Result>(
            copier: LogCopier,
            _ body: (inout Writer) throws(StoreError) -> Result
        ) throws(StoreError) -> Result {
            let result = try body(&writer)
            switch plan.afterCommit(pages: writer.connection.pagesInLog, isCopying: copier.isRunning) {
            case .none: break
            case .passive: copier.start()
            case .restart:
                do throws(StoreError) {
                    try writer.connection.checkpoint(.restart)
                } catch {
                    writer.checkpointFailed(error)
                }
            }
            if let failure = copier.failure { writer.checkpointFailed(failure) }
            return result
        }
    }

    /// Opens the store of a data directory, and makes both where they are missing.
    /// - Throws: `locked` when another process serves the directory, `corrupt` when the file is damaged or is no
    ///   store, `unavailable` when it cannot be read or a newer version wrote it.
    package convenience init(directory: String) throws(StoreError) {
        try self.init(directory: directory, limits: StoreLimits())
    }

    init(directory: String, limits: StoreLimits) throws(StoreError) {
        let directory = try DataDirectory(making: directory)
        let lock = try DirectoryLock(directory: directory.path)
        let connection = try Connection(path: directory.file)
        try Self.prepare(connection)
        let writer = try Writer(connection)
        id = writer.id
        self.limits = limits
        readers = ReaderPool(path: directory.file)
        copier = try LogCopier(path: directory.file)
        self.writer = Mutex(Desk(writer: writer, plan: limits.checkpoints))
        self.lock = Mutex(lock)
    }

    private static func prepare(_ connection: borrowing Connection) throws(StoreError) {
        // The first two hold only for a file that is still empty; a later change of either needs VACUUM. The log gives
        // back what an unusual load made it grow beyond twice its normal size.
        try connection.execute(
            """
            PRAGMA page_size = 4096;
            PRAGMA auto_vacuum = INCREMENTAL;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA cache_size = -2048;
            PRAGMA temp_store = MEMORY;
            PRAGMA journal_size_limit = 134217728;
            """
        )
        try Migration.migrate(connection)
        // Nothing is served before what a crash left in the log is in the file.
        try connection.checkpoint(.truncate)
        // How long the writer waits for readers when it begins the log anew; it tries again later.
        connection.waitForLocks(milliseconds: 20)
    }

    package func close() {
        copier.close()
        readers.close()
        writer.withLock { desk in
            try? desk?.writer.connection.checkpoint(.truncate)
            desk = nil
        }
        lock.withLock { $0 = nil }
    }
}

// MARK: - Writing

extension SQLiteStore {
    package func adopt(
        _ pipelines: [PipelineDeclaration],
        digest: String,
        at now: Timestamp
    ) throws(StoreError) -> Adoption {
        try write { (writer) throws(StoreError) in try writer.adopt(pipelines, digest: digest, at: now) }
    }

    package func commit(_ operations: [StoreOperation]) throws(StoreError) -> [StoreResult] {
        try write { (writer) throws(StoreError) in try writer.commit(operations) }
    }

    package func claimPending(
        _ pipeline: PipelineID,
        after cursor: DeliveryID?,
        limit: Int,
        bytes: Int
    ) throws(StoreError) -> [ClaimedDelivery] {
        try read { (writer) throws(StoreError) in
            try writer.claimPending(pipeline, after: cursor, limit: limit, bytes: bytes)
        }
    }

    package func claimWaiting(
        _ pipeline: PipelineID,
        dueBy now: Timestamp,
        except inFlight: Set<DeliveryID>,
        limit: Int,
        bytes: Int
    ) throws(StoreError) -> [ClaimedDelivery] {
        try read { (writer) throws(StoreError) in
            try writer.claimWaiting(pipeline, dueBy: now, except: inFlight, limit: limit, bytes: bytes)
        }
    }

    package func nextDue(
        _ pipeline: PipelineID,
        except inFlight: Set<DeliveryID>
    ) throws(StoreError) -> Timestamp? {
        try read { (writer) throws(StoreError) in try writer.nextDue(pipeline, except: inFlight) }
    }

    private func read<Result: Sendable>(
        _ body: (inout Writer) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try writer.withLock { (desk) throws(StoreError) -> Result in
            guard let result = try desk?.read(body) else { throw .closed }
            return result
        }
    }

    private func write<Result: Sendable>(
        _ body: (inout Writer) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try writer.withLock { (desk) throws(StoreError) -> Result in
            guard let result = try desk?.write(copier: copier, body) else { throw .closed }
            return result
        }
    }
}

extension StoreError {
    static let closed = StoreError(.unavailable, "the store is closed")
}
