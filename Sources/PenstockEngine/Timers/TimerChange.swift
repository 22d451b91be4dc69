package import PenstockCore
package import PenstockPipelines

/// What another catalog does, or would do, to the pending timers of a type.
package struct TimerChange: Sendable, Equatable {
    package var type: String
    package var added = 0
    package var moved = 0
    package var dropped = 0
    /// Whether all were counted; there may be more where counting took too long.
    package var isComplete = true

    package init(type: String, added: Int = 0, moved: Int = 0, dropped: Int = 0, isComplete: Bool = true) {
        self.type = type
        self.added = added
        self.moved = moved
        self.dropped = dropped
        self.isComplete = isComplete
    }

    package var isEmpty: Bool { added == 0 && moved == 0 && dropped == 0 && isComplete }

    mutating func add(_ revision: TimerRevision) {
        added += revision.added.count + revision.changed.count { $0.kind == .revived }
        moved += revision.changed.count { $0.kind == .moved }
        dropped += revision.dropped.count
    }
}

extension Engine {
    /// How long timers are counted.
    private static let countingPatience = Duration.seconds(2)
    private static let countingPage = 256

    /// What a catalog would do to the timers that are pending, by type, those alone to which it would do something.
    /// Blocking.
    package func timerChanges(to catalog: Catalog) throws(StoreError) -> [TimerChange] {
        let planning = TimerPlanning(catalog, store: store.id)
        let (began, now) = (clock.steady(), clock.wall())
        var changes: [String: TimerChange] = [:]
        for rules in try store.timerRules() where rules.digest != planning.digest(of: rules.type) {
            var change = changes[rules.type] ?? TimerChange(type: rules.type)
            var cursor: EventSequence?
            while change.isComplete {
                let sets = try store.timerSets(under: rules, after: cursor, limit: Self.countingPage)
                for set in sets { change.add(planning.revision(of: set, at: now)) }
                guard let last = sets.last else { break }
                cursor = last.origin.event
                if clock.steady() - began > Self.countingPatience { change.isComplete = false }
            }
            changes[rules.type] = change
        }
        let past = try PastTimerCount(planning, in: store, at: now) {
            clock.steady() - began > Self.countingPatience
        }
        for (type, count) in past.byType(planning.typesWithTimers) {
            var change = changes[type] ?? TimerChange(type: type)
            change.added += count.made
            change.isComplete = change.isComplete && count.isComplete
            changes[type] = change
        }
        return changes.values.filter { !$0.isEmpty }.sorted { $0.type < $1.type }
    }
}
