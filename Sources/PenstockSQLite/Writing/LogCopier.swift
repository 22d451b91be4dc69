internal import Dispatch
internal import PenstockCore
internal import Synchronization

/// Copies the write-ahead log into the file beside the writer, on a queue and a connection of its own.
final class LogCopier: Sendable {
    private let queue = DispatchQueue(label: "penstock.store.log")
    private let connection: Mutex<Connection?>
    private let running = Atomic(false)

    init(path: String) throws(StoreError) {
        let connection = try Connection(path: path)
        try connection.execute("PRAGMA synchronous = FULL")
        self.connection = Mutex(connection)
    }

    var isRunning: Bool { running.load(ordering: .acquiring) }

    /// Begins to copy and returns at once.
    func start() {
        running.store(true, ordering: .releasing)
        queue.async { [self] in
            connection.withLock { connection in
                // A failure shows again, to the writer, when it begins the log anew.
                try? connection?.checkpoint(.passive)
            }
            running.store(false, ordering: .releasing)
        }
    }

    /// Waits for the copy that runs, and closes.
    func close() {
        queue.sync { connection.withLock { $0 = nil } }
    }
}
