internal import PenstockCore

extension Writer {
    /// Carries out what a change of the catalog does to the timers of one event.
    ///
    /// It was decided on what a reader saw a moment before. What has changed since (a timer has fired, was cancelled, or
    /// was moved by a person) stays as it is.
    mutating func revise(_ revision: TimerRevision) throws(StoreError) -> StoreResult {
        var origin = try Statement(TimerRevisionSQL.origin, on: connection)
        origin.bind(1, revision.event.rawValue)
        guard try origin.step() else { return .timerChanged }
        let (root, type) = (EventSequence(origin.integer(0)), origin.integer(1))
        let person = origin.textOrNil(2).map { TimerPerson(name: $0, digest: origin.text(3)) }
        origin.reset()

        for timer in revision.dropped {
            let reason = Reason(code: TimerSet.undeclared, text: "the catalog no longer declares it")
            try cancel(timer, reason, revision.at)
        }
        for change in revision.changed {
            let sql = change.kind == .revived ? TimerRevisionSQL.revive("id = ?1") : TimerRevisionSQL.change
            var update = try Statement(sql, on: connection)
            update.bind(1, change.timer.rawValue)
            update.bind(2, change.due.microseconds)
            update.bind(3, change.key)
            try update.run()
        }
        for timer in revision.added { try insert(timer, revision.event, root, type, person) }

        var setRules = try Statement(TimerRevisionSQL.setRules, on: connection)
        setRules.bind(1, revision.event.rawValue)
        setRules.bind(2, revision.rules)
        try setRules.run()
        try dropOrigin(of: revision.event)
        return .timerChanged
    }
}
