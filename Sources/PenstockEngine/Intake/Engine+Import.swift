internal import PenstockCore

// History on its way in.

extension Engine {
    package func check(_ draft: EventDraft) throws(IntakeError) { _ = try complete(draft) }

    package func accept(
        history rows: [[EventDraft]],
        patience: Duration
    ) async throws(IntakeError) -> [Result<[Acceptance], IntakeError>] {
        let completed = rows.map { row in
            Result { () throws(IntakeError) in
                try row.map { draft throws(IntakeError) in try complete(draft) }
            }
        }
        // A host that stops says so of every row.
        for case .failure(let error) in completed where error.code == .stopping { throw error }
        let events = completed.flatMap { (try? $0.get()) ?? [] }
        var acceptances = try await append(history: events, patience: patience)[...]
        return completed.map { row in
            row.map { events in
                defer { acceptances = acceptances.dropFirst(events.count) }
                return Array(acceptances.prefix(events.count))
            }
        }
    }

    /// One transaction, so that nothing comes between the rows of a batch and so that a busy store takes all or none.
    private func append(history events: [NewEvent], patience: Duration) async throws(IntakeError) -> [Acceptance] {
        guard !events.isEmpty else { return [] }
        let clock = ContinuousClock()
        let end = clock.now + patience
        while true {
            let results = await append(whole: events)
            var acceptances: [Acceptance] = []
            var refusal: IntakeError?
            for result in results {
                switch result {
                case .success(let acceptance): acceptances.append(acceptance)
                case .failure(let error): refusal = refusal ?? error
                }
            }
            guard let refusal else { return acceptances }
            guard refusal.code == .busy, clock.now < end,
                await writer.waitForRoom(atMost: clock.now.duration(to: end))
            else { throw refusal }
        }
    }
}
