internal import PenstockCore

/// Finds open deliveries in the order of their numbers through the index `delivery_open`, which orders them only within one pipeline
/// and state.
struct OpenDeliveries {
    private let pipelines: [Int64]
    private let states: [DeliveryState]

    /// - Parameter query: Only its pipeline and its states are looked at; all of these are open.
    init(_ query: DeliveryQuery, on connection: borrowing Connection) throws(StoreError) {
        states = Array(query.states)
        pipelines = try Self.pipelines(query.pipeline, on: connection)
    }

    /// - Parameter selection: Only its pipeline and its states are looked at; all of these are open.
    init(_ selection: Selection, on connection: borrowing Connection) throws(StoreError) {
        states = Array(selection.states)
        pipelines = try Self.pipelines(selection.pipeline, on: connection)
    }

    private static func pipelines(
        _ one: PipelineID?,
        on connection: borrowing Connection
    ) throws(StoreError) -> [Int64] {
        if let one { return [one.rawValue] }
        var all = try Statement("SELECT id FROM pipeline", on: connection)
        return try all.numbers()
    }

    /// One state's statement; see ``SQL`` for why the state is no parameter.
    static func sql(_ state: DeliveryState) -> String {
        """
        SELECT id FROM delivery
        WHERE pipeline = ?1 AND state = \(state.code) AND id < ?2
        ORDER BY id DESC LIMIT ?3
        """
    }

    /// As ``sql(_:)``, but oldest first.
    static func oldestSQL(_ state: DeliveryState) -> String {
        """
        SELECT id FROM delivery
        WHERE pipeline = ?1 AND state = \(state.code) AND id > ?2
        ORDER BY id LIMIT ?3
        """
    }

    /// The oldest ones above a number; nil when there are none.
    func oldest(
        above cursor: Int64,
        count: Int,
        on connection: borrowing Connection
    ) throws(StoreError) -> [Int64]? {
        let numbers = try numbers(Self.oldestSQL, cursor, count, connection)
        return numbers.isEmpty ? nil : Array(numbers.sorted().prefix(count))
    }

    /// The newest ones below a number; nil when there are none.
    func newest(
        below cursor: Int64,
        count: Int,
        on connection: borrowing Connection
    ) throws(StoreError) -> [Int64]? {
        let numbers = try numbers(Self.sql, cursor, count, connection)
        return numbers.isEmpty ? nil : Array(numbers.sorted(by: >).prefix(count))
    }

    /// As many as are asked for of each pipeline and state.
    private func numbers(
        _ sql: (DeliveryState) -> String,
        _ cursor: Int64,
        _ count: Int,
        _ connection: borrowing Connection
    ) throws(StoreError) -> [Int64] {
        var numbers: [Int64] = []
        for state in states {
            var select = try Statement(sql(state), on: connection)
            for pipeline in pipelines {
                select.bind(1, pipeline)
                select.bind(2, cursor)
                select.bind(3, count)
                numbers += try select.numbers()
            }
        }
        return numbers
    }
}
