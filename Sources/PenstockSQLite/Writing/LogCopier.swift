internal import Dispatch
internal import PenstockCore
internal import Synchronization

/// Copies the write-ahead log into the file beside the writer, on a queue and a connection of its own.
final class LogCopier: Sendable {
    private let queue = DispatchQueue(label: "penstock.store.log")
    private let connection: Mutex<Connection?>
    private let running = Atomic(false)
    private let last = Mutex<StoreError?>(nil)

    init(path: String) throws(StoreError) {
        let connection = try Connection(path: path)
        try connection.execute("PRAGMA synchronous = FULL")
        self.connection = Mutex(connection)
    }

    var isRunning: Bool { running.load(ordering: .acquiring) }

    /// How the last copy failed, if it did.
    var failure: StoreError? { last.withLock { $0 } }

    /// Begins to copy and returns at once.
    func start() {
        running.store(true, ordering: .releasing)
        queue.async { [self] in
            connection.withLock { connection in
                do throws(StoreError) {
                    try connection?.checkpoint(.passive)
                    last.withLock { $0 = nil }
                } catch {
                    last.withLock { $0 = error }
                }
            }
            running.store(false, ordering: .releasing)
        }
    }

    /// Waits for the copy that runs, and closes.
    func close() {
        queue.sync { connection.withLock { $0 = nil } }
    }
}
