internal import PenstockCore

extension Writer {
    /// Writes an event and its deliveries, unless its source and id were accepted before.
    mutating func append(_ new: NewEvent) throws(StoreError) -> AppendedEvent {
        if let error = refusal(of: new) { throw error }
        let source = try sources.number(of: new.source)
        let sequence = EventSequence(counters.event)
        if let id = new.id, let first = try earlier(id, source, new, as: sequence) { return first }
        counters.event += 1

        let id = new.id ?? self.id.text(of: sequence)
        let event = Event(new, id: id, sequence: sequence)
        let firstDelivery = counters.delivery

        statements.insertEvent.bind(1, sequence.rawValue)
        statements.insertEvent.bind(2, source)
        statements.insertEvent.bind(3, try types.number(of: new.type))
        statements.insertEvent.bind(4, new.revision.rawValue)
        statements.insertEvent.bind(5, firstDelivery)
        statements.insertEvent.bind(6, new.deliveries.count)
        statements.insertEvent.bind(7, new.time.microseconds)
        statements.insertEvent.bind(8, new.acceptedAt.microseconds)
        statements.insertEvent.bind(9, new.id)
        statements.insertEvent.bind(10, new.subject)
        statements.insertEvent.bind(11, new.dataContentType == Event.defaultContentType ? nil : new.dataContentType)
        statements.insertEvent.bind(12, new.contradiction)
        try statements.insertEvent.run()

        statements.insertPayload.bind(1, sequence.rawValue)
        statements.insertPayload.bind(2, event.dataRange.lowerBound)
        statements.insertPayload.bind(3, event.dataRange.upperBound)
        statements.insertPayload.bind(4, orNull: new.extensions.isEmpty ? [] : Packing.pack(new.extensions))
        try statements.insertPayload.run(5, bytes: event.json.span)
        if let entry = new.directory { try write(entry, of: event) }

        var deliveries: [AppendedDelivery] = []
        deliveries.reserveCapacity(new.deliveries.count)
        for delivery in new.deliveries {
            deliveries.append(try insert(delivery, of: sequence, at: new.acceptedAt))
        }
        if !new.measurements.isEmpty { try measures.record(new.measurements, of: sequence, at: new.acceptedAt) }
        if let certificate = new.certificate { try keep(certificate, of: sequence) }
        var appended = AppendedEvent(event: event, deliveries: deliveries, isDuplicate: false, differs: false)
        if new.timers != nil || !new.cancels.isEmpty { appended.timers = try setTimers(of: new, event) }
        return appended
    }

    /// Why an event cannot be appended, which can be said before anything is written.
    func refusal(of new: NewEvent) -> StoreError? {
        new.deliveries.first { !pipelines.contains($0.pipeline) }.map { .noPipeline($0.pipeline) }
    }

    private mutating func insert(
        _ new: NewDelivery,
        of event: EventSequence,
        at now: Timestamp
    ) throws(StoreError) -> AppendedDelivery {
        guard new.dedupe == nil, new.order == nil else { return try insertKeyed(new, of: event, at: now) }
        let id = DeliveryID(counters.delivery)
        counters.delivery += 1
        statements.insertDelivery.bind(1, id.rawValue)
        statements.insertDelivery.bind(2, event.rawValue)
        statements.insertDelivery.bind(3, new.pipeline.rawValue)
        statements.insertDelivery.bind(4, now.microseconds)
        statements.insertDelivery.bind(5, new.replayOf?.rawValue)
        try statements.insertDelivery.run()
        tally.add(.pending, new.pipeline)
        return AppendedDelivery(id: id, pipeline: new.pipeline, replayOf: new.replayOf)
    }

    // MARK: - Duplicates

