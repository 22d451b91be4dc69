/// The number of a timer. Given by the store, never reused.
package struct TimerID: Hashable, Comparable, Sendable {
    package var rawValue: Int64
    package init(_ rawValue: Int64) { self.rawValue = rawValue }
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// What has become of a timer.
package enum TimerState: String, Sendable, CaseIterable {
    case pending
    /// Its event was accepted.
    case fired
    /// By another event, by a person, or because the catalog no longer has its rule.
    case cancelled
}

/// A timer as people see it.
package struct TimerRecord: Sendable, Equatable {
    package var id: TimerID
    /// The event that it was made of.
    package var event: EventSequence
    /// That one's id; nil where nothing of it is kept any more.
    package var eventID: String?
    /// That one's type.
    package var type: String
    /// The type of the event that it emits.
    package var emit: String
    /// Whole days from the day that the event names.
    package var offset: Int
    package var due: Timestamp
    package var state: TimerState
    /// Whether a person has moved it.
    package var isMoved: Bool
    /// Whom the event is about, where the catalog says where that one stands.
    package var person: String?
    /// Why it is cancelled.
    package var reason: Reason?
    /// The event that it became, or that cancelled it, while that one is kept.
    package var result: String?
    package var endedAt: Timestamp?

    package init(
        id: TimerID,
        event: EventSequence,
        eventID: String?,
        type: String,
        emit: String,
        offset: Int,
        due: Timestamp,
        state: TimerState = .pending,
        isMoved: Bool = false,
        person: String? = nil,
        reason: Reason? = nil,
        result: String? = nil,
        endedAt: Timestamp? = nil
    ) {
        self.id = id
        self.event = event
        self.eventID = eventID
        self.type = type
        self.emit = emit
        self.offset = offset
        self.due = due
        self.state = state
        self.isMoved = isMoved
        self.person = person
        self.reason = reason
        self.result = result
        self.endedAt = endedAt
    }
}

extension StoreID {
    /// What people see of a timer: `tim_k3f9x2pq_5`.
    package func text(of timer: TimerID) -> String { "tim_\(text)_\(timer.rawValue)" }

    /// The timer that a text names; nil when it is none of this store.
    package func timer(_ text: some StringProtocol) -> TimerID? { number(text, prefix: "tim_").map(TimerID.init) }
}
