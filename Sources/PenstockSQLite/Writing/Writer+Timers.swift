internal import PenstockCore

// Timers that events make, cancel and become.

extension Writer {
    /// Cancels what an event cancels and then makes its own timers, so that it never cancels those.
    mutating func setTimers(of new: NewEvent, _ event: Event) throws(StoreError) -> AppendedTimers? {
        let root = new.root ?? event.sequence
        for key in new.cancels { try cancelTimers(key, by: event, root, at: event.acceptedAt) }
        guard let timers = new.timers, let first = timers.list.map(\.due).min() else { return nil }
        let type = try types.number(of: new.type)
        try keepOrigin(timers, event, root, type)
        for timer in timers.list { try insert(timer, event.sequence, root, type, timers.person) }
        return AppendedTimers(firstDue: first, rules: timers.rules)
    }

    mutating func keepOrigin(
        _ timers: NewTimers,
        _ event: Event,
        _ root: EventSequence,
        _ type: Int64
    ) throws(StoreError) {
        statements.timers.insertOrigin.bind(1, event.sequence.rawValue)
        statements.timers.insertOrigin.bind(2, root.rawValue)
        statements.timers.insertOrigin.bind(3, type)
        statements.timers.insertOrigin.bind(4, timers.rules)
        statements.timers.insertOrigin.bind(5, try sources.number(of: event.source))
        statements.timers.insertOrigin.bind(6, event.time.microseconds)
        statements.timers.insertOrigin.bind(7, event.acceptedAt.microseconds)
        statements.timers.insertOrigin.bind(8, event.id)
        statements.timers.insertOrigin.bind(9, event.subject)
        statements.timers.insertOrigin.bind(10, timers.person?.name)
        statements.timers.insertOrigin.bind(11, timers.person?.digest)
        let extensions = event.extensions.isEmpty ? [] : Packing.pack(event.extensions)
        statements.timers.insertOrigin.bind(12, orNull: extensions)
        statements.timers.insertOrigin.bind(13, orNull: Array(event.json[event.dataRange]))
        try statements.timers.insertOrigin.run()
    }

    /// Makes a timer, unless its event has had it.
    mutating func insert(
        _ timer: NewTimer,
        _ event: EventSequence,
        _ root: EventSequence,
        _ type: Int64,
        _ person: TimerPerson?
    ) throws(StoreError) {
        statements.timers.insert.bind(1, event.rawValue)
        statements.timers.insert.bind(2, root.rawValue)
        statements.timers.insert.bind(3, type)
        statements.timers.insert.bind(4, try types.number(of: timer.emit))
        statements.timers.insert.bind(5, timer.offset)
        statements.timers.insert.bind(6, timer.due.microseconds)
        statements.timers.insert.bind(7, timer.key)
        statements.timers.insert.bind(8, person?.name)
        statements.timers.insert.bind(9, person?.digest)
        try statements.timers.insert.run()
    }

    mutating func cancelTimers(
        _ key: KeyDigest,
        by event: Event,
        _ root: EventSequence,
        at now: Timestamp
    ) throws(StoreError) {
        statements.timers.cancelByKey.bind(1, key)
        statements.timers.cancelByKey.bind(2, root.rawValue)
        statements.timers.cancelByKey.bind(3, "\(event.type) came")
        statements.timers.cancelByKey.bind(4, event.sequence.rawValue)
        statements.timers.cancelByKey.bind(5, now.microseconds)
        let events = try statements.timers.cancelByKey.numbers()
        for event in Set(events) { try dropOrigin(of: EventSequence(event)) }
    }

    /// Removes what is kept of an event for its timers, where none is pending any more.
    mutating func dropOrigin(of event: EventSequence) throws(StoreError) {
        statements.timers.deleteOrigin.bind(1, event.rawValue)
        try statements.timers.deleteOrigin.run()
    }

    // MARK: - One timer

    /// Appends the event that a timer emits. One that is there already, because its row was made twice, is enough.
    mutating func fire(_ id: TimerID, _ new: NewEvent, at now: Timestamp) throws(StoreError) -> StoreResult {
        if refusesEvents { return .failed(.diskFull) }
        if let error = refusal(of: new) { return .failed(error) }
        let timer: (event: EventSequence, root: EventSequence)
        switch try pending(id, "fire") {
        case .success(let found): timer = found
        case .failure(let error): return .failed(error)
        }
        var event = new
        event.root = timer.root
        let appended = try append(event)
        statements.timers.fire.bind(1, id.rawValue)
        statements.timers.fire.bind(2, appended.event.sequence.rawValue)
        statements.timers.fire.bind(3, now.microseconds)
        try statements.timers.fire.run()
        try dropOrigin(of: timer.event)
        return .fired(appended)
    }

    /// Gives a timer the time that a person wants.
    mutating func moveTimer(_ id: TimerID, to due: Timestamp) throws(StoreError) -> StoreResult {
        if case .failure(let error) = try pending(id, "move") { return .failed(error) }
        var move = try Statement(TimerSQL.move, on: connection)
        move.bind(1, id.rawValue)
        move.bind(2, due.microseconds)
        try move.run()
        return .timerChanged
    }

    /// Ends a timer before its time.
    mutating func cancelTimer(_ id: TimerID, _ reason: Reason, at now: Timestamp) throws(StoreError) -> StoreResult {
        switch try pending(id, "cancel") {
        case .success(let timer):
            try cancel(id, reason, now)
            try dropOrigin(of: timer.event)
            return .timerChanged
        case .failure(let error): return .failed(error)
        }
    }

    func cancel(_ id: TimerID, _ reason: Reason, _ now: Timestamp) throws(StoreError) {
        var cancel = try Statement(TimerSQL.cancel, on: connection)
        cancel.bind(1, id.rawValue)
        cancel.bind(2, reason.code)
        cancel.bind(3, reason.text)
        cancel.bind(4, now.microseconds)
        try cancel.run()
    }

    /// The event and the root of a pending timer, or why there is nothing to do with it.
    private mutating func pending(
        _ id: TimerID,
        _ what: String
    ) throws(StoreError) -> Result<(event: EventSequence, root: EventSequence), StoreError> {
        statements.timers.select.bind(1, id.rawValue)
        defer { statements.timers.select.reset() }
        guard try statements.timers.select.step() else { return .failure(.noTimer(id)) }
        let state = try TimerState(code: statements.timers.select.integer(2))
        guard state == .pending else {
            return .failure(
                StoreError(.conflict, "timer \(id.rawValue) is \(state.rawValue): there is nothing to \(what)")
            )
        }
        return .success(
            (EventSequence(statements.timers.select.integer(0)), EventSequence(statements.timers.select.integer(1)))
        )
    }
}

extension StoreError {
    static func noTimer(_ id: TimerID) -> StoreError {
        StoreError(.notFound, "there is no timer with the number \(id.rawValue)")
    }
}
