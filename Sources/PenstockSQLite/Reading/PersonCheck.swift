internal import PenstockCore

/// Tells whether deliveries are of events about a person; those of one event stand side by side, and are asked once.
struct PersonCheck: ~Copyable {
    private let person: PersonFilter?
    private var select: Statement
    private var last: (event: EventSequence, isMeant: Bool)?

    init(_ person: PersonFilter?, on connection: borrowing Connection) throws(StoreError) {
        self.person = person
        let sql = "SELECT \(EventRow.columns) FROM event e \(EventRow.joins) WHERE e.sequence = ?1"
        select = try Statement(sql, on: connection)
    }

    mutating func isMeant(_ event: EventSequence, in store: StoreID) throws(StoreError) -> Bool {
        guard let person else { return true }
        if let last, last.event == event { return last.isMeant }
        select.bind(1, event.rawValue)
        let isMeant = try select.step() ? person.matches(try Event(select, from: 0, in: store)) : false
        select.reset()
        last = (event, isMeant)
        return isMeant
    }
}
