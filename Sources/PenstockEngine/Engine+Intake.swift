internal import Logging
internal import PenstockCore
internal import PenstockPipelines

// Events on their way in.

extension Engine {
    /// Accepts one event: it is on disk, with all its deliveries, when this returns.
    package func accept(_ draft: EventDraft) async throws(IntakeError) -> Acceptance {
        let event = try complete(draft)
        let result: Result<Acceptance, IntakeError> = await withCheckedContinuation { continuation in
            writer.enqueue(.append(event)) { [self] result in continuation.resume(returning: accepted(result)) }
        }
        return try result.get()
    }

    /// Accepts several events in one transaction where they fit; each has its own answer.
    package func accept(_ drafts: [EventDraft]) async -> [Result<Acceptance, IntakeError>] {
        let events = drafts.map { draft in Result { () throws(IntakeError) in try complete(draft) } }
        // Enqueued together, so that they are accepted in the order in which they stand.
        return await withCheckedContinuation { continuation in
            let answers = Answers(events.map { event in event.flatMap { _ in .failure(.unanswered) } }) {
                continuation.resume(returning: $0)
            }
            var operations: [(StoreOperation, Writer.Completion)] = []
            for (index, event) in events.enumerated() {
                guard case .success(let event) = event else { continue }
                operations.append((.append(event), { [self] in answers.set(accepted($0), at: index) }))
            }
            answers.expect(operations.count)
            writer.enqueue(operations)
        }
    }

    private func complete(_ draft: EventDraft) throws(IntakeError) -> NewEvent {
        guard isReady else { throw IntakeError(.stopping, "the host is not taking events now; try again shortly") }
        do throws(IntakeError) {
            return try intake.complete(draft)
        } catch {
            counters.refusedEvent()
            throw error
        }
    }

    /// On the writer's thread, in the order of commits.
    private func accepted(_ result: StoreResult) -> Result<Acceptance, IntakeError> {
        switch result {
        case .appended(let appended):
            counters.accepted(isDuplicate: appended.isDuplicate)
            dispatcher.note(.appended(appended))
            if appended.differs {
                logger.warning(
                    "an event came again with other data; the first one stands",
                    metadata: ["event": "\(appended.event.id)", "source": "\(appended.event.source)"]
                )
            }
            return .success(answer(appended))
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

    private func answer(_ appended: AppendedEvent) -> Acceptance {
        Acceptance(
            id: appended.event.id,
            isDuplicate: appended.isDuplicate,
            differs: appended.differs,
            deliveries: appended.deliveries.map { delivery in
                Acceptance.Delivery(id: store.id.text(of: delivery.id), pipeline: name(of: delivery.pipeline))
            }
        )
    }

    private func name(of pipeline: PipelineID) -> String {
        chains[pipeline]?.pipeline.name ?? ids.first { $0.value == pipeline }?.key ?? "?"
    }
}
