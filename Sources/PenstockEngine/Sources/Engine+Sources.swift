package import PenstockCore
package import PenstockPipelines
internal import Synchronization

/// What mapping needs to know: the sources that run, and the catalog that runs with them.
package struct SourceGround: Sendable {
    package var sources: SourceSet
    package var catalog: Catalog

    package init(sources: SourceSet = SourceSet(), catalog: Catalog = Catalog()) {
        self.sources = sources
        self.catalog = catalog
    }
}

/// Why none of several events that belong together was accepted.
package struct TogetherError: Error, Sendable, Equatable {
    /// What is wrong with which of them; the same with all where the store is the reason.
    package var errors: [(index: Int, error: IntakeError)]

    package init(_ errors: [(index: Int, error: IntakeError)]) { self.errors = errors }

    package static func == (one: TogetherError, other: TogetherError) -> Bool {
        one.errors.elementsEqual(other.errors) { $0 == $1 }
    }
}

extension Engine {
    package var sourceGround: SourceGround {
        let current = current
        return SourceGround(sources: current.set.sources, catalog: current.catalog)
    }

    package func sourceMemory(_ name: String) -> SourceMemory { ledger[name] }

    package func note(_ happening: SourceHappening, of source: String) {
        ledger.note(happening, of: source, at: clock.wall())
    }

    /// Runs what calls the stages of a source, on a thread that does nothing else. Each thread has instances of its own.
    /// - Parameter source: Let go of in the workshop, where its stages are ended.
    /// - Returns: Nil where the host stops.
    package func mapping<R: Sendable>(
        with source: Source,
        _ body: @escaping @Sendable (_ thread: Int) -> R
    ) async -> R? {
        let thread = configuration.stageThreads + 2
        let result: R? = await withCheckedContinuation { continuation in
            let isTaken = mappings.add { continuation.resume(returning: body(thread)) }
            if !isTaken { continuation.resume(returning: nil) }
        }
        workshop.release(source)
        return result
    }

    /// Accepts several events in one transaction, all of them or none.
    package func accept(together drafts: [EventDraft]) async throws(TogetherError) -> [Acceptance] {
        var (events, errors): ([NewEvent], [(index: Int, error: IntakeError)]) = ([], [])
        for (index, draft) in drafts.enumerated() {
            do throws(IntakeError) {
                events.append(try complete(draft))
            } catch {
                errors.append((index, error))
            }
        }
        guard errors.isEmpty else { throw TogetherError(errors) }
        guard !events.isEmpty else { return [] }
        let results = await append(whole: events)
        var acceptances: [Acceptance] = []
        for (index, result) in results.enumerated() {
            switch result {
            case .success(let acceptance): acceptances.append(acceptance)
            case .failure(let error): errors.append((index, error))
            }
        }
        guard errors.isEmpty else { throw TogetherError(errors) }
        return acceptances
    }

    /// Writes events in one transaction, all of them or none.
    func append(whole events: [NewEvent]) async -> [Result<Acceptance, IntakeError>] {
        await withCheckedContinuation { continuation in
            let answers = Answers(events.map { _ in .failure(.unanswered) }) { continuation.resume(returning: $0) }
            let operations = events.enumerated().map { index, event -> (StoreOperation, Writer.Completion) in
                (.append(event), { [self] in answers.set(accepted($0), at: index) })
            }
            answers.expect(operations.count)
            guard let wait = writer.offerWhole(operations) else { return }
            for index in events.indices { answers.set(.failure(.busy(wait)), at: index) }
        }
    }

    /// Keeps a request that became no event.
    package func learn(_ request: NewLearnedRequest) async throws(StoreError) -> LearnedID {
        switch await write(.learn(request)) {
        case .learned(let id): return id
        case .failed(let error): throw error
        default: throw StoreError.answeredOtherwise
        }
    }

    /// Removes a learned request.
    /// - Throws: `notFound` where there is no such request.
    package func forget(_ id: LearnedID) async throws(StoreError) {
        switch await write(.forget([id])) {
        case .forgotten(0): throw StoreError(.notFound, "there is no learned request with the number \(id.rawValue)")
        case .forgotten: return
        case .failed(let error): throw error
        default: throw StoreError.answeredOtherwise
        }
    }
}
