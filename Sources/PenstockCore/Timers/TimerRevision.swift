/// A version of the rules of a type under which timers were made that are still pending.
package struct TimerRules: Hashable, Sendable {
    package var type: String
    package var digest: KeyDigest

    package init(type: String, digest: KeyDigest) {
        self.type = type
        self.digest = digest
    }
}

/// The timers of one event, as a change of the catalog finds them.
package struct TimerSet: Sendable, Equatable {
    package var origin: TimerOrigin
    package var timers: [Slot]

    /// The code of the reason of those that the catalog no longer has.
    package static let undeclared = "undeclared"

    /// One of them.
    package struct Slot: Sendable, Equatable {
        package var id: TimerID
        package var emit: String
        package var offset: Int
        package var due: Timestamp
        package var state: TimerState
        /// Whether a person has moved it: then it keeps its time.
        package var isMoved: Bool
        /// Whether it was cancelled because the catalog no longer had its rule: the rule may come back.
        package var isUndeclared: Bool
        package var key: KeyDigest?

        package init(
            id: TimerID,
            emit: String,
            offset: Int,
            due: Timestamp,
            state: TimerState = .pending,
            isMoved: Bool = false,
            isUndeclared: Bool = false,
            key: KeyDigest? = nil
        ) {
            self.id = id
            self.emit = emit
            self.offset = offset
            self.due = due
            self.state = state
            self.isMoved = isMoved
            self.isUndeclared = isUndeclared
            self.key = key
        }
    }

    package init(origin: TimerOrigin, timers: [Slot]) {
        self.origin = origin
        self.timers = timers
    }
}

/// What a change of the catalog does to the timers of one event. Each change holds only while its timer still is what it
/// was taken for.
package struct TimerRevision: Sendable, Equatable {
    package var event: EventSequence
    /// The rules from now on.
    package var rules: KeyDigest
    package var added: [NewTimer] = []
    /// Pending ones that get another time or key, and those that were undeclared and come back.
    package var changed: [Change] = []
    /// Pending ones that are no longer declared.
    package var dropped: [TimerID] = []
    package var at: Timestamp

    package struct Change: Sendable, Equatable {
        package var timer: TimerID
        package var due: Timestamp
        package var key: KeyDigest?
        package var kind: Kind

        package enum Kind: Sendable, Equatable {
            case moved, rekeyed, revived
        }

        package init(timer: TimerID, due: Timestamp, key: KeyDigest?, kind: Kind) {
            self.timer = timer
            self.due = due
            self.key = key
            self.kind = kind
        }
    }

    package init(event: EventSequence, rules: KeyDigest, at: Timestamp) {
        self.event = event
        self.rules = rules
        self.at = at
    }
}
