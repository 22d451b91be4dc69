/// A timer to be made in the transaction that appends its event.
package struct NewTimer: Sendable, Equatable {
    /// The type of the event that it emits.
    package var emit: String
    /// Whole days from the day that the event names. An event has one timer of a type and an offset.
    package var offset: Int
    package var due: Timestamp
    /// Whoever has this digest among its ``NewEvent/cancels`` cancels it; nil where nobody does.
    package var key: KeyDigest?

    package init(emit: String, offset: Int, due: Timestamp, key: KeyDigest? = nil) {
        self.emit = emit
        self.offset = offset
        self.due = due
        self.key = key
    }
}

/// The timers that an event makes.
package struct NewTimers: Sendable, Equatable {
    /// At least one.
    package var list: [NewTimer]
    /// Tells the rules that they follow from, from other versions of the same rules.
    package var rules: KeyDigest
    package var person: TimerPerson?

    package init(_ list: [NewTimer], rules: KeyDigest, person: TimerPerson? = nil) {
        self.list = list
        self.rules = rules
        self.person = person
    }
}

/// Whom a timer is about.
package struct TimerPerson: Sendable, Equatable {
    package var name: String
    /// By which an erase job finds it: such a job does not keep the name.
    package var digest: String

    package init(name: String, digest: String) {
        self.name = name
        self.digest = digest
    }
}

/// What followed from the timers of an event that was appended.
package struct AppendedTimers: Sendable, Equatable {
    /// When the first of them is due.
    package var firstDue: Timestamp
    package var rules: KeyDigest

    package init(firstDue: Timestamp, rules: KeyDigest) {
        self.firstDue = firstDue
        self.rules = rules
    }
}

extension KeyDigest {
    /// Of a type without any rule for timers.
    package static let noRules = KeyDigest(high: 0, low: 0)
}
