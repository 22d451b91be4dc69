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

    package init(event: JSONValue, reports: [JSONValue]) {
        self.event = event
        self.reports = reports
    }
}

extension IntakeError {
    fileprivate static let stopping = IntakeError(.stopping, "the host is shutting down")
}

extension Engine {
    /// Lets an event go through pipelines that run, without storing anything.
    /// - Returns: A failure for an event that could not be taken in.
    package func trial(_ request: TrialRequest) async -> Result<TrialAnswer, IntakeError> {
        await onTrialThread { [self] in
            let running = current
            return perform(request, running.set, running.catalog, running)
        } ?? .failure(.stopping)
    }

    /// The same with a set that does not run. Blocking: to be called in the ``workshop``, where the set was configured and
    /// is let go of.
    package func trial(_ request: TrialRequest, in candidate: LoadedSet) throws(IntakeError) -> TrialAnswer {
        try perform(request, candidate.set, candidate.catalog, nil).get()
    }

    private func perform(
        _ request: TrialRequest,
        _ set: PipelineSet,
        _ catalog: Catalog,
        _ running: Generation?
    ) -> Result<TrialAnswer, IntakeError> {
        let trial = trial(catalog, inWorkshop: running == nil)
        let now = clock.wall()
        let (event, history): (Event, TrialHistory)
        do throws(IntakeError) {
            switch request.subject {
            case .draft(let draft):
                event = try trial.event(draft, at: now)
                let measurements = trial.measurements(of: draft, as: event)
                history = TrialHistory(
                    HistoryView { [store] _ throws(StoreError) in try store.figures(for: measurements, at: now) }
                )
            case .event(let accepted): (event, history) = (accepted, TrialHistory(self.history))
            }
        } catch {
            return .failure(error)
        }
        let wanted = set.pipelines.filter { request.pipelines?.contains($0.name) ?? true }
        let reports = wanted.map { pipeline in
            let live: (any LiveSending)? =
                request.isLive
                ? running?.chain(named: pipeline.name).map { RunningSending($0, liveTokens) } ?? OwnSending() : nil
            return trial.run(event, through: pipeline, at: now, history: history, answers: request.answers, live: live)
                .json(of: pipeline)
        }
        return .success(TrialAnswer(event: (try? JSONValue.parse(event.json)) ?? .null, reports: reports))
    }

    /// Each thread has instances of its own: those of the stage threads are busy.
    private func trial(_ catalog: Catalog, inWorkshop: Bool) -> Trial {
        Trial(
            catalog: catalog,
            thread: configuration.stageThreads + (inWorkshop ? 1 : 0),
            state: pluginState,
            directories: directories,
            ids: current.ids,
            storeID: store.id
        )
    }

    /// The newest events, oldest first.
    package func lastEvents(_ count: Int) async throws(StoreError) -> [EventRecord] {
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

    /// Runs events through the set that runs and through another, and compares what would leave. Blocking: to be called in
    /// the ``workshop``.
    /// - Parameter only: The pipeline that is compared; nil for all.
    package func compare(_ records: [EventRecord], with candidate: LoadedSet, only: String?) -> HistoryComparison {
        let running = current
        let before = Rerun(trial(running.catalog, inWorkshop: true), running.set, history)
        let after = Rerun(trial(candidate.catalog, inWorkshop: true), candidate.set, history)
        let names = (candidate.set.pipelines + running.set.pipelines).map(\.name).distinct
        let wanted = names.filter { only == nil || only == $0 }
        var comparison = HistoryComparison()
        for record in records {
            guard record.hasPayload else {
                comparison.withoutData += 1
                continue
            }
            comparison.events += 1
            let event = record.event
            for name in wanted {
                if let pipeline = candidate.set[name], pipeline.fingerprint == running.set[name]?.fingerprint {
                    if pipeline.takes(event) { comparison.addUnchanged(name) }
                    continue
                }
                comparison.add(
                    event.id,
                    name,
                    before: before.output(event, through: name),
                    after: after.output(event, through: name)
                )
            }
        }
        return comparison
    }

    // MARK: - The thread

    /// - Returns: Nil where the host stops.
    private func onTrialThread<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R? {
        await withCheckedContinuation { continuation in
            let isTaken = trials.add { continuation.resume(returning: body()) }
            if !isTaken { continuation.resume(returning: nil) }
        }
    }
}

/// Runs past events through a set once more.
private struct Rerun {
    private let trial: Trial
    private let set: PipelineSet
    /// The figures that events were accepted with.
    private let history: TrialHistory
    /// What takes the secrets out of what leaves, by the names of the pipelines.
    private let masks: [String: SecretMask]

    init(_ trial: Trial, _ set: PipelineSet, _ history: HistoryView) {
        self.trial = trial
        self.set = set
        self.history = TrialHistory(history)
        masks = Dictionary(set.pipelines.map { ($0.name, $0.mask) }) { first, _ in first }
    }

    /// All that would leave; nil where the pipeline does not take the event, or is not there.
    func output(_ event: Event, through name: String) -> JSONValue? {
        guard let pipeline = set[name], let mask = masks[name] else { return nil }
        let report = trial.run(event, through: pipeline, at: event.acceptedAt, history: history)
        return report.match.isMatched ? report.output.mappingTexts { mask($0) } : nil
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
