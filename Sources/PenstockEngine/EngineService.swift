package import PenstockCore
package import PenstockJSON
package import PenstockPipelines

/// What the HTTP API needs of the engine.
///
/// A protocol, so that routes can be tested without stages, threads and disk. Everything may be called from any task.
package protocol EngineService: Sendable {
    // MARK: Taking events in

    /// Takes one event in; returns once it and its deliveries are on disk.
    /// - Parameter patience: How long to wait for room where the store cannot keep up, for senders that never try again.
    /// - Throws: `busy` when there was no room in that time.
    func accept(_ draft: EventDraft, patience: Duration) async throws(IntakeError) -> Acceptance

    /// Takes one event in, and says so on another thread once it and its deliveries are on disk.
    /// - Parameter done: Called once, also before this returns.
    func accept(_ draft: EventDraft, done: @escaping @Sendable (Result<Acceptance, IntakeError>) -> Void)

    /// Takes several events in, each for itself.
    /// - Returns: One answer per draft, in the same order.
    func accept(_ drafts: [EventDraft]) async -> [Result<Acceptance, IntakeError>]

    /// Takes several events in that belong together, all of them or none.
    func accept(together drafts: [EventDraft]) async throws(TogetherError) -> [Acceptance]

    // MARK: Imports

    /// Takes history in: each row becomes all of its events or none, in one transaction with the others, and is delivered
    /// to nobody.
    /// - Parameter patience: How long to wait for room where the store cannot keep up.
    /// - Returns: What came of each row, in the same order.
    /// - Throws: Where the store takes nothing at all; then none of the rows is stored.
    func accept(
        history rows: [[EventDraft]],
        patience: Duration
    ) async throws(IntakeError) -> [Result<[Acceptance], IntakeError>]

    /// Whether an event would be accepted; nothing is stored.
    func check(_ draft: EventDraft) throws(IntakeError)

    // MARK: Sources

    /// The sources that run, and what maps them.
    var sourceGround: SourceGround { get }
    /// How a source fares.
    func sourceMemory(_ name: String) -> SourceMemory
    /// Takes note of what a source met; nothing is written at once.
    func note(_ happening: SourceHappening, of source: String)
    /// Runs what calls the stages of a source, on a thread for that; nil where the host stops.
    func mapping<R: Sendable>(with source: Source, _ body: @escaping @Sendable (_ thread: Int) -> R) async -> R?
    /// Keeps a request that became no event.
    func learn(_ request: NewLearnedRequest) async throws(StoreError) -> LearnedID
    /// Removes a learned request.
    /// - Throws: `notFound` where there is no such request.
    func forget(_ id: LearnedID) async throws(StoreError)

    // MARK: What a person asks for

    /// Makes a delivery due at once, with the schedule anew.
    /// - Parameter render: Throws the kept message away and runs the stages again.
    /// - Throws: `notFound` where there is no such delivery, `conflict` where its state allows no retry.
    func retry(_ delivery: DeliveryID, render: Bool) async throws(StoreError)

    /// Ends a delivery that is pending, waiting, held or dead, for good unless it is retried.
    /// - Throws: `notFound` where there is no such delivery, `conflict` where it has ended otherwise.
    func cancel(_ delivery: DeliveryID) async throws(StoreError)

    /// Stops one delivery that is pending or waiting, until it is retried.
    /// - Throws: `notFound` where there is no such delivery, `conflict` where its state allows it not.
    func hold(delivery: DeliveryID, _ reason: Reason) async throws(StoreError)

    /// Lets a pipeline take no deliveries until it is resumed.
    /// - Throws: `notFound` where no pipeline has the name.
    func hold(pipeline: String, _ reason: Reason) async throws(StoreError)

    /// Lifts a hold.
    /// - Throws: `notFound` where no pipeline has the name.
    func resume(pipeline: String) async throws(StoreError)

    /// Gives a pending timer another time.
    /// - Throws: `notFound` where there is no such timer, `conflict` where it is pending no more.
    func move(timer: TimerID, to due: Timestamp) async throws(StoreError)

    /// Ends a pending timer; its event does not come.
    /// - Throws: `notFound` where there is no such timer, `conflict` where it is pending no more.
    func cancel(timer: TimerID) async throws(StoreError)

    // MARK: Jobs

    /// Counts what a job would be about; nothing is written.
    /// - Parameter patience: Counting is given up after that time; nil to count to the end.
    /// - Throws: `notFound` where a pipeline that it names is not declared.
    func count(_ request: JobRequest, within patience: Duration?) async throws(StoreError) -> Finding

    /// Counts, and begins a job, which goes on until its end whether anybody waits or not.
    /// - Parameter patience: As with ``count(_:within:)``.
    /// - Throws: `notFound` where a pipeline that it names is not declared, `conflict` where too many jobs run.
    func begin(_ request: JobRequest, within patience: Duration?) async throws(StoreError) -> Job

    /// Ends a job where it is; what it has made stays.
    /// - Throws: `notFound` where there is no such job, `conflict` where it is at its end.
    func cancel(job: JobID, _ reason: Reason) async throws(StoreError) -> Job

    // MARK: Tokens

    /// Keeps a new token.
    /// - Throws: `conflict` where its id is taken.
    func issue(_ token: AccessToken) async throws(StoreError)

    /// Lets a token count no more.
    /// - Throws: `notFound` where there is no such token.
    func revoke(_ token: TokenID) async throws(StoreError)

    /// Keeps when a token was used, with the next transaction; nobody waits for it.
    func noteUse(of token: TokenID, at time: Timestamp)

    // MARK: Backup

    /// Begins a backup of the store while events flow.
    /// - Parameter file: An absolute path on this machine.
    /// - Throws: `conflict` where the file exists or another backup runs, `unavailable` where it cannot be made.
    func backUp(to file: String) async throws(StoreError) -> BackupStatus

    // MARK: Looking

    /// The backup that runs, or the last one since the start.
    var latestBackup: BackupStatus? { get }

    /// Runs a blocking read on a reader thread.
    func read<R: Sendable>(
        _ body: @escaping @Sendable (any StoreReading) throws(StoreError) -> R
    ) async throws(StoreError) -> R

    /// Which pipelines of the revision that the event was matched with took it, which did not, and why, by name.
    ///
    /// Blocking: called on a reader thread, from within ``read(_:)``.
    func explainMatch(_ event: Event, in store: any StoreReading) throws(StoreError) -> [MatchExplanation]

    /// What tells whether events are about a person, by where the catalog says that one stands.
    func personFilter(_ name: String) -> PersonFilter

    /// The revision of the pipelines that run.
    var revision: RevisionID { get }
    /// The store's name, part of the ids that people see.
    var storeID: StoreID { get }
    /// The pipelines that are declared, disabled ones too, by name.
    var pipelines: [PipelineSummary] { get }
    /// A pipeline as a document that means the same, with every default written out and nothing secret in it; nil where none
    /// of that name runs.
    func effectiveDocument(of pipeline: String) -> JSONValue?
    /// The plugin files that were found, those that are not loaded too.
    var plugins: [PluginSummary] { get }
    /// The known event types, by name.
    var catalog: [EventTypeSummary] { get }
    /// The number of a pipeline that is declared, or was and still has deliveries.
    func pipelineID(named name: String) -> PipelineID?
    /// The counters and gauges as they stand.
    func metrics() -> EngineMetrics
    /// What went through lately.
    var traffic: TrafficHistory { get }
    /// Watches what happens from now on; nil where as many watch as may.
    func watch(_ filter: FeedFilter) -> FeedWatcher?
    /// Ends all watching, because the host stops.
    func endWatching()
    /// How the host itself stands: whether events are refused, the room on the disk, the clock.
    func condition() async -> HostCondition
    /// The time of day, by the clock that the engine uses.
    var now: Timestamp { get }
}

extension EngineService {
    /// Takes one event in, or refuses it at once.
    package func accept(_ draft: EventDraft) async throws(IntakeError) -> Acceptance {
        try await accept(draft, patience: .zero)
    }
}
