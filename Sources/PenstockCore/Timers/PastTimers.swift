/// How far events that were accepted before the catalog's rules for timers have been looked at.
package struct TimerWalk: Sendable, Equatable {
    /// A digest of all rules of the catalog.
    package var rules: KeyDigest
    /// Up to which event; nil when all have been.
    package var place: Int64?

    package init(rules: KeyDigest, place: Int64?) {
        self.rules = rules
        self.place = place
    }
}

/// What rules make of some events that were accepted before them, oldest first.
package struct PastTimers: Sendable, Equatable {
    package var events: [PastEvent]
    /// Up to which event all have been looked at, under which rules.
    package var walk: TimerWalk
    /// Whether the store had no later event. The walk ends then, unless timers were made just now: what was accepted
    /// meanwhile may cancel those.
    package var isEnd: Bool
    package var at: Timestamp

    package init(_ events: [PastEvent], walk: TimerWalk, isEnd: Bool, at: Timestamp) {
        self.events = events
        self.walk = walk
        self.isEnd = isEnd
        self.at = at
    }
}

/// What follows from one event that is there already.
package struct PastEvent: Sendable, Equatable {
    package var event: Event
    /// Those that are still to come. An event with pending timers gets none: its timers follow the rules anyway.
    package var timers: NewTimers?
    /// Pending timers of earlier events with one of these keys are cancelled.
    package var cancels: [KeyDigest]

    package init(_ event: Event, timers: NewTimers?, cancels: [KeyDigest]) {
        self.event = event
        self.timers = timers
        self.cancels = cancels
    }
}
