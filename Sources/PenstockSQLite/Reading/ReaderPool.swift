internal import PenstockCore
internal import Synchronization

/// Connections that only read, opened when they are needed and a few of them kept.
final class ReaderPool: Sendable {
    private static let kept = 4

    private let path: String
    private let state = Mutex(State())

    private struct State {
        var idle: [Reader] = []
        var isClosed = false
    }

    init(path: String) {
        self.path = path
    }

    /// Runs a body in one read transaction: all it reads is of one moment.
    ///
    /// The transaction should be short, because the log cannot begin anew while it lasts.
    func read<Result: Sendable>(
        _ body: (borrowing Connection) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        let reader = try take()
        let result = try reader.read(body)
        // Not after a failure: a fresh connection starts from a known state.
        giveBack(reader)
        return result
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            state.idle = []
        }
    }

    private func take() throws(StoreError) -> Reader {
        let idle = try state.withLock { (state) throws(StoreError) -> Reader? in
            guard !state.isClosed else { throw .closed }
            return state.idle.popLast()
        }
        if let idle { return idle }
        return try Reader(path: path)
    }

    private func giveBack(_ reader: Reader) {
        state.withLock { state in
            if !state.isClosed, state.idle.count < Self.kept { state.idle.append(reader) }
        }
    }
}

/// One connection that only reads.
private final class Reader: Sendable {
    private let connection: Mutex<Connection>

    init(path: String) throws(StoreError) {
        let connection = try Connection(path: path)
        connection.waitForLocks(milliseconds: 1000)
        try connection.execute("PRAGMA query_only = ON; PRAGMA cache_size = -1024; PRAGMA temp_store = MEMORY")
        self.connection = Mutex(connection)
    }

    func read<Result: Sendable>(
        _ body: (borrowing Connection) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try connection.withLock { (connection) throws(StoreError) -> Result in
            try connection.execute("BEGIN")
            let result = try body(connection)
            try connection.execute("COMMIT")
            return result
        }
    }
}
