internal import CSQLite
internal import PenstockCore

/// A prepared statement. Finalized exactly once; cannot be copied.
///
/// Parameters are numbered from 1 and columns from 0, as in SQLite. What a parameter refuses (a value too big) is
/// thrown by the step that follows. It moves between threads only with its connection.
@safe struct Statement: ~Copyable, @unchecked Sendable {
    private let raw: OpaquePointer
    private var refusal = SQLITE_OK

    init(_ sql: String, on connection: borrowing Connection) throws(StoreError) {
        unsafe raw = try connection.prepare(sql)
    }

    deinit { unsafe sqlite3_finalize(raw) }

    /// Steps once: `true` while there is a row. After `false` or an error the statement is reset.
    mutating func step() throws(StoreError) -> Bool {
        if refusal != SQLITE_OK {
            let result = refusal
            refusal = SQLITE_OK
            throw StoreError(sqlite: result, unsafe String(cString: sqlite3_errstr(result)))
        }
        let result = unsafe sqlite3_step(raw)
        if result == SQLITE_ROW { return true }
        if result == SQLITE_DONE {
            reset()
            return false
        }
        // The text is the connection's and gone with the next call.
        let error = unsafe StoreError(sqlite: result, String(cString: sqlite3_errmsg(sqlite3_db_handle(raw))))
        reset()
        throw error
    }

    /// Carries the statement out to its end.
    mutating func run() throws(StoreError) {
        while try step() {}
    }

    /// Carries the statement out with bytes that are not copied.
    mutating func run(_ index: Int32, bytes: borrowing Span<UInt8>) throws(StoreError) {
        try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(StoreError) in
            note(unsafe csqlite_bind_blob_in_place(raw, index, buffer.baseAddress, UInt64(buffer.count)))
            // The buffer may go when this returns, so nothing may point to it then.
            defer { unsafe sqlite3_bind_null(raw, index) }
            try run()
        }
    }

    /// Leaves the rows that remain; a transaction cannot end before. Parameters keep their values.
    mutating func reset() {
        unsafe sqlite3_reset(raw)
    }

    private mutating func note(_ result: Int32) {
        if result != SQLITE_OK, refusal == SQLITE_OK { refusal = result }
    }
}

// MARK: - Parameters

extension Statement {
    mutating func bind(_ index: Int32, _ value: Int64) {
        note(unsafe sqlite3_bind_int64(raw, index, value))
    }

    mutating func bind(_ index: Int32, _ value: Int) { bind(index, Int64(value)) }

    mutating func bind(_ index: Int32, _ value: Int64?) {
        if let value { bind(index, value) } else { bindNull(index) }
    }

    /// Binds a copy of the text.
    mutating func bind(_ index: Int32, _ text: String) {
        let span = text.utf8.span
        note(
            unsafe span.withUnsafeBufferPointer { buffer in
                unsafe csqlite_bind_text_copying(raw, index, buffer.baseAddress, UInt64(buffer.count))
            }
        )
    }

    mutating func bind(_ index: Int32, _ text: String?) {
        if let text { bind(index, text) } else { bindNull(index) }
    }

    /// Binds a copy of the bytes, and NULL where there are none.
    mutating func bind(_ index: Int32, orNull bytes: [UInt8]) {
        guard !bytes.isEmpty else { return bindNull(index) }
        let span = bytes.span
        note(
            unsafe span.withUnsafeBufferPointer { buffer in
                unsafe csqlite_bind_blob_copying(raw, index, buffer.baseAddress, UInt64(buffer.count))
            }
        )
    }

    /// Binds the sixteen bytes of a key, the highest first, and NULL where there is none. Never to change: they are on disk.
    mutating func bind(_ index: Int32, _ key: KeyDigest?) {
        guard let key else { return bindNull(index) }
        let words: InlineArray<2, UInt64> = [key.high.bigEndian, key.low.bigEndian]
        note(
            unsafe words.span.withUnsafeBytes { buffer in
                unsafe csqlite_bind_blob_copying(raw, index, buffer.baseAddress, UInt64(buffer.count))
            }
        )
    }

    mutating func bindNull(_ index: Int32) {
        note(unsafe sqlite3_bind_null(raw, index))
    }
}

extension Statement {
    /// Binds a reason's code, stage and text, in this order.
    mutating func bind(_ first: Int32, _ reason: Reason?) {
        bind(first, reason?.code)
        bind(first + 1, reason?.stage)
        bind(first + 2, reason?.text)
    }
}

// MARK: - Columns of the current row

extension Statement {
    func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(raw, column) == SQLITE_NULL }

    func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(raw, column) }

    func integerOrNil(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    func int(_ column: Int32) -> Int { Int(integer(column)) }

    func text(_ column: Int32) -> String {
        guard let start = unsafe sqlite3_column_text(raw, column) else { return "" }
        let count = unsafe Int(sqlite3_column_bytes(raw, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func textOrNil(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// A copy of the bytes; empty for NULL.
    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(raw, column) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(raw, column))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// The key whose sixteen bytes a column has; nil for everything else.
    func key(_ column: Int32) -> KeyDigest? {
        guard let start = unsafe sqlite3_column_blob(raw, column), byteCount(column) == 16 else { return nil }
        return unsafe KeyDigest(
            high: UInt64(bigEndian: start.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    /// How many bytes a column has, without copying them.
    func byteCount(_ column: Int32) -> Int { unsafe Int(sqlite3_column_bytes(raw, column)) }
}
