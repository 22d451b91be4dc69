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
        try releaseHeld(pipeline, at: now)
    }

    /// Makes the deliveries held for `configuration` due at once.
    mutating func releaseHeld(_ pipeline: PipelineID, at now: Timestamp) throws(StoreError) {
        statements.releaseHeld.bind(1, pipeline.rawValue)
        statements.releaseHeld.bind(2, now.microseconds)
        try statements.releaseHeld.run()
        let count = Int64(connection.changes)
        tally.add(.held, pipeline, -count)
        tally.add(.waiting, pipeline, count)
    }
}
