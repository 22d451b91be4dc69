internal import PenstockCore

/// A table whose numbers rise with a time, looked through from its beginning to its end.
struct NumberedTable {
    private let name: String
    private let number: String
    private let time: String

    static let events = NumberedTable(name: "event", number: "sequence", time: "accepted_at")
    static let deliveries = NumberedTable(name: "delivery", number: "id", time: "created_at")

    /// The highest number there is; 0 when there is none.
    func last(on connection: borrowing Connection) throws(StoreError) -> Int64 {
        var select = try Statement("SELECT \(number) FROM \(name) ORDER BY \(number) DESC LIMIT 1", on: connection)
        return try select.numbers().first ?? 0
    }

    /// The lowest number above another; nil when there is none.
    func next(above position: Int64, on connection: borrowing Connection) throws(StoreError) -> Int64? {
        try row(above: position, on: connection)?.number
    }

    /// Whether a row is of a time so long behind another that none that follows can be of that time.
    func isBehind(
        _ until: Timestamp,
        _ position: Int64,
        on connection: borrowing Connection
    ) throws(StoreError) -> Bool {
        guard let row = try row(above: position - 1, on: connection) else { return true }
        return row.time > until.microseconds + Search.clockTolerance
    }

    /// Where to begin to look for rows since a time: behind a cursor, and behind what is surely older.
    ///
    /// Found by halving, because a list of the last hours would else look at all there is.
    func start(
        after cursor: Int64,
        _ end: Int64,
        since: Timestamp?,
        step: Int64,
        _ connection: borrowing Connection
    ) throws(StoreError) -> Int64 {
        guard let since else { return cursor }
        var (low, high) = (cursor, end)
        while high - low > max(step, 1) {
            let middle = low + (high - low) / 2
            if let row = try row(above: middle, on: connection), row.time < since.microseconds - Search.clockTolerance {
                low = middle
            } else {
                high = middle
            }
        }
        return low
    }

    /// Where to begin to look back for rows until a time: below a cursor, and below what is surely newer.
    ///
    /// Found by halving, as ``start(after:_:since:step:_:)`` does.
    func start(
        before cursor: Int64,
        until: Timestamp?,
        step: Int64,
        _ connection: borrowing Connection
    ) throws(StoreError) -> Int64 {
        guard let until else { return cursor }
        var (low, high): (Int64, Int64) = (0, min(cursor, try last(on: connection) + 1))
        while high - low > max(step, 1) {
            let middle = low + (high - low) / 2
            if let row = try row(above: middle - 1, on: connection),
                row.time <= until.microseconds + Search.clockTolerance
            {
                low = middle
            } else {
                high = middle
            }
        }
        return high
    }

    private func row(
        above position: Int64,
        on connection: borrowing Connection
    ) throws(StoreError) -> (number: Int64, time: Int64)? {
        var select = try Statement(
            "SELECT \(number), \(time) FROM \(name) WHERE \(number) > ?1 ORDER BY \(number) LIMIT 1",
            on: connection
        )
        select.bind(1, position)
        return try select.step() ? (select.integer(0), select.integer(1)) : nil
    }
}
