internal import Logging
internal import PenstockCore
internal import PenstockPipelines

// Events on their way in.

extension Engine {
    /// Accepts one event: it is on disk, with all its deliveries, when this returns.
    package func accept(_ draft: EventDraft, patience: Duration) async throws(IntakeError) -> Acceptance {
        let event = try complete(draft)
        let clock = ContinuousClock()
        let end = patience > .zero ? clock.now + patience : nil
        while true {
            let (result, retryAfter) = await offer(event)
            guard let retryAfter else { return try result.get() }
            // Nothing of it is known to the store yet, so it may be offered as often as there is time.
            guard let end, clock.now < end, await writer.waitForRoom(atMost: clock.now.duration(to: end)) else {
                throw .busy(retryAfter)
            }
        }
    }

    /// Accepts one event without a task of its own; there is no patience.
    package func accept(
        _ draft: EventDraft,
        done: @escaping @Sendable (Result<Acceptance, IntakeError>) -> Void
    ) {
        do throws(IntakeError) {
            let event = try complete(draft)
            let offered = writer.offer([(.append(event), { [self] result in done(accepted(result)) })])
            if let wait = offered.retryAfter { done(.failure(.busy(wait))) }
        } catch {
            done(.failure(error))
        }
    }

    /// - Returns: What came of it, or after what time it may be offered again.
    private func offer(_ event: NewEvent) async -> (Result<Acceptance, IntakeError>, retryAfter: Duration?) {
        await withCheckedContinuation { continuation in
            let completion: Writer.Completion = { [self] in continuation.resume(returning: (accepted($0), nil)) }
            let offered = writer.offer([(.append(event), completion)])
            if let wait = offered.retryAfter { continuation.resume(returning: (.failure(.busy(wait)), wait)) }
        }
    }

    /// Accepts several events in one transaction where they fit; each has its own answer. Those for which there is no
    /// room are the last ones.
    package func accept(_ drafts: [EventDraft]) async -> [Result<Acceptance, IntakeError>] {
        let events = drafts.map { draft in Result { () throws(IntakeError) in try complete(draft) } }
        // Enqueued together, so that they are accepted in the order in which they stand.
        return await withCheckedContinuation { continuation in
            let answers = Answers(events.map { event in event.flatMap { _ in .failure(.unanswered) } }) {
                continuation.resume(returning: $0)
            }
            var operations: [(StoreOperation, Writer.Completion)] = []
            var places: [Int] = []
            for (index, event) in events.enumerated() {
                guard case .success(let event) = event else { continue }
                operations.append((.append(event), { [self] in answers.set(accepted($0), at: index) }))
                places.append(index)
            }
            answers.expect(operations.count)
            let (taken, retryAfter) = writer.offer(operations)
            guard let retryAfter else { return }
            for place in places[taken...] { answers.set(.failure(.busy(retryAfter)), at: place) }
        }
    }

    func complete(_ draft: EventDraft) throws(IntakeError) -> NewEvent {
        guard isReady else { throw IntakeError(.stopping, "the host is not taking events now; try again shortly") }
        return try current.intake.complete(draft)
    }

    /// On the writer's thread, in the order of commits.
    func accepted(_ result: StoreResult) -> Result<Acceptance, IntakeError> {
        switch result {
        case .appended(let appended): return .success(arrivals.accepted(appended))
        case .failed(let error):
            return .failure(
                error.code == .full
                    ? IntakeError(.full, "the disk is full; nothing was stored")
                    : IntakeError(.unavailable, "the event could not be stored: \(error.message)")
            )
        default:
            return .failure(IntakeError(.unavailable, "the store answered something else than it was asked"))
        }
    }
}
