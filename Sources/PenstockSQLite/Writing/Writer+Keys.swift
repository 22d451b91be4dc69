internal import PenstockCore

extension Writer {
    /// A delivery with what its keys decide of it.
    private struct Decision {
        var state = DeliveryState.pending
        var reason: Reason?
        var place: PlaceInLine?
        var madeBehind: DeliveryID?
        var duplicateOf: DeliveryID?
    }

    /// Writes a delivery that has a natural key or an order key: a repetition, one behind another, or a usual one.
    mutating func insertKeyed(
        _ new: NewDelivery,
        of event: EventSequence,
        at now: Timestamp
    ) throws(StoreError) -> AppendedDelivery {
        let id = DeliveryID(counters.delivery)
        var decision = Decision()
        if let key = new.dedupe, let first = try first(of: key, new.pipeline, else: id, event, at: now) {
            decision.state = .duplicate
            decision.reason = first.reason(in: self.id, at: now)
            decision.duplicateOf = first.delivery
        } else if let order = new.order {
            decision.place = .ahead
            if let head = try headOfLine(new.pipeline, order) {
                decision.state = .held
                decision.reason = Reason(
                    code: "behind",
                    text: "\(self.id.text(of: head.id)) has the same order key and goes first"
                )
                decision.place = .behind
                decision.madeBehind = head.id
            }
        }
        try insert(new, of: event, decision, job: nil, at: now)
        return AppendedDelivery(
            id: id,
            pipeline: new.pipeline,
            replayOf: new.replayOf,
            state: decision.state,
            duplicateOf: decision.duplicateOf
        )
    }

    /// Writes a pending delivery of a stored event, for a job.
    mutating func insert(_ new: ReplayedDelivery, by job: JobID, at now: Timestamp) throws(StoreError) {
        let delivery = NewDelivery(pipeline: new.pipeline, replayOf: new.replayOf)
        try insert(delivery, of: new.event, Decision(), job: job, at: now)
    }

    private mutating func insert(
        _ new: NewDelivery,
        of event: EventSequence,
        _ decision: Decision,
        job: JobID?,
        at now: Timestamp
    ) throws(StoreError) {
        statements.insertKeyedDelivery.bind(1, counters.delivery)
        counters.delivery += 1
        statements.insertKeyedDelivery.bind(2, event.rawValue)
        statements.insertKeyedDelivery.bind(3, new.pipeline.rawValue)
        statements.insertKeyedDelivery.bind(4, decision.state.code)
        statements.insertKeyedDelivery.bind(5, now.microseconds)
        statements.insertKeyedDelivery.bind(6, new.replayOf?.rawValue)
        statements.insertKeyedDelivery.bind(7, decision.reason?.code)
        statements.insertKeyedDelivery.bind(8, decision.reason?.text)
        statements.insertKeyedDelivery.bind(9, new.order)
        statements.insertKeyedDelivery.bind(10, decision.place?.rawValue)
        statements.insertKeyedDelivery.bind(11, decision.madeBehind?.rawValue)
        statements.insertKeyedDelivery.bind(12, decision.duplicateOf?.rawValue)
        statements.insertKeyedDelivery.bind(13, job?.rawValue)
        try statements.insertKeyedDelivery.run()
        if decision.place == .behind { tally.addBehind(new.pipeline) } else { tally.add(decision.state, new.pipeline) }
    }

    // MARK: - Natural keys

    /// The first delivery of a natural key, which a new one repeats.
    private struct FirstOfKey {
        var delivery: DeliveryID
        var acceptedAt: Timestamp
        var event: EventSequence
        /// Nil when retention has taken the event.
        var eventID: String?

        func reason(in store: StoreID, at now: Timestamp) -> Reason {
            let of = eventID.map { "of event \($0)" } ?? "of an event that is no longer kept"
            return Reason(
                code: "duplicate",
                text: "repeats \(store.text(of: delivery)) \(of), accepted \((now - acceptedAt).roughly) before"
            )
        }
    }

    /// The delivery that has a natural key; nil when there is none that counts, and then the key is taken by another.
    private mutating func first(
        of key: DedupeKey,
        _ pipeline: PipelineID,
        else id: DeliveryID,
        _ event: EventSequence,
        at now: Timestamp
    ) throws(StoreError) -> FirstOfKey? {
        try Self.take(&statements.insertNaturalKey, key, pipeline, id, event, at: now)
        if connection.changes > 0 { return nil }
        if let first = try first(of: key, pipeline, at: now) { return first }
        try Self.take(&statements.updateNaturalKey, key, pipeline, id, event, at: now)
        return nil
    }

    private static func take(
        _ statement: inout Statement,
        _ key: DedupeKey,
        _ pipeline: PipelineID,
        _ id: DeliveryID,
        _ event: EventSequence,
        at now: Timestamp
    ) throws(StoreError) {
        let (end, isEndless) = now.microseconds.addingReportingOverflow(key.window.microseconds)
        statement.bind(1, pipeline.rawValue)
        statement.bind(2, key.digest)
        statement.bind(3, id.rawValue)
        statement.bind(4, event.rawValue)
        statement.bind(5, now.microseconds)
        statement.bind(6, isEndless ? .max : end)
        try statement.run()
    }

    /// The delivery that has a key, if it is within the window and has not failed. One that retention has taken is
    /// taken for one that was delivered.
    private mutating func first(
        of key: DedupeKey,
        _ pipeline: PipelineID,
        at now: Timestamp
    ) throws(StoreError) -> FirstOfKey? {
        statements.findNaturalKey.bind(1, pipeline.rawValue)
        statements.findNaturalKey.bind(2, key.digest)
        defer { statements.findNaturalKey.reset() }
        guard try statements.findNaturalKey.step() else { return nil }
        let acceptedAt = Timestamp(microseconds: statements.findNaturalKey.integer(1))
        guard now - acceptedAt < key.window else { return nil }
        if let code = statements.findNaturalKey.integerOrNil(2) {
            switch try DeliveryState(code: code) {
            case .dead, .cancelled, .filtered: return nil
            case .pending, .waiting, .held, .delivered, .duplicate: break
            }
        }
        let event = EventSequence(statements.findNaturalKey.integer(3))
        let isKept = !statements.findNaturalKey.isNull(4)
        return FirstOfKey(
            delivery: DeliveryID(statements.findNaturalKey.integer(0)),
            acceptedAt: acceptedAt,
            event: event,
            eventID: isKept ? statements.findNaturalKey.textOrNil(5) ?? id.text(of: event) : nil
        )
    }
}

extension Duration {
    /// The length in its largest unit, for people: `2 hours`.
    fileprivate var roughly: String {
        let seconds = components.seconds
        for (unit, size) in [("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)] as [(String, Int64)]
        where seconds >= size {
            let count = seconds / size
            return "\(count) \(unit)\(count == 1 ? "" : "s")"
        }
        return "less than a second"
    }
}
