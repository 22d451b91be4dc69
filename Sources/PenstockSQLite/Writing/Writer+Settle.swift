internal import PenstockCore

/// What the writer must know of a delivery to change it.
struct DeliveryHead {
    var state: DeliveryState
    var pipeline: PipelineID
    var attempts: Int64
    var hasRendered: Bool
    var lastAttempt: Int64?
    var event: EventSequence
    var firstAttemptAt: Int64?
    /// A person has stopped it.
    var isParked: Bool
    var orderKey: KeyDigest?
    /// Where it stands among those of its order key; nil when it is not in line.
    var place: PlaceInLine?
}

extension Writer {
    /// Writes what came of working on a delivery once, and what follows from it.
    mutating func settle(_ settlement: Settlement) throws(StoreError) -> StoreResult {
        let id = settlement.delivery
        guard let old = try head(id) else { return .failed(.noDelivery(id)) }
        // What a person has stopped while it was under way stays stopped, unless it has arrived.
        if old.isParked, settlement.state != .delivered { return try settleStopped(settlement, old) }
        guard !old.state.isFinal || old.isParked else {
            return .failed(
                StoreError(
                    .conflict,
                    "delivery \(id.rawValue) is \(old.state.rawValue) already; a late outcome changes nothing"
                )
            )
        }
        let state = settlement.state
        var last = old.lastAttempt
        if let attempt = settlement.attempt { last = try insert(attempt, of: id, behind: old.lastAttempt) }
        let hasRendered = try keep(settlement.rendered, of: id, in: state, had: old.hasRendered)

        statements.updateDelivery.bind(1, id.rawValue)
        statements.updateDelivery.bind(2, state.code)
        statements.updateDelivery.bind(3, settlement.attempt.map { Int64($0.number) } ?? old.attempts)
        statements.updateDelivery.bind(4, settlement.stageTries)
        statements.updateDelivery.bind(5, hasRendered ? 1 : 0)
        statements.updateDelivery.bind(6, last)
        statements.updateDelivery.bind(7, settlement.at.microseconds)
        // Waiting without a time would wait for ever.
        statements.updateDelivery.bind(8, state == .waiting ? (settlement.due ?? settlement.at).microseconds : nil)
        statements.updateDelivery.bind(9, settlement.reason)
        statements.updateDelivery.bind(12, old.firstAttemptAt ?? settlement.attempt?.startedAt.microseconds)
        statements.updateDelivery.bind(13, settlement.revision?.rawValue)
        try statements.updateDelivery.run()
        tally.move(old, to: state)
        try write(settlement.pluginState, of: old.event)

        let ends = old.place != nil && state.endsTurn(whenDead: settlement.whenDead)
        let releases = ends ? try leaveLine(id, old, at: settlement.steady ?? settlement.at) : false
        if let reason = settlement.holdsPipeline { try hold(old.pipeline, reason) }
        var consequences: [AppendedEvent] = []
        for event in settlement.consequences where !refusesEvents { consequences.append(try append(event)) }
        return .settled(Settled(consequences: consequences, releases: releases))
    }

    /// Writes how an attempt ended whose delivery a person has stopped meanwhile: what it tells of the endpoint holds,
    /// what it would have made of the delivery does not come about.
    private mutating func settleStopped(_ settlement: Settlement, _ old: DeliveryHead) throws(StoreError) -> StoreResult
    {
        let id = settlement.delivery
        var last = old.lastAttempt
        if let attempt = settlement.attempt { last = try insert(attempt, of: id, behind: old.lastAttempt) }
        let hasRendered = try keep(settlement.rendered, of: id, in: .held, had: old.hasRendered)
        statements.noteLate.bind(1, id.rawValue)
        statements.noteLate.bind(2, settlement.attempt.map { Int64($0.number) } ?? old.attempts)
        statements.noteLate.bind(3, hasRendered ? 1 : 0)
        statements.noteLate.bind(4, last)
        statements.noteLate.bind(5, settlement.at.microseconds)
        statements.noteLate.bind(6, old.firstAttemptAt ?? settlement.attempt?.startedAt.microseconds)
        statements.noteLate.bind(7, settlement.revision?.rawValue)
        try statements.noteLate.run()
        // Without an attempt nothing is rendered, so the stages run again, and begin from what there was.
        let keepsPluginState = settlement.attempt != nil
        if keepsPluginState { try write(settlement.pluginState, of: old.event) }

        if let reason = settlement.holdsPipeline { try hold(old.pipeline, reason) }
        var consequences: [AppendedEvent] = []
        for event in settlement.consequences
        where !refusesEvents && !event.type.hasPrefix(Self.deliveryTypePrefix) {
            consequences.append(try append(event))
        }
        return .settled(Settled(consequences: consequences, keepsPluginState: keepsPluginState))
    }

