import PenstockCore
@testable import PenstockEngine
import PenstockJSON
import PenstockPipelines
import Synchronization

/// An engine without stages and disk, with the rules of the real one as far as senders see them.
final class MemoryEngine: EngineService {
    static let epoch = Timestamp("2026-03-04T10:00:00Z") ?? Timestamp(microseconds: 0)

    private let memory: MemoryStore
    private let settings: Mutex<Settings>

    /// What a test sets.
    struct Settings: Sendable {
        var pipelines = [
            MemoryEngine.pipeline("hr-webhook", on: "course.*"), MemoryEngine.pipeline("welcome", on: "user.added"),
        ]
        var documents: [String: JSONValue] = [:]
        var plugins: [PluginSummary] = []
        var catalog: [EventTypeSummary] = []
        var metrics = EngineMetrics()
        var traffic = TrafficHistory(since: MemoryEngine.epoch, steady: MemoryEngine.epoch)
        var condition = HostCondition()
        var refusal: IntakeError?
        var readFailure: StoreError?
        /// After so many reads the store cannot be read.
        var readsLeft = Int.max
        /// Drafts in the order they came.
        var drafts: [EventDraft] = []
        var retries: [String] = []
        /// What jobs were asked for, counted ones too.
        var requests: [JobRequest] = []
        var backup: BackupStatus?
        var sources = SourceGround()
        var memories: [String: SourceMemory] = [:]
    }

    init(_ change: (inout Settings) -> Void = { _ in }) {
        var settings = Settings()
        change(&settings)
        self.settings = Mutex(settings)
        memory = MemoryStore()
    }

    static func pipeline(_ name: String, on: String) -> PipelineSummary {
        PipelineSummary(
            name: name,
            on: [on],
            stages: [StageSummary(kind: "transport", type: "http", configuration: ["url": "https://hr.example.com/"])],
            position: SourcePosition(file: "\(name).yaml", line: 1, column: 1)
        )
    }

    func change(_ change: (inout Settings) -> Void) { settings.withLock { change(&$0) } }
    func read<Value: Sendable>(_ path: any KeyPath<Settings, Value> & Sendable) -> Value {
        settings.withLock { $0[keyPath: path] }
    }
    var drafts: [EventDraft] { settings.withLock { $0.drafts } }
    var retries: [String] { settings.withLock { $0.retries } }
    var requests: [JobRequest] { settings.withLock { $0.requests } }
    var store: MemoryStore { memory }

    // MARK: In

    func accept(_ draft: EventDraft, patience _: Duration) async throws(IntakeError) -> Acceptance {
        try take(draft)
    }

    func accept(_ draft: EventDraft, done: @escaping @Sendable (Result<Acceptance, IntakeError>) -> Void) {
        do throws(IntakeError) {
            done(.success(try take(draft)))
        } catch {
            done(.failure(error))
        }
    }

    private func take(_ draft: EventDraft) throws(IntakeError) -> Acceptance {
        let settings = settings.withLock { settings in
            settings.drafts.append(draft)
            return settings
        }
        if let refusal = settings.refusal { throw refusal }
        try check(draft)
        let matched =
            draft.importName == nil ? settings.pipelines.filter { Self.matches($0, draft.type) }.map(\.name) : []
        return memory.append(draft, pipelines: matched, storeID: storeID)
    }

    func accept(_ drafts: [EventDraft]) async -> [Result<Acceptance, IntakeError>] {
        var results: [Result<Acceptance, IntakeError>] = []
        for draft in drafts {
            do throws(IntakeError) {
                results.append(.success(try await accept(draft)))
            } catch {
                results.append(.failure(error))
            }
        }
        return results
    }

    private static func matches(_ pipeline: PipelineSummary, _ type: String) -> Bool {
        pipeline.on.contains { $0.hasSuffix("*") ? type.hasPrefix($0.dropLast()) : type == $0 }
    }

    // MARK: Doing

    func retry(_ delivery: DeliveryID, render: Bool) async throws(StoreError) {
        try memory.retry(delivery, at: now)
        settings.withLock { $0.retries.append("\(delivery.rawValue) \(render ? "rendered" : "kept")") }
    }

    func cancel(_ delivery: DeliveryID) async throws(StoreError) {
        try memory.end(delivery, .cancelled, Reason(code: "cancelled", text: "a person cancelled it"))
    }

    func hold(delivery: DeliveryID, _ reason: Reason) async throws(StoreError) {
        try memory.end(delivery, .held, reason)
    }

    func hold(pipeline: String, _ reason: Reason) async throws(StoreError) {
        try setLane(pipeline, .held(reason))
    }

    func resume(pipeline: String) async throws(StoreError) { try setLane(pipeline, .open) }

