internal import PenstockPluginKit
internal import Synchronization

/// A directory of people, read from a file and again when that changes.
///
/// Stages of the same file and column share one, so that a directory of a million rows is in memory once.
final class Directory: Sendable {
    /// The file's name without its folders, for messages.
    let name: String
    private let path: String
    private let column: String
    private let state: Mutex<State>

    private struct State {
        var table: Table
        /// The version that the table is of, or that was found wanting.
        var version: FileVersion?
        var checked: Int64 = 0
        var isReading = false
        /// The complaint that was logged last, so that it is logged once.
        var complaint: String?
    }

    private init(_ path: String, column: String) throws(DirectoryProblem) {
        self.path = path
        self.column = column
        name = String(path.split(separator: "/").last ?? "")
        let (table, version) = try Self.read(path, name, column)
        state = Mutex(State(table: table, version: version))
    }

    // MARK: - Sharing

    private struct Key: Hashable {
        var path: String
        var column: String
    }

    private struct Entry {
        weak var directory: Directory?
    }

    private static let all = Mutex<[Key: Entry]>([:])

    /// The directory of a file and a column, in the version that is there now.
    static func shared(_ path: String, column: String) throws(DirectoryProblem) -> Directory {
        try all.withLock { (all) throws(DirectoryProblem) in
            all = all.filter { $0.value.directory != nil }
            let key = Key(path: path, column: column)
            if let directory = all[key]?.directory {
                try directory.refresh()
                return directory
            }
            let directory = try Directory(path, column: column)
            all[key] = Entry(directory: directory)
            return directory
        }
    }

    // MARK: - Reading

    /// The table to look in. At most once a second, by the host's clock, the file is looked at; when it changed, this
    /// thread reads it while the others go on with the version before; both are in memory for that while.
    ///
    /// A thread of our own would spare this one delivery the wait, a fraction of a second for a million rows, but a
    /// transform has no end of life at which such a thread could be joined.
    func table(now: Int64, log host: Host) -> Table {
        let (table, version, isDue) = state.withLock { state in
            // Either way: a test may set the clock back. Threads that differ by less do not look in turns.
            let passed = now &- state.checked
            let isDue = !state.isReading && (passed >= 1_000_000 || passed <= -1_000_000)
            if isDue {
                state.checked = now
                state.isReading = true
            }
            return (state.table, state.version, isDue)
        }
        guard isDue else { return table }
        let current = FileVersion(of: path)
        do throws(DirectoryProblem) {
            guard current != version || current == nil else {
                state.withLock { $0.isReading = false }
                return table
            }
            let (newer, version) = try Self.read(path, name, column)
            state.withLock { state in
                (state.table, state.version, state.isReading, state.complaint) = (newer, version, false, nil)
            }
            host.log(.notice, "\(name) changed and was read again; \(summary(of: newer))")
            return newer
        } catch {
            let complaint = "\(name) changed, but the version before stays in use: \(error.message)"
            let isNew = state.withLock { state in
                defer { (state.version, state.isReading, state.complaint) = (current, false, complaint) }
                return state.complaint != complaint
            }
            if isNew { host.log(.error, complaint) }
            return table
        }
    }

    /// What to warn about when a pipeline is loaded: rows that nobody finds.
    var warning: String? {
        let table = state.withLock(\.table)
        return table.repeated + table.keyless > 0 ? "\(name) has \(summary(of: table))" : nil
    }

    private func summary(of table: Table) -> String {
        var parts = ["keys: \(table.count)"]
        if table.repeated > 0 {
            parts.append("rows that repeat a \(column) above them and do not count: \(table.repeated)")
        }
        if table.keyless > 0 { parts.append("rows without \(column): \(table.keyless)") }
        return parts.joined(separator: ", ")
    }

    private func refresh() throws(DirectoryProblem) {
        let known = state.withLock { $0.complaint == nil ? $0.version : nil }
        guard known == nil || FileVersion(of: path) != known else { return }
        let (table, version) = try Self.read(path, name, column)
        state.withLock { ($0.table, $0.version, $0.complaint) = (table, version, nil) }
    }

    private static func read(
        _ path: String,
        _ name: String,
        _ column: String
    ) throws(DirectoryProblem) -> (Table, FileVersion) {
        var bytes: [UInt8] = []
        do throws(DirectoryProblem) {
            let version: FileVersion
            (bytes, version) = try readFile(path)
            return (try Table(bytes, name: name, column: column), version)
        } catch {
            let line = error.offset.map { offset in ":\(bytes.prefix(offset).count { $0 == 0x0A } + 1)" } ?? ""
            throw DirectoryProblem("\(name)\(line): \(error.message)", pointer: error.pointer)
        }
    }
}
