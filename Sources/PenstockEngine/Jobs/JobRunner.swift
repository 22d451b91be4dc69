internal import Logging
internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockPlugins
internal import Synchronization

/// Carries jobs out, each in a task of its own: reads a page, writes a step, and goes on after a restart where the
/// last step left off.
final class JobRunner: Sendable {
    /// What jobs are carried out with.
    struct Means: Sendable {
        var store: any EventStore
        var reads: ReadPool
        var writer: Writer
        var dispatcher: Dispatcher
        var pluginState: PluginStateView
        var clock: EngineClock
        var logger: Logger
        /// Ends what stages and transports have of deliveries that were cancelled.
        var callOff: @Sendable (Set<DeliveryID>) -> Void
        /// Lets deliveries go on that were stopped before.
        var admit: @Sendable ([DeliveryID]) -> Void
        /// As things are when a job looks; a reload may change them.
        var known: @Sendable () -> Known
    }

    /// What there is that a job may name.
    struct Known: Sendable {
        var catalog: Catalog
        /// The pipelines that can deliver.
        var declared: [String: PipelineID]
        /// Those that could once, too.
        var pipelines: [String: PipelineID]
    }

    private struct State {
        var tasks: [JobID: Task<Void, Never>] = [:]
        var isRunning = false
    }

    /// Deliveries that a replay makes ahead of what is finished, at most.
    static let ahead = 10_000
    /// Jobs at a time, so that each gets on.
    static let limit = 16

    let means: Means
    private let state = Mutex(State())

    init(_ means: Means) { self.means = means }

    // MARK: - Life

    /// Goes on with what the process before left undone.
    func start() async {
        state.withLock { $0.isRunning = true }
        do throws(StoreError) {
            for job in try await running() { launch(job.id) }
        } catch {
            means.logger.error("jobs could not be read, and none goes on before the next start: \(error.message)")
        }
    }

    /// Stops between two steps. The jobs stay as they are, for the next start.
    func stop() async {
        let tasks = state.withLock { state in
            state.isRunning = false
            return state.tasks
        }
        for task in tasks.values { task.cancel() }
        for task in tasks.values { await task.value }
    }

    /// Carries a job out that was begun.
    func launch(_ job: JobID) {
        state.withLock { state in
            guard state.isRunning, state.tasks[job] == nil else { return }
            state.tasks[job] = Task { [self] in
                await work(job)
                self.state.withLock { $0.tasks[job] = nil }
            }
        }
    }

    /// Wakes a job that has been cancelled, so that it notices.
    func halt(_ job: JobID) {
        state.withLock { $0.tasks[job] }?.cancel()
    }

    // MARK: - Reading

    func read<R: Sendable>(
        _ body: @escaping @Sendable (any StoreReading) throws(StoreError) -> R
    ) async throws(StoreError) -> R {
        let store = means.store
        return try await means.reads.run { () throws(StoreError) -> R in try body(store) }
    }

    func job(_ id: JobID) async throws(StoreError) -> Job? {
        try await read { (store) throws(StoreError) in try store.job(id) }
    }

    /// The jobs that are not at their end.
    func running() async throws(StoreError) -> [Job] {
        try await read { (store) throws(StoreError) in
            var (running, cursor): ([Job], JobID?) = ([], nil)
            while true {
                let page = try store.jobs(before: cursor, limit: 100)
                running += page.filter { $0.state == .running }
                guard let last = page.last else { return running }
                cursor = last.id
            }
        }
    }

    // MARK: - One job

    /// How long a job rests when the store could not be read or written.
    private static let rest = Duration.seconds(2)

    private func work(_ id: JobID) async {
        while !Task.isCancelled {
            do {
                guard let job = try await self.job(id), job.state == .running else { return }
                var run = JobRun(job, means)
                try await run.carryOut()
                return
            } catch let error as StoreError {
                // Cancelled by a person meanwhile.
                if error.code == .conflict { return }
                means.logger.warning(
                    "a job rests, for the store could not do it: \(error.message)",
                    metadata: ["job": "\(means.store.id.text(of: id))"]
                )
                try? await Task.sleep(for: Self.rest)
            } catch {
                return
            }
        }
    }
}
