internal import PenstockCore

// Timers of events that were accepted before the rules for them.

extension Writer {
    /// Does for events what their acceptance would have done, in its order: a timer that a later one cancels is made and
    /// then cancelled, and nothing fires in between.
    mutating func make(_ past: PastTimers) throws(StoreError) -> StoreResult {
        var findOpen = try Statement(PastTimersSQL.findOpen, on: connection)
        var revive = try Statement(PastTimersSQL.revive, on: connection)
        var hasMade = false
        for item in past.events {
            for key in item.cancels {
                try cancelTimers(key, by: item.event, item.event.sequence, at: past.at)
            }
            guard let timers = item.timers else { continue }
            findOpen.bind(1, item.event.sequence.rawValue)
            let isOpen = try findOpen.step()
            findOpen.reset()
            if isOpen, try make(timers, of: item.event, &revive) { hasMade = true }
        }
        var move = try Statement(PastTimersSQL.moveWalk, on: connection)
        move.bind(1, past.walk.rules)
        move.bind(2, past.isEnd && !hasMade ? nil : past.walk.place)
        try move.run()
        return .timerChanged
    }

    /// - Returns: Whether any was made.
    private mutating func make(
        _ timers: NewTimers,
        of event: Event,
        _ revive: inout Statement
    ) throws(StoreError) -> Bool {
        let type = try types.number(of: event.type)
        try keepOrigin(timers, event, event.sequence, type)
        var hasMade = false
        for timer in timers.list {
            try insert(timer, event.sequence, event.sequence, type, timers.person)
            if connection.changes == 0 {
                revive.bind(1, event.sequence.rawValue)
                revive.bind(2, timer.due.microseconds)
                revive.bind(3, timer.key)
                revive.bind(4, try types.number(of: timer.emit))
                revive.bind(5, timer.offset)
                try revive.run()
            }
            if connection.changes > 0 { hasMade = true }
        }
        try dropOrigin(of: event.sequence)
        return hasMade
    }
}

private enum PastTimersSQL {
    /// An event that can be given timers: it is kept, and has none that are pending.
    static let findOpen = """
        SELECT 1 FROM payload p WHERE p.event = ?1 AND NOT EXISTS (SELECT 1 FROM timer_origin o WHERE o.event = ?1)
        """

    static let revive = TimerRevisionSQL.revive("event = ?1 AND emit = ?4 AND offset_days = ?5")

    static let moveWalk = """
        INSERT INTO timer_walk (id, rules, place) VALUES (1, ?1, ?2)
        ON CONFLICT (id) DO UPDATE SET rules = excluded.rules, place = excluded.place
        """
}