    /// What events about the end of one delivery are called.
    private static let deliveryTypePrefix = String.systemTypePrefix + "delivery."

    /// The delivery's state; nil when there is none with this number.
    mutating func head(_ id: DeliveryID) throws(StoreError) -> DeliveryHead? {
        statements.selectDelivery.bind(1, id.rawValue)
        defer { statements.selectDelivery.reset() }
        guard try statements.selectDelivery.step() else { return nil }
        return DeliveryHead(
            state: try DeliveryState(code: statements.selectDelivery.integer(0)),
            pipeline: PipelineID(statements.selectDelivery.integer(1)),
            attempts: statements.selectDelivery.integer(2),
            hasRendered: statements.selectDelivery.integer(3) != 0,
            lastAttempt: statements.selectDelivery.integerOrNil(4),
            event: EventSequence(statements.selectDelivery.integer(5)),
            firstAttemptAt: statements.selectDelivery.integerOrNil(6),
            isParked: !statements.selectDelivery.isNull(7),
            orderKey: statements.selectDelivery.key(8),
            place: PlaceInLine(statements.selectDelivery, 9)
        )
    }

    // MARK: - The message

    /// Keeps or drops the message as the new state asks, and says whether one is kept.
    private mutating func keep(
        _ rendered: RenderedMessage?,
        of id: DeliveryID,
        in state: DeliveryState,
        had: Bool
    ) throws(StoreError) -> Bool {
        guard !state.isFinal || state.needsAttention else {
            if had { try dropRendered(of: id) }
            return false
        }
        guard let rendered else { return had }
        statements.upsertRendered.bind(1, id.rawValue)
        statements.upsertRendered.bind(2, rendered.contentType)
        statements.upsertRendered.bind(3, orNull: Packing.pack(rendered.headers))
        statements.upsertRendered.bind(4, orNull: Packing.pack(rendered.attributes))
        statements.upsertRendered.bind(6, rendered.revision?.rawValue)
        try statements.upsertRendered.run(5, bytes: rendered.body.span)
        return true
    }

    mutating func dropRendered(of id: DeliveryID) throws(StoreError) {
        statements.deleteRendered.bind(1, id.rawValue)
        try statements.deleteRendered.run()
    }

    // MARK: - The attempt

    /// How much of a response is kept: its beginning tells why it failed, and of a success hardly anyone asks.
    private static let successLimit = 1 << 10
    private static let failureLimit = 16 << 10

    /// - Returns: The row's number.
    private mutating func insert(
        _ attempt: Attempt,
        of id: DeliveryID,
        behind previous: Int64?
    ) throws(StoreError) -> Int64 {
        let number = counters.attempt
        counters.attempt += 1
        let result = attempt.result
        let limit = result.outcome == .delivered ? Self.successLimit : Self.failureLimit
        let isCut = result.responseBody.count > limit

        statements.insertAttempt.bind(1, number)
        statements.insertAttempt.bind(2, id.rawValue)
        statements.insertAttempt.bind(3, previous)
        statements.insertAttempt.bind(4, attempt.number)
        statements.insertAttempt.bind(5, attempt.revision.rawValue)
        statements.insertAttempt.bind(6, attempt.startedAt.microseconds)
        statements.insertAttempt.bind(7, result.outcome.code)
        statements.insertAttempt.bind(8, result.status)
        statements.insertAttempt.bind(9, result.sent.code)
        statements.insertAttempt.bind(10, result.isTruncated || isCut ? 1 : 0)
        statements.insertAttempt.bind(11, result.retryAfter?.microseconds)
        statements.insertAttempt.bind(12, result.timings.name)
        statements.insertAttempt.bind(13, result.timings.connect)
        statements.insertAttempt.bind(14, result.timings.tls)
        statements.insertAttempt.bind(15, result.timings.firstByte)
        statements.insertAttempt.bind(16, result.timings.total)
        statements.insertAttempt.bind(17, result.code.isEmpty ? nil : result.code)
        statements.insertAttempt.bind(18, result.sentence.isEmpty ? nil : result.sentence)
        statements.insertAttempt.bind(19, orNull: result.recipients.isEmpty ? [] : Packing.pack(result.recipients))
        statements.insertAttempt.bind(20, orNull: result.attributes.isEmpty ? [] : Packing.pack(result.attributes))
        statements.insertAttempt.bind(21, orNull: result.resume)
        statements.insertAttempt.bind(22, orNull: result.responseHead)
        statements.insertAttempt.bind(24, attempt.rendering?.rawValue)
        statements.insertAttempt.bind(25, orNull: attempt.request.map(Packing.pack) ?? [])
        try statements.insertAttempt.run(23, bytes: result.responseBody.span.extracting(first: limit))
        return number
    }
}
