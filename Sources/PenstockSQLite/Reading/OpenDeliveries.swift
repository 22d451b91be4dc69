internal import PenstockCore

/// Finds open deliveries newest first through the index `delivery_open`, which orders them only within one pipeline
/// and state.
struct OpenDeliveries {
    private let pipelines: [Int64]
    private let states: [DeliveryState]

    /// - Parameter query: Only its pipeline and its states are looked at; all of these are open.
    init(_ query: DeliveryQuery, on connection: borrowing Connection) throws(StoreError) {
        states = Array(query.states)
        if let pipeline = query.pipeline {
            pipelines = [pipeline.rawValue]
        } else {
            var all = try Statement("SELECT id FROM pipeline", on: connection)
            pipelines = try all.numbers()
        }
    }

    /// One state's statement; see ``SQL`` for why the state is no parameter.
    static func sql(_ state: DeliveryState) -> String {
        """
        SELECT id FROM delivery
        WHERE pipeline = ?1 AND state = \(state.code) AND id < ?2
        ORDER BY id DESC LIMIT ?3
        """
    }

    /// The newest ones below a number; nil when there are none.
    func newest(
        below cursor: Int64,
        count: Int,
        on connection: borrowing Connection
    ) throws(StoreError) -> [Int64]? {
        var numbers: [Int64] = []
        for state in states {
            var select = try Statement(Self.sql(state), on: connection)
            for pipeline in pipelines {
                select.bind(1, pipeline)
                select.bind(2, cursor)
                select.bind(3, count)
                numbers += try select.numbers()
            }
        }
        return numbers.isEmpty ? nil : Array(numbers.sorted(by: >).prefix(count))
    }
}
