import Foundation
import Logging
import PenstockCore
import PenstockPipelines
import PenstockPlugins
import PenstockSQLite
import Synchronization
import Testing

@testable import PenstockEngine

/// A store in a directory of its own with a writer, readers and the runner of jobs, and nobody who delivers.
final class JobBench {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "penstock-\(UUID().uuidString)")
    let store: any EventStore
    let runner: JobRunner
    let pipelines: [String: PipelineID]
    private let writer: Writer
    private let reads = ReadPool()
    private let threads: [HostThread]
    private let revision: RevisionID
    /// What was called off, and not let go on since.
    let calledOff = CalledOff()

    /// A catalog with one type that says where its person stands.
    private static let catalog = """
        type: course.completed
        description: A learner finished a course.
        person: /data/learner/name
        schema: {}
        sample: {}
        """

    /// - Parameter removed: Pipelines that were declared once, beside `hr`, `mail` and `new`.
    init(removed: [String] = []) async throws {
        let store = try SQLiteStore(directory: directory.path)
        self.store = store
        func declarations(_ names: [String]) -> [PipelineDeclaration] {
            names.map { PipelineDeclaration(name: $0, selector: #"{"type":"*"}"#) }
        }
        let now = Timestamp(microseconds: 1_700_000_000_000_000)
        let all = try store.adopt(declarations(["hr", "mail", "new"] + removed), digest: "a", at: now)
        let adoption =
            removed.isEmpty ? all : try store.adopt(declarations(["hr", "mail", "new"]), digest: "b", at: now)
        pipelines = all.pipelines
        revision = adoption.revision
        let clock = EngineClock.system()
        let dispatcher = Dispatcher(lanes: [], clock: clock)
        let writer = Writer(store: store, counters: EngineCounters(), afterCommit: dispatcher.flush) { error in
            Issue.record("the store failed: \(error)")
        }
        self.writer = writer
        let calledOff = calledOff
        let (catalog, diagnostics) = Catalog.read([(name: "course.completed.yaml", bytes: Array(Self.catalog.utf8))])
        try #require(diagnostics.isEmpty, "\(diagnostics)")
        runner = JobRunner(
            JobRunner.Means(
                store: store,
                reads: reads,
                writer: writer,
                dispatcher: dispatcher,
                pluginState: PluginStateView(),
                clock: clock,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                callOff: { calledOff.add($0) },
                admit: { calledOff.remove($0) },
                known: {
                    JobRunner.Known(
                        catalog: catalog,
                        declared: all.pipelines.filter { !removed.contains($0.key) },
                        pipelines: all.pipelines
                    )
                }
            )
        )
        let reads = reads
        threads = [
            HostThread(name: "writer") { writer.run() }, HostThread(name: "read-0") { reads.work() },
            HostThread(name: "read-1") { reads.work() },
        ]
        await runner.start()
    }

    /// Ends everything; the store's directory goes too.
    func end() async {
        await runner.stop()
        writer.stop()
        reads.stop(threads: 2)
        for thread in threads { thread.join() }
        store.close()
        try? FileManager.default.removeItem(at: directory)
    }

    /// Runs a body with a bench of its own.
    static func run(removed: [String] = [], _ body: (JobBench) async throws -> Void) async throws {
        let bench = try await JobBench(removed: removed)
        do {
            try await body(bench)
        } catch {
            await bench.end()
            throw error
        }
        await bench.end()
    }

    // MARK: - What is there

    func id(_ pipeline: String) -> PipelineID { pipelines[pipeline] ?? PipelineID(0) }

    /// Accepts events that go through these pipelines.
    /// - Returns: Their deliveries, in order.
    func measure(_ measurements: [NewMeasurement], certificate: NewCertificate? = nil) async throws {
        let now = Timestamp(microseconds: 1_700_000_000_000_000)
        var event = NewEvent(
            id: nil,
            source: "/test",
            type: "course.completed",
            subject: nil,
            time: now,
            data: Array("{}".utf8),
            acceptedAt: now,
            revision: revision
        )
        event.measurements = measurements
        event.certificate = certificate
        _ = try await write([.append(event)])
    }

    @discardableResult
    func accept(
        _ count: Int = 1,
        type: String = "course.started",
        subject: String? = nil,
        data: String = #"{"username":"learner1"}"#,
        to names: [String] = ["hr"]
    ) async throws -> [DeliveryID] {
        let now = Timestamp(microseconds: 1_700_000_000_000_000)
        let deliveries = names.map { NewDelivery(pipeline: id($0)) }
        let event = NewEvent(
            id: nil,
            source: "/test",
            type: type,
            subject: subject,
            time: now,
            data: Array(data.utf8),
            acceptedAt: now,
            revision: revision,
            deliveries: deliveries
        )
        var made: [DeliveryID] = []
        for result in try await write(Array(repeating: .append(event), count: count)) {
            guard case .appended(let appended) = result else { throw Unexpected(result: "\(result)") }
            made += appended.deliveries.map(\.id)
        }
        // They were written side by side.
        return made.sorted()
    }

    /// Keeps requests that a source has learned.
    func learn(_ bodies: [String]) async throws -> [LearnedID] {
        let at = Timestamp(microseconds: 1_700_000_000_000_000)
        var ids: [LearnedID] = []
        for body in bodies {
            let new = NewLearnedRequest(source: "lms", request: Array(body.utf8), reason: "test", at: at)
            for result in try await write([.learn(new)]) {
                guard case .learned(let id) = result else { throw Unexpected(result: "\(result)") }
                ids.append(id)
            }
        }
        return ids
    }

    /// Says what has become of deliveries.
    func settle(_ deliveries: some Sequence<DeliveryID>, _ state: DeliveryState) async throws {
        let at = Timestamp(microseconds: 1_700_000_001_000_000)
        let reason = state == .delivered ? nil : Reason(code: "test", text: "as the test says")
        let operations = deliveries.map { delivery in
            StoreOperation.settle(Settlement(delivery: delivery, state: state, reason: reason, at: at))
        }
        for result in try await write(operations) {
            guard case .settled = result else { throw Unexpected(result: "\(result)") }
        }
    }

    /// Gathers what a job wants called off.
    final class CalledOff: Sendable {
        private let gathered = Mutex<Set<DeliveryID>>([])
        var all: Set<DeliveryID> { gathered.withLock { $0 } }
        func add(_ deliveries: Set<DeliveryID>) { gathered.withLock { $0.formUnion(deliveries) } }
        func remove(_ deliveries: [DeliveryID]) { gathered.withLock { $0.subtract(deliveries) } }
    }

    struct Unexpected: Error { var result: String }

    private func write(_ operations: [StoreOperation]) async throws -> [StoreResult] {
        try await withThrowingTaskGroup(of: (Int, StoreResult).self) { tasks in
            for (index, operation) in operations.enumerated() {
                tasks.addTask { [writer] in (index, await writer.write(operation)) }
            }
            return try await tasks.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Deliveries that jobs have made, oldest first.
    func made() throws -> [DeliveryRecord] {
        var query = DeliveryQuery()
        query.limit = 100_000
        var all: [DeliveryRecord] = []
        // A page is short where looking takes long.
        repeat {
            let page = try store.deliveries(query)
            all += page.items
            query.cursor = page.next.map(DeliveryID.init)
        } while query.cursor != nil
        return all.filter { $0.job != nil }.reversed()
    }

    // MARK: - Jobs

    /// Begins a job and waits until it is at its end.
    func carryOut(_ request: JobRequest) async throws -> Job {
        try await wait(for: try await runner.begin(request, within: nil).id) { $0.state != .running }
    }

    /// Waits until something holds of a job.
    func wait(for id: JobID, until holds: (Job) -> Bool) async throws -> Job {
        let end = ContinuousClock.now + .seconds(180)
        while true {
            let job = try #require(try store.job(id))
            if holds(job) { return job }
            try #require(ContinuousClock.now < end, "waited in vain: \(job)")
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
