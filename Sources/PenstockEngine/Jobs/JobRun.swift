internal import Logging
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins

/// One job on its way from its cursor to its end.
struct JobRun {
    private let job: Job
    private let means: JobRunner.Means
    private var cursor: Int64
    /// How many it has made, in this process and before.
    private var made: Int
    /// When its place was last saved, by the steady clock.
    private var savedAt: Timestamp

    init(_ job: Job, _ means: JobRunner.Means) {
        self.job = job
        self.means = means
        cursor = job.cursor
        made = job.done
        savedAt = means.clock.steady()
    }

    /// How often the place is saved where there is nothing to do.
    private static let patience = Duration.seconds(1)

    /// Takes step after step.
    /// - Throws: A ``StoreError`` where the store could not do one; it is safe to begin anew from the job's cursor.
    ///   `CancellationError` when the task is cancelled.
    mutating func carryOut() async throws {
        guard let request = JobRequest(stored: job) else { return try await fail("its request cannot be read") }
        let source: JobSource
        do throws(StoreError) {
            source = try JobSource(request, names: means.names(for: request), end: job.end, job: job.id)
        } catch {
            return try await fail(error.message)
        }
        var pace = Pace(request.rate, now: means.clock.steady())
        while true {
            try Task.checkCancellation()
            if request.kind == .replay { try await waitForRoom(source.targets) }
            try await sleep(pace.delay(means.clock.steady()))
            let page = try await look(source, limit: pace.limit)
            cursor = page.cursor
            let count = page.finding.count
            if count > 0 {
                do throws(StoreError) {
                    try await advance(page.work)
                } catch {
                    guard error.code == .notFound else { throw error }
                    return try await fail(error.message)
                }
                made += count
                pace.took(count, means.clock.steady())
            } else if !page.isLast, means.clock.steady() - savedAt > Self.patience {
                try await advance(.nothing)
            }
            guard page.isLast else { continue }
            if let person = request.forgotten { try await advance(.forget(person)) }
            if request.kind == .erase { try await scrub() }
            return try await advance(.nothing, ends: .done)
        }
    }

    private func look(_ source: JobSource, limit: Int) async throws(StoreError) -> JobPage {
        let (store, cursor) = (means.store, cursor)
        return try await means.reads.run { () throws(StoreError) -> JobPage in
            try source.page(store, after: cursor, limit: limit)
        }
    }

    // MARK: - Steps

    private mutating func advance(
        _ work: JobStep.Work,
        ends: Job.State? = nil,
        reason: Reason? = nil
    ) async throws(StoreError) {
        let (dispatcher, steady) = (means.dispatcher, means.clock.steady())
        let (pluginState, admit) = (means.pluginState, means.admit)
        var step = JobStep(job: job.id, work: work, cursor: cursor, ends: ends, reason: reason, at: means.clock.wall())
        // What is due is measured by the clock that does not jump.
        if work.makesDue { step.at = steady }
        let result = await means.writer.write(.advance(step)) { result in
            // Before the lanes hear of events that were accepted behind these rows.
            guard case .advanced(let advance) = result else { return }
            // What stages keep of an event goes with it.
            if case .erase = work { pluginState.forget() }
            if case .retry(let deliveries, _) = work { admit(deliveries) }
            for (delivery, pipeline) in advance.cancelled { dispatcher.note(.withdrawn(delivery, of: pipeline)) }
            for pipeline in advance.due {
                if work.makesDue {
                    dispatcher.note(.due(pipeline, at: steady))
                } else {
                    dispatcher.note(.created(pipeline))
                }
            }
        }
        savedAt = steady
        switch result {
        case .advanced(let advance): if !advance.cancelled.isEmpty { means.callOff(Set(advance.cancelled.keys)) }
        case .failed(let error): throw error
        default: throw StoreError.answeredOtherwise
        }
    }

    private mutating func fail(_ sentence: String) async throws(StoreError) {
        means.logger.error("a job failed: \(sentence)", metadata: ["job": "\(means.store.id.text(of: job.id))"])
        try await advance(.nothing, ends: .failed, reason: Reason(code: "job-failed", text: sentence))
    }

    /// Makes unreadable on disk what was erased; another reader may be in the way for a moment.
    private func scrub() async throws {
        while true {
            let failure = await means.writer.scrub()
            guard let failure else { return }
            guard failure.code == .busy else { throw failure }
            try await sleep(.milliseconds(200))
        }
    }

    // MARK: - Waiting

    /// How often a replay that is far ahead looks whether there is room.
    private static let look = Duration.milliseconds(100)

    /// Waits until few enough of the deliveries that this job may have made are unfinished.
    ///
    /// The store counts what is unfinished by pipeline and not by job, so what others have made there counts too, once
    /// the job has made that many itself.
    private func waitForRoom(_ targets: Set<PipelineID>?) async throws {
        while made + Pace.step > JobRunner.ahead {
            let store = means.store
            let backlog = try await means.reads.run { () throws(StoreError) in try store.backlog() }
            let unfinished = backlog.filter { targets?.contains($0.pipeline) ?? true }
                .reduce(0) { $0 + $1.pending + $1.waiting + $1.behind }
            if min(unfinished, made) + Pace.step <= JobRunner.ahead { return }
            try await sleep(Self.look)
        }
    }

    private func sleep(_ duration: Duration) async throws {
        if duration > .zero { try await Task.sleep(for: duration) }
    }
}

extension JobStep.Work {
    /// Whether deliveries that were there before become due, and not new ones.
    fileprivate var makesDue: Bool {
        switch self {
        case .retry, .cancel: true
        case .nothing, .replay, .erase, .forget: false
        }
    }
}

extension JobRunner.Means {
    func names(for request: JobRequest) -> JobSource.Names {
        let known = known()
        var names = JobSource.Names(declared: known.declared, known: known.pipelines)
        if case .erase(let person) = request.work {
            names.person = PersonSearch(person, catalog: known.catalog, store: store.id)
        }
        return names
    }
}

extension JobRequest {
    /// What the store keeps of a job: the request, and what was found for it.
    func stored(with finding: Finding?) -> [UInt8] {
        var json = json
        json["found"] = finding.map { .object($0.json) }
        return JSONValue.object(json).serialized()
    }

    init?(stored job: Job) {
        guard let json = try? JSONValue.parse(job.request), let members = json.objectValue else { return nil }
        self.init(job.kind, members)
    }
}

extension Writer {
    /// Writes an operation and waits for what comes of it.
    /// - Parameter completed: Runs on the writer's thread, in the order of commits.
    func write(
        _ operation: StoreOperation,
        completed: @escaping @Sendable (StoreResult) -> Void = { _ in }
    ) async -> StoreResult {
        await withCheckedContinuation { continuation in
            enqueue(operation) { result in
                completed(result)
                continuation.resume(returning: result)
            }
        }
    }

    /// Lets the store make unreadable what was erased, between two transactions.
    func scrub() async -> StoreError? {
        await withCheckedContinuation { continuation in
            perform { store in
                do throws(StoreError) {
                    try store.scrub()
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: error)
                }
            }
        }
    }
}
