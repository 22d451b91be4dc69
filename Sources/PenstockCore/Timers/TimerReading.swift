/// What people and the engine ask of a store about timers. As ``StoreReading``.
package protocol TimerReading: Sendable {
    /// Timers, those due first at first.
    /// - Returns: A page; short, but with a cursor, when looking took too long for an answer within 50 ms.
    func timers(_ query: TimerQuery) throws(StoreError) -> TimerPage

    func timer(_ id: TimerID) throws(StoreError) -> TimerRecord?

    /// The timers that an event made, those due first at first.
    func timers(of event: EventSequence) throws(StoreError) -> [TimerRecord]

    /// Pending timers that are due, the longest due first.
    func dueTimers(by now: Timestamp, limit: Int) throws(StoreError) -> [DueTimer]

    /// When the next pending timer is due; nil where none is pending.
    func nextTimer() throws(StoreError) -> Timestamp?

    /// How many timers are pending.
    func pendingTimers() throws(StoreError) -> Int

    /// The versions of rules under which pending timers were made. Cheap whatever the store holds.
    func timerRules() throws(StoreError) -> [TimerRules]

    /// How far past events have been looked at for timers; nil in a store that has never had any.
    func timerWalk() throws(StoreError) -> TimerWalk?

    /// The timers that were made under some rules, by their events, oldest first, behind one.
    func timerSets(under rules: TimerRules, after cursor: EventSequence?, limit: Int) throws(StoreError) -> [TimerSet]
}

/// Which timers are asked for. All that is given must hold.
package struct TimerQuery: Sendable {
    /// The digest of the person they are about, see ``TimerPerson/digest``.
    package var person: String?
    /// The type of the event that they were made of; a prefix may end in `*`.
    package var type: String?
    /// The type that they emit; a prefix may end in `*`.
    package var emit: String?
    package var states: Set<TimerState> = []
    /// Only those that are due before.
    package var dueBefore: Timestamp?
    /// Only those behind this one.
    package var cursor: TimerCursor?
    package var limit = 50
    package init() {}
}

/// A place in the list of timers: behind the one with this time and number.
package struct TimerCursor: Sendable, Equatable, Comparable {
    package var due: Timestamp
    package var id: TimerID

    package init(due: Timestamp, id: TimerID) {
        self.due = due
        self.id = id
    }

    package static func < (a: TimerCursor, b: TimerCursor) -> Bool { (a.due, a.id) < (b.due, b.id) }
}

/// One page of the list of timers.
package struct TimerPage: Sendable {
    package var items: [TimerRecord]
    /// Nil at the end.
    package var next: TimerCursor?

    package init(items: [TimerRecord], next: TimerCursor?) {
        self.items = items
        self.next = next
    }
}

extension TimerRecord {
    /// Where it stands in the list.
    package var place: TimerCursor { TimerCursor(due: due, id: id) }
}
