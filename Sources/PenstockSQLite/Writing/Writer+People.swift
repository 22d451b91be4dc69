internal import PenstockCore

extension Writer {
    /// Makes a delivery due at once, its schedule anew.
    mutating func retry(_ id: DeliveryID, render: Bool, at now: Timestamp) throws(StoreError) -> StoreResult {
        guard let old = try head(id) else { return .failed(.noDelivery(id)) }
        guard old.state != .pending else {
            return .failed(
                StoreError(.conflict, "delivery \(id.rawValue) is pending: its first try has not ended yet")
            )
        }
        // Stages that ran on nothing would send something that nobody meant.
        let isReady = old.hasRendered && !render
        guard try isReady ? true : hasPayload(old.event) else {
            return .failed(
                StoreError(
                    .conflict,
                    "delivery \(id.rawValue) cannot be tried again: its event's data is no longer kept"
                )
            )
        }
        if render, old.hasRendered { try dropRendered(of: id) }
        statements.retry.bind(1, id.rawValue)
        statements.retry.bind(2, now.microseconds)
        statements.retry.bind(3, old.hasRendered && !render ? 1 : 0)
        let reason = try outOfOrder(id, old)
        statements.retry.bind(4, reason?.code)
        statements.retry.bind(5, reason?.text)
        // It keeps its place where it has one, so that those behind it still come after it.
        statements.retry.bind(6, old.place == nil ? nil : PlaceInLine.ahead.rawValue)
        try statements.retry.run()
        tally.move(old, to: .waiting)
        return .retried(old.pipeline)
    }

    /// What is said of a delivery with an order key that is tried again when it is not its turn.
    private mutating func outOfOrder(_ id: DeliveryID, _ old: DeliveryHead) throws(StoreError) -> Reason? {
        guard let key = old.orderKey else { return nil }
        let head = try headOfLine(old.pipeline, key)
        if head?.id == id { return nil }
        let others = head.map { "\(self.id.text(of: $0.id)) of the same order key is unfinished" }
        return Reason(
            code: "out-of-order",
            text: "tried again out of order: " + (others ?? "its turn among those of the same order key is over")
        )
    }

    mutating func hasPayload(_ event: EventSequence) throws(StoreError) -> Bool {
        statements.hasPayload.bind(1, event.rawValue)
        defer { statements.hasPayload.reset() }
        return try statements.hasPayload.step()
    }

    // MARK: - One delivery

    /// Ends a delivery that has not arrived.
    mutating func cancel(_ id: DeliveryID, _ reason: Reason, at now: Timestamp) throws(StoreError) -> StoreResult {
        guard let old = try head(id) else { return .failed(.noDelivery(id)) }
        guard old.state.isOpen else {
            return .failed(
                StoreError(.conflict, "delivery \(id.rawValue) is \(old.state.rawValue): there is nothing to cancel")
            )
        }
        if old.hasRendered { try dropRendered(of: id) }
        statements.cancel.bind(1, id.rawValue)
        statements.cancel.bind(2, now.microseconds)
        statements.cancel.bind(3, reason)
        try statements.cancel.run()
        tally.move(old, to: .cancelled)
        return .cancelled(old.pipeline, releases: try leaveLine(id, old, at: now))
    }

    /// Stops a delivery that would be tried; it keeps its place in line.
    mutating func park(_ id: DeliveryID, _ reason: Reason, at now: Timestamp) throws(StoreError) -> StoreResult {
        guard let old = try head(id) else { return .failed(.noDelivery(id)) }
        guard !old.state.isFinal else {
            return .failed(
                StoreError(.conflict, "delivery \(id.rawValue) is \(old.state.rawValue): there is nothing to stop")
            )
        }
        statements.park.bind(1, id.rawValue)
        statements.park.bind(2, now.microseconds)
        statements.park.bind(3, reason)
        try statements.park.run()
        tally.move(old, to: .held)
        return .parked(old.pipeline)
    }

    // MARK: - Pipelines

    /// Keeps what a lane must know after a restart; nothing keeps nothing.
    mutating func remember(_ pipeline: PipelineID, _ memory: [UInt8]) throws(StoreError) -> StoreResult {
        guard pipelines.contains(pipeline) else { return .failed(.noPipeline(pipeline)) }
        guard memory.count <= Self.memoryLimit else {
            return .failed(
                StoreError(.conflict, "a lane may keep \(Self.memoryLimit) bytes, and not \(memory.count)")
            )
        }
        statements.remember.bind(1, pipeline.rawValue)
        statements.remember.bind(2, orNull: memory)
        try statements.remember.run()
        return .remembered
    }

    private static let memoryLimit = 4 << 10

    /// Notes that a pipeline takes no deliveries.
    mutating func hold(_ pipeline: PipelineID, _ reason: Reason) throws(StoreError) {
        statements.hold.bind(1, pipeline.rawValue)
        statements.hold.bind(2, reason.code)
        statements.hold.bind(3, reason.text)
        statements.hold.bind(4, reason.stage)
        try statements.hold.run()
    }

    /// Lifts a pipeline's hold and that of its deliveries held for `configuration`.
    mutating func resume(_ pipeline: PipelineID, at now: Timestamp) throws(StoreError) {
        statements.resume.bind(1, pipeline.rawValue)
        try statements.resume.run()
        try releaseHeld(pipeline, "configuration", at: now)
    }

    /// Makes the deliveries due at once that are held for a reason.
    mutating func releaseHeld(_ pipeline: PipelineID, _ code: String, at now: Timestamp) throws(StoreError) {
        statements.releaseHeld.bind(1, pipeline.rawValue)
        statements.releaseHeld.bind(2, now.microseconds)
        statements.releaseHeld.bind(3, code)
        try statements.releaseHeld.run()
        let count = Int64(connection.changes)
        tally.add(.held, pipeline, -count)
        tally.add(.waiting, pipeline, count)
    }
}
