package import PenstockCore
internal import Synchronization

/// The store in one SQLite file, for one process: the embedded default.
///
/// The file is `penstock.db` in the data directory, in WAL mode with `synchronous=FULL`
/// (https://www.sqlite.org/wal.html): what ``commit(_:)`` has answered survives a crash and a loss of power.
package final class SQLiteStore: EventStore {
    package let id: StoreID

    /// What an operator should know of the place the store lies in; nil where all is well.
    package let warning: String?

    let limits: StoreLimits
    let readers: ReaderPool
    let files: DataDirectory
    let probe: @Sendable () -> DiskSpace?
    private let writer: Mutex<Desk?>
    let copier: LogCopier
    private let lock: Mutex<DirectoryLock?>

    /// Opens the store of a data directory, and makes both where they are missing.
    /// - Throws: `locked` when another process serves the directory, `corrupt` when the file is damaged or is no
    ///   store, `unavailable` when it cannot be read or a newer version wrote it.
    ///   `corrupt` too when its log is damaged, unless the options accept the loss.
    package convenience init(directory: String, options: StoreOptions = StoreOptions()) throws(StoreError) {
        var limits = StoreLimits()
        limits.options = options
        try self.init(directory: directory, limits: limits)
    }

    init(directory: String, limits: StoreLimits) throws(StoreError) {
        let directory = try DataDirectory(making: directory)
        let lock = try DirectoryLock(directory: directory.path)
        if !limits.options.acceptsLoss { try directory.refuseDamagedLog() }
        let connection = try Connection(path: directory.file)
        try Self.prepare(connection)
        let writer = try Writer(connection)
        id = writer.id
        self.limits = limits
        readers = ReaderPool(path: directory.file)
        copier = try LogCopier(path: directory.file)
        files = directory
        let path = directory.path
        probe = limits.disk ?? { try? DiskSpace(at: path) }
        var desk = Desk(
            writer: writer,
            plan: limits.checkpoints,
            disk: DiskGuard(reserve: limits.options.diskReserve, probe: probe),
            ballast: Ballast(directory: directory.path, size: limits.options.ballast)
        )
        warning = desk.restoreBallast()
        self.writer = Mutex(desk)
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
            PRAGMA secure_delete = ON;
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
            desk?.abandonBackup()
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
        try atDesk { (desk) throws(StoreError) in try desk.commit(operations, copier: copier) }
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

    func read<Result: Sendable>(
        _ body: (inout Writer) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try atDesk { (desk) throws(StoreError) in try desk.read(body) }
    }

    func write<Result: Sendable>(
        _ body: (inout Writer) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try atDesk { (desk) throws(StoreError) in try desk.write(copier: copier, body) }
    }

    func atDesk<Result: Sendable>(
        _ body: (inout Desk) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try writer.withLock { (desk) throws(StoreError) -> Result in
            guard desk != nil else { throw .closed }
            return try body(&desk!)
        }
    }
}

extension StoreError {
    static let closed = StoreError(.unavailable, "the store is closed")
}