    private func setLane(_ name: String, _ lane: PipelineSummary.Lane) throws(StoreError) {
        let isThere = settings.withLock { settings in
            guard let index = settings.pipelines.firstIndex(where: { $0.name == name }) else { return false }
            settings.pipelines[index].lane = lane
            return true
        }
        guard isThere else { throw StoreError(.notFound, "there is no pipeline '\(name)'") }
    }

    // MARK: Jobs

    func count(_ request: JobRequest, within patience: Duration?) async throws(StoreError) -> Finding {
        settings.withLock { $0.requests.append(request) }
        var query = DeliveryQuery()
        query.pipeline = request.pipeline.flatMap(pipelineID)
        query.states = request.effectiveStates
        (query.type, query.subject, query.limit) = (request.type, request.subject, .max)
        var finding = Finding()
        for record in try memory.deliveries(query).items {
            finding.count += 1
            finding.types[record.type, default: 0] += 1
        }
        return finding
    }

    func begin(_ request: JobRequest, within patience: Duration?) async throws(StoreError) -> Job {
        memory.begin(request, try await count(request, within: patience), at: now)
    }

    func cancel(job: JobID, _ reason: Reason) async throws(StoreError) -> Job {
        try memory.cancel(job, reason)
    }

    func backUp(to file: String) async throws(StoreError) -> BackupStatus {
        let status = BackupStatus(file: file, state: .running, copied: 5, total: 20, startedAt: now)
        let isFree = settings.withLock { settings in
            guard settings.backup == nil else { return false }
            settings.backup = status
            return true
        }
        guard isFree else { throw StoreError(.conflict, "another backup is being made; wait for its end") }
        return status
    }

    // MARK: Tokens

    func issue(_ token: AccessToken) async throws(StoreError) {
        let isFree = memory.tokenList.withLock { tokens in
            guard !tokens.contains(where: { $0.id == token.id }) else { return false }
            tokens.append(token)
            return true
        }
        guard isFree else { throw StoreError(.conflict, "there is a token \(token.id.text) already") }
    }

    func revoke(_ token: TokenID) async throws(StoreError) {
        let now = now
        let isThere = memory.tokenList.withLock { tokens in
            guard let index = tokens.firstIndex(where: { $0.id == token }) else { return false }
            tokens[index].revokedAt = tokens[index].revokedAt ?? now
            return true
        }
        guard isThere else { throw StoreError(.notFound, "there is no token '\(token.text)'") }
    }

    func noteUse(of token: TokenID, at time: Timestamp) {
        memory.tokenList.withLock { tokens in
            if let index = tokens.firstIndex(where: { $0.id == token }) { tokens[index].lastUsedAt = time }
        }
    }

    // MARK: Looking

    var latestBackup: BackupStatus? { settings.withLock { $0.backup } }

    func read<R: Sendable>(
        _ body: @escaping @Sendable (any StoreReading) throws(StoreError) -> R
    ) async throws(StoreError) -> R {
        let failure = settings.withLock { settings -> StoreError? in
            settings.readsLeft -= 1
            return settings.readFailure
                ?? (settings.readsLeft < 0 ? StoreError(.unavailable, "the store cannot be read") : nil)
        }
        if let failure { throw failure }
        return try body(memory)
    }

    func explainMatch(_ event: Event, in store: any StoreReading) throws(StoreError) -> [MatchExplanation] {
        pipelines.map { pipeline in
            let isMatched = Self.matches(pipeline, event.type)
            let reason = isMatched ? "its type is one of `on`" : "its type '\(event.type)' is none of `on`"
            return MatchExplanation(
                pipeline: pipeline.name,
                isMatched: isMatched,
                clause: isMatched ? nil : .on,
                reason: reason
            )
        }
    }

    func personFilter(_ name: String) -> PersonFilter {
        PersonFilter(name: name) { event in
            let person = (try? JSONValue.parse(event.json))?.at("/data/username")?.stringValue
            return person == name || event.subject == "user/\(name)"
        }
    }

    let revision = RevisionID(1)
    let storeID = StoreID("k3f9x2pq")
    var pipelines: [PipelineSummary] { settings.withLock { $0.pipelines } }
    func effectiveDocument(of pipeline: String) -> JSONValue? { settings.withLock { $0.documents[pipeline] } }
    var plugins: [PluginSummary] { settings.withLock { $0.plugins } }
    var catalog: [EventTypeSummary] { settings.withLock { $0.catalog } }
    func pipelineID(named name: String) -> PipelineID? { memory.pipelineID(name, declared: pipelines.map(\.name)) }
    func metrics() -> EngineMetrics { settings.withLock { $0.metrics } }
    var traffic: TrafficHistory { settings.withLock { $0.traffic } }
    let feed = Feed()
    func watch(_ filter: FeedFilter) -> FeedWatcher? { feed.watch(filter) }
    func endWatching() { feed.end() }
    func condition() async -> HostCondition { settings.withLock { $0.condition } }
    var now: Timestamp { Self.epoch + .seconds(3600) }
}
