internal import CSQLite
internal import PenstockCore

/// A connection to the store's file, closed exactly once. One thread at a time uses it.
///
/// Opened without SQLite's own mutex (https://www.sqlite.org/threadsafe.html), so it may move between threads, and its
/// owners keep it behind a mutex of theirs.
@safe struct Connection: ~Copyable, @unchecked Sendable {
    private let raw: OpaquePointer
    /// Where SQLite's hook leaves the size of the log after each commit.
    private let logPages: UnsafeMutablePointer<Int32>

    /// A tenth of the time of a commit, where SQLite is built without lookaside memory (Debian). Refused, and then only
    /// slower, where something else in the process has used SQLite before.
    private static let isConfigured = csqlite_stop_counting_memory() == SQLITE_OK

    /// Opens the file, which must exist.
    init(path: String) throws(StoreError) {
        _ = Self.isConfigured
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let result = unsafe sqlite3_open_v2(path, &handle, flags, nil)
        guard result == SQLITE_OK, let opened = unsafe handle else {
            let message = unsafe handle.map { unsafe String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            unsafe sqlite3_close_v2(handle)
            throw StoreError(sqlite: result, "\(path): \(message)")
        }
        unsafe raw = opened
        unsafe logPages = .allocate(capacity: 1)
        unsafe logPages.initialize(to: 0)
        // Setting a hook also switches SQLite's automatic checkpoints off.
        unsafe sqlite3_wal_hook(
            opened,
            { context, _, _, pages in
                unsafe context?.assumingMemoryBound(to: Int32.self).pointee = pages
                return SQLITE_OK
            },
            logPages
        )
    }

    deinit {
        // "v2" waits for statements that are finalized after it.
        unsafe sqlite3_close_v2(raw)
        unsafe logPages.deallocate()
    }

    /// Pages in the write-ahead log after this connection's last commit.
    var pagesInLog: Int { unsafe Int(logPages.pointee) }

    /// Whether a transaction is open.
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(raw) == 0 }

    /// Rows that the last statement inserted, changed or deleted.
    var changes: Int { unsafe Int(sqlite3_changes64(raw)) }

    /// How long a lock is waited for, in milliseconds.
    func waitForLocks(milliseconds: Int32) {
        unsafe sqlite3_busy_timeout(raw, milliseconds)
    }

    /// Carries out statements that answer nothing.
    func execute(_ sql: String) throws(StoreError) {
        let result = unsafe sqlite3_exec(raw, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw error(result) }
    }

    /// How thorough a checkpoint is (https://www.sqlite.org/c3ref/wal_checkpoint_v2.html).
    enum Checkpoint { case passive, restart, truncate }

    /// Copies the write-ahead log into the file.
    /// - Throws: `busy` when a reader or another checkpoint stood in the way of all but `passive`.
    func checkpoint(_ checkpoint: Checkpoint) throws(StoreError) {
        let mode =
            switch checkpoint {
            case .passive: SQLITE_CHECKPOINT_PASSIVE
            case .restart: SQLITE_CHECKPOINT_RESTART
            case .truncate: SQLITE_CHECKPOINT_TRUNCATE
            }
        let result = unsafe sqlite3_wal_checkpoint_v2(raw, nil, mode, nil, nil)
        guard result == SQLITE_OK else { throw error(result) }
    }

    /// Compiles one statement; its owner finalizes it.
    @unsafe func prepare(_ sql: String) throws(StoreError) -> OpaquePointer {
        var statement: OpaquePointer?
        let result = unsafe sqlite3_prepare_v3(raw, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard result == SQLITE_OK, let statement = unsafe statement else { throw error(result) }
        return unsafe statement
    }

    /// Begins a copy of all of another connection's file to this one's; its owner finishes it.
    @unsafe func beginCopy(of source: borrowing Connection) throws(StoreError) -> OpaquePointer {
        guard let copy = unsafe sqlite3_backup_init(raw, "main", source.raw, "main") else {
            throw error(unsafe sqlite3_errcode(raw))
        }
        return unsafe copy
    }

    private func error(_ result: Int32) -> StoreError {
        unsafe StoreError(sqlite: result, String(cString: sqlite3_errmsg(raw)))
    }
}
