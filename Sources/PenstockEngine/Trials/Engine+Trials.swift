package import PenstockCore
package import PenstockJSON
package import PenstockPipelines
internal import PenstockPlugins

/// What is to be tried.
package struct TrialRequest: Sendable {
    package enum Subject: Sendable {
        /// An event as a sender would post it.
        case draft(EventDraft)
        /// One that was accepted.
        case event(Event)
    }

    package var subject: Subject
    /// The pipelines by name; nil for all.
    package var pipelines: [String]?
    /// Whether the message is sent, marked as a test.
    package var isLive = false
    /// What the other side says to each try where nothing is sent.
    package var answers: [ScriptedAnswer] = [.delivered]

    package init(_ subject: Subject) { self.subject = subject }
}

/// What came of a trial.
package struct TrialAnswer: Sendable {
    /// The event as CloudEvents JSON.
    package var event: JSONValue
    /// In the order of the pipelines.
    package var reports: [JSONValue]
}

extension IntakeError {
    fileprivate static let stopping = IntakeError(.stopping, "the host is shutting down")
}

extension Engine {
    /// Lets an event go through pipelines that run, without storing anything.
    /// - Throws: For an event that could not be taken in.
    package func trial(_ request: TrialRequest) async throws(IntakeError) -> TrialAnswer {
        let result = await onTrialThread { [self] in
            let running = current
            return perform(request, running.set, running.catalog, running)
        }
        return try (result ?? .failure(.stopping)).get()
    }

    /// The same with a set that does not run.
    package func trial(_ request: TrialRequest, in candidate: LoadedSet) async throws(IntakeError) -> TrialAnswer {
        defer { workshop.release(candidate.set) }
        let result = await onTrialThread { [self] in perform(request, candidate.set, candidate.catalog, nil) }
        return try (result ?? .failure(.stopping)).get()
    }

    private func perform(
        _ request: TrialRequest,
        _ set: PipelineSet,
        _ catalog: Catalog,
        _ running: Generation?
    ) -> Result<TrialAnswer, IntakeError> {
        let trial = trial(of: set, catalog)
        let now = clock.wall()
        let event: Event
        do throws(IntakeError) {
            switch request.subject {
            case .draft(let draft): event = try trial.event(draft, at: now)
            case .event(let accepted): event = accepted
            }
        } catch {
            return .failure(error)
        }
        let wanted = set.pipelines.filter { request.pipelines?.contains($0.name) ?? true }
        let reports = wanted.map { pipeline in
            let live: (any LiveSending)? =
                request.isLive
                ? running?.chain(named: pipeline.name).map { RunningSending($0, liveTokens) } ?? OwnSending() : nil
            return trial.run(event, through: pipeline, at: now, answers: request.answers, live: live)
                .json(of: pipeline)
        }
        return .success(TrialAnswer(event: (try? JSONValue.parse(event.json)) ?? .null, reports: reports))
    }

    private func trial(of set: PipelineSet, _ catalog: Catalog) -> Trial {
        Trial(catalog: catalog, set: set, thread: trialThread, state: pluginState, ids: current.ids)
    }

    /// Runs the last events through the set that runs and through another, and compares what would leave.
    /// - Parameters:
    ///   - count: How many events, the newest.
    ///   - pipeline: Only this one; nil for all.
    package func compare(
        with candidate: LoadedSet,
        last count: Int,
        pipeline: String?
    ) async throws(StoreError) -> HistoryComparison {
        defer { workshop.release(candidate.set) }
        let records = try await lastEvents(count)
        let comparison = await onTrialThread { [self] in compare(records, current, candidate, pipeline) }
        guard let comparison else { throw StoreError(.unavailable, "the host is shutting down") }
        return comparison
    }

    private func lastEvents(_ count: Int) async throws(StoreError) -> [EventRecord] {
        var records: [EventRecord] = []
        var query = EventQuery()
        repeat {
            query.limit = min(count - records.count, 100)
            let asked = query
            let page = try await read { store throws(StoreError) in try store.events(asked) }
            records += page.items
            query.cursor = page.next.map(EventSequence.init)
        } while query.cursor != nil && records.count < count
        return records.reversed()
    }

    private func compare(
        _ records: [EventRecord],
        _ running: Generation,
        _ candidate: LoadedSet,
        _ only: String?
    ) -> HistoryComparison {
        let (before, after) = (trial(of: running.set, running.catalog), trial(of: candidate.set, candidate.catalog))
        let names = (candidate.set.pipelines + running.set.pipelines).map(\.name)
        var seen: Set<String> = []
        let wanted = names.filter { seen.insert($0).inserted && (only == nil || only == $0) }
        var comparison = HistoryComparison()
        for record in records {
            guard record.hasPayload else {
                comparison.withoutData += 1
                continue
            }
            comparison.events += 1
            let event = record.event
            for name in wanted {
                func output(_ trial: Trial, _ pipeline: Pipeline?) -> JSONValue? {
                    pipeline.flatMap { pipeline in
                        let report = trial.run(event, through: pipeline, at: event.acceptedAt)
                        return report.match.isMatched ? report.output.mappingTexts(pipeline.redacted) : nil
                    }
                }
                comparison.add(
                    event.id,
                    name,
                    before: output(before, running.set[name]),
                    after: output(after, candidate.set[name])
                )
            }
        }
        return comparison
    }

    // MARK: - The thread

    /// Trials have instances of their own: those of the stage threads are busy.
    private var trialThread: Int { configuration.stageThreads }

    /// - Returns: Nil where the host stops.
    private func onTrialThread<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R? {
        await withCheckedContinuation { continuation in
            let isTaken = trials.add { continuation.resume(returning: body()) }
            if !isTaken { continuation.resume(returning: nil) }
        }
    }
}

/// Sends with the transport of a pipeline that runs, beside its deliveries.
private struct RunningSending: LiveSending {
    private let chain: Chain
    private let tokens: LiveTokens

    init(_ chain: Chain, _ tokens: LiveTokens) {
        self.chain = chain
        self.tokens = tokens
    }

    func send(_ frame: MessageFrame, _ transport: PipelineStage) -> AttemptResult {
        tokens.result { token in chain.submit(frame, token: token) }
    }
}
