internal import CSQLite
internal import PenstockCore

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A copy of the store that grows step by step (https://www.sqlite.org/backup.html).
///
/// It reads on the writer's connection, so that what is written meanwhile goes to the copy too and never makes it begin
/// anew. It has another name until it is whole and on disk.
struct Backup: ~Copyable, Sendable {
    let path: String
    private let partial: String
    private let target: Connection
    private var copy: BackupHandle?

    /// - Throws: `conflict` when the file exists, `unavailable` when it cannot be made.
    init(of source: borrowing Connection, to path: String) throws(StoreError) {
        var status = stat()
        guard unsafe lstat(path, &status) != 0 else {
            throw StoreError(.conflict, "\(path) exists; a backup never overwrites, so name another file")
        }
        let partial = path + ".partial"
        // What is left of a backup that a crash cut short.
        _ = unsafe unlink(partial)
        let descriptor = unsafe open(partial, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("cannot make \(partial)") }
        _ = close(descriptor)
        let target = try Connection(path: partial)
        // It is on disk or it does not exist: the file gets its name after the fsync.
        try target.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        let copy = try BackupHandle(from: source, to: target)
        self.path = path
        self.partial = partial
        self.target = target
        self.copy = copy
    }

    /// Copies some pages; the last step makes the file durable and gives it its name.
    mutating func step(_ pages: Int) throws(StoreError) -> BackupProgress {
        guard let progress = try copy?.step(pages) else {
            throw StoreError(.unavailable, "the backup has ended")
        }
        guard progress.isDone else { return progress }
        copy = nil
        try publish()
        return progress
    }

    private func publish() throws(StoreError) {
        try Self.sync(partial, O_RDONLY)
        var status = stat()
        guard unsafe lstat(path, &status) != 0 else {
            throw StoreError(.conflict, "\(path) was made by somebody else meanwhile; the backup was not put there")
        }
        guard unsafe rename(partial, path) == 0 else { throw .system("cannot name the backup \(path)") }
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        try Self.sync(folder, O_RDONLY | O_DIRECTORY)
    }

    private static func sync(_ path: String, _ flags: Int32) throws(StoreError) {
        let descriptor = unsafe open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("cannot open \(path)") }
        defer { _ = close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("cannot write \(path)") }
    }

    /// Removes what there is.
    mutating func abandon() {
        copy = nil
        _ = unsafe unlink(partial)
    }
}

/// SQLite's side of a copy. Finished exactly once, before either connection is closed.
@safe final class BackupHandle: @unchecked Sendable {
    private let raw: OpaquePointer

    init(from source: borrowing Connection, to target: borrowing Connection) throws(StoreError) {
        unsafe raw = try target.beginCopy(of: source)
    }

    deinit { unsafe sqlite3_backup_finish(raw) }

    func step(_ pages: Int) throws(StoreError) -> BackupProgress {
        let result = unsafe sqlite3_backup_step(raw, Int32(clamping: pages))
        // Busy: the next step tries the same pages again.
        guard [SQLITE_OK, SQLITE_DONE, SQLITE_BUSY, SQLITE_LOCKED].contains(result & 0xFF) else {
            throw StoreError(sqlite: result, "copying pages: \(unsafe String(cString: sqlite3_errstr(result)))")
        }
        let total = unsafe Int(sqlite3_backup_pagecount(raw))
        let rest = unsafe Int(sqlite3_backup_remaining(raw))
        return BackupProgress(copied: max(0, total - rest), total: total, isDone: result == SQLITE_DONE)
    }
}
