internal import PenstockCore

/// Tells whether deliveries are of events about a person; those of one event stand side by side, and are asked once.
struct PersonCheck: ~Copyable {
    private let person: PersonFilter?
    /// Nil where nobody is asked about: to compile it takes longer than to read a delivery.
    private var select: Statement?
    private var last: (event: EventSequence, isMeant: Bool)?

    init(_ person: PersonFilter?, on connection: borrowing Connection) throws(StoreError) {
        self.person = person
        guard person != nil else {
            select = nil
            return
        }
        let sql = "SELECT \(EventRow.columns) FROM event e \(EventRow.joins) WHERE e.sequence = ?1"
        select = try Statement(sql, on: connection)
    }

    mutating func isMeant(_ event: EventSequence, in store: StoreID) throws(StoreError) -> Bool {
        guard let person else { return true }
        if let last, last.event == event { return last.isMeant }
        let isMeant = try select?.isAbout(person, event, in: store) ?? true
        last = (event, isMeant)
        return isMeant
    }
}

extension Statement {
    fileprivate mutating func isAbout(
        _ person: PersonFilter,
        _ event: EventSequence,
        in store: StoreID
    ) throws(StoreError) -> Bool {
        bind(1, event.rawValue)
        defer { reset() }
        return try step() ? person.matches(try Event(self, from: 0, in: store)) : false
    }
}
