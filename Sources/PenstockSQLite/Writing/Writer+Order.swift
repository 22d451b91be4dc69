internal import PenstockCore

/// Where a delivery stands among those of its pipeline with the same order key. The numbers stand in the file.
enum PlaceInLine: Int64 {
    /// It may go: it is the head, or a person has let it go before its turn.
    case ahead = 1
    /// It is held until those before it have ended.
    case behind = 2

    /// - Returns: Nil for NULL, which says that it is not in line.
    init?(_ row: borrowing Statement, _ column: Int32) {
        self.init(rawValue: row.integer(column))
    }
}

extension Writer {
    /// The one of an order key whose turn it is; nil when nobody stands in line.
    mutating func headOfLine(
        _ pipeline: PipelineID,
        _ key: KeyDigest
    ) throws(StoreError) -> (id: DeliveryID, place: PlaceInLine?)? {
        statements.headOfLine.bind(1, pipeline.rawValue)
        statements.headOfLine.bind(2, key)
        defer { statements.headOfLine.reset() }
        guard try statements.headOfLine.step() else { return nil }
        return (DeliveryID(statements.headOfLine.integer(0)), PlaceInLine(statements.headOfLine, 1))
    }

    /// Takes a delivery out of its line and lets the next one go, if it is that one's turn now.
    ///
    /// Whoever ends or removes a delivery that is in line has to call this, or those behind it wait for ever.
    /// - Parameter old: The delivery as it was before it ended; nothing happens when it is not in line.
    /// - Returns: Whether another one is due now.
    mutating func leaveLine(_ id: DeliveryID, _ old: DeliveryHead, at now: Timestamp) throws(StoreError) -> Bool {
        guard old.place != nil, let key = old.orderKey else { return false }
        statements.leaveLine.bind(1, id.rawValue)
        try statements.leaveLine.run()
        // One that a person let go before its turn leaves the head where it is.
        guard let next = try headOfLine(old.pipeline, key), next.place == .behind else { return false }
        statements.release.bind(1, next.id.rawValue)
        statements.release.bind(2, now.microseconds)
        try statements.release.run()
        tally.addBehind(old.pipeline, -1)
        tally.add(.waiting, old.pipeline)
        return true
    }
}

extension DeliveryState {
    /// Whether those behind its order key may go on.
    func endsTurn(whenDead: WhenDead) -> Bool {
        switch self {
        case .pending, .waiting, .held: false
        case .dead: whenDead == .continue
        case .delivered, .filtered, .duplicate, .cancelled: true
        }
    }
}
