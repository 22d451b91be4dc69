internal import PenstockCore

/// One thing that retention does: what it removes, and at which age.
struct Chore: Sendable, Equatable {
    /// What it is about.
    enum Kind: Hashable, Sendable {
        case attempts
        /// With the states, by their codes.
        case deliveries([Int64])
        case payloads
        case unmatched
        case ids
        /// Whose window is over.
        case naturalKeys
        /// What stages keep, whose time is over.
        case pluginState
        /// Requests that sources have learned.
        case learned
        /// That have fired or are cancelled.
        case timers
    }

    typealias Name = Kind

    var kind: Kind
    var age: Duration

    /// The chores of a policy, in the order in which they are done: what hangs on something goes before it.
    ///
    /// States with the same age are one chore, so that each row is looked at once.
    static func all(_ policy: RetentionPolicy) -> [Chore] {
        let states: [(DeliveryState, Duration?)] = [
            (.delivered, policy.delivered), (.filtered, policy.filtered), (.duplicate, policy.duplicate),
            (.dead, policy.dead), (.cancelled, policy.dead), (.held, policy.held),
        ]
        let ages = Set(states.compactMap(\.1)).sorted()
        var chores = [policy.attempts.map { Chore(kind: .attempts, age: $0) }]
        for age in ages {
            chores.append(Chore(kind: .deliveries(states.filter { $0.1 == age }.map(\.0.code).sorted()), age: age))
        }
        chores.append(policy.payloads.map { Chore(kind: .payloads, age: $0) })
        chores.append(policy.unmatched.map { Chore(kind: .unmatched, age: $0) })
        chores.append(policy.ids.map { Chore(kind: .ids, age: $0) })
        // They are payloads of events that never were.
        chores.append(policy.payloads.map { Chore(kind: .learned, age: $0) })
        chores.append(policy.delivered.map { Chore(kind: .timers, age: $0) })
        chores.append(Chore(kind: .naturalKeys, age: .zero))
        chores.append(Chore(kind: .pluginState, age: .zero))
        return chores.compactMap { $0 }
    }

    /// How much later than it was made a row may have changed and still be removed the first time it is passed.
    private var slack: Duration {
        guard case .deliveries = kind else { return .zero }
        return min(.seconds(60), age / 10)
    }

    /// Rows made after this are not looked at.
    func horizon(_ now: Timestamp) -> Int64 { (now - (age + slack)).microseconds }

    /// Rows that last changed after this stay.
    func limit(_ now: Timestamp) -> Int64 { (now - age).microseconds }

    /// How long the walk rests at least before it begins anew.
    var pause: Duration { min(.seconds(3600), max(.seconds(1), age / 10)) }
}

extension Timestamp {
    static func - (a: Timestamp, b: Duration) -> Timestamp {
        Timestamp(microseconds: a.microseconds - b.microseconds)
    }
}
