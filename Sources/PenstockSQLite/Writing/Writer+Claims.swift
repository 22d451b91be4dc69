internal import PenstockCore

extension Writer {
    mutating func claimPending(
        _ pipeline: PipelineID,
        after cursor: DeliveryID?,
        limit: Int,
        bytes: Int
    ) throws(StoreError) -> [ClaimedDelivery] {
        statements.claimPending.bind(1, pipeline.rawValue)
        statements.claimPending.bind(2, cursor?.rawValue ?? 0)
        let claims = try Self.claim(&statements.claimPending, pipeline, except: [], limit, bytes, id)
        return try complete(claims)
    }

    mutating func claimWaiting(
        _ pipeline: PipelineID,
        dueBy now: Timestamp,
        except inFlight: Set<DeliveryID>,
        limit: Int,
        bytes: Int
    ) throws(StoreError) -> [ClaimedDelivery] {
        statements.claimWaiting.bind(1, pipeline.rawValue)
        statements.claimWaiting.bind(2, now.microseconds)
        let claims = try Self.claim(&statements.claimWaiting, pipeline, except: inFlight, limit, bytes, id)
        return try complete(claims)
    }

    mutating func nextDue(_ pipeline: PipelineID, except inFlight: Set<DeliveryID>) throws(StoreError) -> Timestamp? {
        statements.due.bind(1, pipeline.rawValue)
        defer { statements.due.reset() }
        while try statements.due.step() {
            guard !inFlight.contains(DeliveryID(statements.due.integer(0))) else { continue }
            return Timestamp(microseconds: statements.due.integer(1))
        }
        return nil
    }

    /// A claimed row and what has to be looked up for it.
    private struct Claim {
        var delivery: ClaimedDelivery
        var hasRendered: Bool
        var lastAttempt: Int64?
    }

    private static func claim(
        _ statement: inout Statement,
        _ pipeline: PipelineID,
        except inFlight: Set<DeliveryID>,
        _ limit: Int,
        _ bytes: Int,
        _ store: StoreID
    ) throws(StoreError) -> [Claim] {
        defer { statement.reset() }
        let event: Int32 = 9
        var claims: [Claim] = []
        var sum = 0
        while claims.count < limit, try statement.step() {
            let id = DeliveryID(statement.integer(0))
            guard !inFlight.contains(id) else { continue }
            sum += statement.byteCount(event + EventRow.json)
            if sum > bytes, !claims.isEmpty { break }
            let delivery = ClaimedDelivery(
                id: id,
                pipeline: pipeline,
                event: try Event(statement, from: event, in: store),
                createdAt: Timestamp(microseconds: statement.integer(1)),
                attempts: statement.int(2),
                attemptsBeforeRetry: statement.int(3),
                stageTries: statement.int(4),
                replayOf: statement.integerOrNil(7).map(DeliveryID.init),
                firstAttemptAt: statement.integerOrNil(8).map(Timestamp.init(microseconds:))
            )
            claims.append(
                Claim(
                    delivery: delivery,
                    hasRendered: statement.integer(5) != 0,
                    lastAttempt: statement.integerOrNil(6)
                )
            )
        }
        return claims
    }

    /// Adds what only a delivery that was tried before has; joined, it would cost every first try a look.
    private mutating func complete(_ claims: [Claim]) throws(StoreError) -> [ClaimedDelivery] {
        var list: [ClaimedDelivery] = []
        list.reserveCapacity(claims.count)
        for claim in claims {
            var delivery = claim.delivery
            if claim.hasRendered {
                delivery.rendered = try RenderedMessage.read(delivery.id, with: &statements.selectRendered)
            }
            if let attempt = claim.lastAttempt { delivery.resume = try resume(behind: attempt) }
            list.append(delivery)
        }
        return list
    }

    private mutating func resume(behind attempt: Int64) throws(StoreError) -> [UInt8] {
        statements.selectResume.bind(1, attempt)
        defer { statements.selectResume.reset() }
        return try statements.selectResume.step() ? statements.selectResume.bytes(0) : []
    }
}

extension RenderedMessage {
    /// Reads a message with ``SQL/selectRendered``.
    static func read(_ id: DeliveryID, with statement: inout Statement) throws(StoreError) -> RenderedMessage? {
        statement.bind(1, id.rawValue)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        return RenderedMessage(
            body: statement.bytes(3),
            contentType: statement.text(0),
            headers: try Packing.attributes(statement.bytes(1)),
            attributes: try Packing.attributes(statement.bytes(2)),
            revision: statement.integerOrNil(4).map(RevisionID.init)
        )
    }
}