    /// The event that was accepted under this id and source before; nil when there is none, and then the key is taken.
    private mutating func earlier(
        _ id: String,
        _ source: Int64,
        _ new: NewEvent,
        as sequence: EventSequence
    ) throws(StoreError) -> AppendedEvent? {
        if let made = self.id.event(id), let first = try earlier(made, id, source, new) { return first }
        let fingerprint = Fingerprint(ofDataIn: new).stored
        if hasPastKeys, let past = try pastKey(id, source) {
            return try duplicate(of: past.event, id, new, differs: past.fingerprint.map { $0 != fingerprint } ?? false)
        }
        statements.insertKey.bind(1, id)
        statements.insertKey.bind(2, source)
        statements.insertKey.bind(3, sequence.rawValue)
        statements.insertKey.bind(4, fingerprint)
        try statements.insertKey.run()
        if connection.changes > 0 { return nil }

        statements.findKey.bind(1, id)
        statements.findKey.bind(2, source)
        guard try statements.findKey.step() else { return nil }
        let first = EventSequence(statements.findKey.integer(0))
        let differs = statements.findKey.integer(1) != fingerprint
        statements.findKey.reset()
        return try duplicate(of: first, id, new, differs: differs)
    }

    /// An id that the host made is in no table: whoever sends it means the event with that number, if it came from the
    /// same source.
    private mutating func earlier(
        _ made: EventSequence,
        _ id: String,
        _ source: Int64,
        _ new: NewEvent
    ) throws(StoreError) -> AppendedEvent? {
        guard made.rawValue < counters.event, let first = try stored(made), first.event.id == id,
            first.event.source == new.source
        else { return nil }
        let isSame = first.event.json[first.event.dataRange] == new.tail[new.dataRange]
        return AppendedEvent(event: first.event, deliveries: first.deliveries, isDuplicate: true, differs: !isSame)
    }

    /// The answer that the first one got. Where retention has taken that event, its number and the key are left.
    private mutating func duplicate(
        of first: EventSequence,
        _ id: String,
        _ new: NewEvent,
        differs: Bool
    ) throws(StoreError) -> AppendedEvent {
        if var first = try stored(first) {
            // An erased event has no id of its sender's any more.
            first.event.id = id
            return AppendedEvent(
                event: first.event,
                deliveries: first.deliveries,
                isDuplicate: true,
                differs: differs
            )
        }
        let event = Event(new, id: id, sequence: first)
        return AppendedEvent(event: event, deliveries: [], isDuplicate: true, differs: differs)
    }

    private mutating func stored(
        _ sequence: EventSequence
    ) throws(StoreError) -> (event: Event, deliveries: [AppendedDelivery])? {
        statements.selectEvent.bind(1, sequence.rawValue)
        defer { statements.selectEvent.reset() }
        guard try statements.selectEvent.step() else { return nil }
        let event = try Event(statements.selectEvent, from: 0, in: id)
        let start = statements.selectEvent.integer(EventRow.count)
        let count = statements.selectEvent.integer(EventRow.count + 1)
        return (event, try deliveries(start..<start + count))
    }

    private mutating func deliveries(_ numbers: Range<Int64>) throws(StoreError) -> [AppendedDelivery] {
        statements.selectDeliveriesOfEvent.bind(1, numbers.lowerBound)
        statements.selectDeliveriesOfEvent.bind(2, numbers.upperBound)
        var list: [AppendedDelivery] = []
        while try statements.selectDeliveriesOfEvent.step() {
            list.append(AppendedDelivery(statements.selectDeliveriesOfEvent))
        }
        return list
    }
}

extension AppendedDelivery {
    /// Reads a row of ``SQL/selectDeliveriesOfEvent``: the delivery as it was made, whatever has become of it.
    fileprivate init(_ row: borrowing Statement) {
        let duplicateOf = row.integerOrNil(4).map(DeliveryID.init)
        self.init(
            id: DeliveryID(row.integer(0)),
            pipeline: PipelineID(row.integer(1)),
            replayOf: row.integerOrNil(2).map(DeliveryID.init),
            state: duplicateOf != nil ? .duplicate : row.isNull(3) ? .pending : .held,
            duplicateOf: duplicateOf
        )
    }
}

extension Fingerprint {
    fileprivate init(ofDataIn event: NewEvent) {
        self.init()
        combine(event.tail.span.extracting(event.dataRange))
    }
}
