internal import HTTPTypes
internal import Hummingbird
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// `POST /v1/imports`: takes a batch of history in, which is delivered to nobody.
struct ImportRoutes: Sendable {
    let engine: any EngineService
    let bodyLimit: Int

    /// How long a batch waits for room: events of the moment come first, and history can wait.
    private static let patience = Duration.seconds(10)

    func add(to router: Router<APIContext>) {
        router.post("/v1/imports") { request, _ in
            let reader = try QueryReader(request.uri.query, names: ImportParameters.names)
            let parameters = try ImportParameters(reader, engine: engine)
            let batch = try ImportBatch(
                try await request.bytes(upTo: bodyLimit),
                contentType: request.headers[.contentType]
            )
            let rows = try await ImportMapping(parameters: parameters, engine: engine).drafts(batch)
            let outcome = try await parameters.isDry ? check(rows) : accept(rows)
            return Response.json { $0.outcome(outcome, of: parameters) }
        }
    }

    private func accept(_ rows: [Result<[EventDraft], RowRefusal>]) async throws(Problem) -> ImportOutcome {
        let mapped = rows.compactMap { try? $0.get() }
        do throws(IntakeError) {
            var accepted = try await engine.accept(history: mapped, patience: Self.patience).makeIterator()
            return ImportOutcome(
                rows: rows.map { row in
                    switch row {
                    case .failure(let refusal): ImportOutcome.Row(refusal)
                    case .success:
                        ImportOutcome.Row(
                            accepted.next() ?? .failure(IntakeError(.unavailable, "the engine gave no answer"))
                        )
                    }
                }
            )
        } catch {
            throw Problem(error)
        }
    }

    // MARK: - Without storing

    /// What would come of the rows: as far as the store knows their events already, they are repetitions.
    private func check(_ rows: [Result<[EventDraft], RowRefusal>]) async throws(Problem) -> ImportOutcome {
        let known = try await engine.look { store throws(StoreError) in
            var known: [[Bool]] = []
            for row in rows {
                var ofRow: [Bool] = []
                for draft in (try? row.get()) ?? [] {
                    ofRow.append(
                        try draft.id.map { id throws(StoreError) in
                            try store.event(id, source: draft.storedSource) != nil
                        } ?? false
                    )
                }
                known.append(ofRow)
            }
            return known
        }
        return ImportOutcome(rows: zip(rows, known).map { checked($0, known: $1) })
    }

    private func checked(_ row: Result<[EventDraft], RowRefusal>, known: [Bool]) -> ImportOutcome.Row {
        switch row {
        case .failure(let refusal): return ImportOutcome.Row(refusal)
        case .success(let drafts):
            do throws(IntakeError) {
                for draft in drafts { try engine.check(draft) }
            } catch {
                return ImportOutcome.Row(.failure(error))
            }
            let acceptances = zip(drafts, known).map { draft, isKnown in
                Acceptance(id: draft.id ?? "", isDuplicate: isKnown, differs: false, deliveries: [])
            }
            return ImportOutcome.Row(acceptances)
        }
    }
}

extension ImportOutcome.Row {
    fileprivate init(_ result: Result<[Acceptance], IntakeError>) {
        switch result {
        case .success(let acceptances): self.init(acceptances)
        case .failure(let error): self.init(RowRefusal(kind: .refused, reason: error.message))
        }
    }
}
