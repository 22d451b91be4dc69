import Foundation
import Logging
import PenstockCore
import PenstockJSON
import PenstockPipelines
import PenstockPlugins
import PenstockSQLite
import Testing

@testable import PenstockEngine

/// A store with its writer, a keeper of timers, and a clock that a test sets. One pipeline takes all.
final class TimerBench {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "penstock-\(UUID().uuidString)")
    let now = Clockwork()
    private(set) var store: any EventStore
    private var writer: Writer
    private var thread: HostThread
    private var keeper: TimerKeeper
    private var generations: Generations
    private(set) var bell: TimerBell
    private(set) var counters: EngineCounters
    private(set) var catalog: Catalog

    private struct Parts {
        var store: any EventStore
        var writer: Writer
        var keeper: TimerKeeper
        var generations: Generations
        var bell: TimerBell
        var counters: EngineCounters
    }

    init(_ catalog: Catalog) throws {
        self.catalog = catalog
        now.time = try .of("2026-03-01T00:00:00Z")
        let parts = try Self.open(directory, catalog, now)
        (store, writer, keeper) = (parts.store, parts.writer, parts.keeper)
        (generations, bell, counters) = (parts.generations, parts.bell, parts.counters)
        thread = HostThread(name: "writer") { parts.writer.run() }
    }

    private static func open(_ directory: URL, _ catalog: Catalog, _ now: Clockwork) throws -> Parts {
        let store = try SQLiteStore(directory: directory.path)
        let clock = EngineClock(wall: { now.time }, steady: { now.time })
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (counters, bell) = (EngineCounters(), TimerBell())
        let dispatcher = Dispatcher(lanes: [], clock: clock)
        let writer = Writer(store: store, counters: counters, afterCommit: dispatcher.flush) { _ in }
        let generations = Generations(try generation(catalog, store, clock, logger))
        let arrivals = Arrivals(
            storeID: store.id,
            generations: generations,
            counters: counters,
            dispatcher: dispatcher,
            feed: Feed(),
            bell: bell,
            logger: logger
        )
        let keeper = TimerKeeper(
            store: store,
            generations: generations,
            writer: writer,
            arrivals: arrivals,
            clock: clock,
            logger: logger
        )
        return Parts(
            store: store,
            writer: writer,
            keeper: keeper,
            generations: generations,
            bell: bell,
            counters: counters
        )
    }

    private static func generation(
        _ catalog: Catalog,
        _ store: any EventStore,
        _ clock: EngineClock,
        _ logger: Logger
    ) throws -> Generation {
        let adoption = try store.adopt(
            [PipelineDeclaration(name: "all", selector: "{}")],
            digest: "a",
            at: clock.wall()
        )
        let matching = EventMatching(
            Matcher([EventSelector(types: ["*"])]),
            targets: [EventMatching.Target(id: adoption.pipelines["all"] ?? PipelineID(0))]
        )
        return Generation(
            set: PipelineSet([], digest: ""),
            plugins: PluginSet(),
            catalog: catalog,
            revision: adoption.revision,
            ids: adoption.pipelines,
            chains: [:],
            intake: Intake(
                catalog: catalog,
                matching: matching,
                revision: adoption.revision,
                store: store.id,
                clock: clock,
                logger: logger
            ),
            events: SystemEvents(storeID: store.id, revision: adoption.revision, matching: matching),
            workshop: Workshop()
        )
    }

    deinit {
        close()
        try? FileManager.default.removeItem(at: directory)
    }

    private func close() {
        writer.stop()
        thread.join()
        store.close()
    }

    /// What a restart leaves of it, with another catalog where one is given.
    func restart(_ catalog: Catalog? = nil) throws {
        close()
        self.catalog = catalog ?? self.catalog
        let parts = try Self.open(directory, self.catalog, now)
        (store, writer, keeper) = (parts.store, parts.writer, parts.keeper)
        (generations, bell, counters) = (parts.generations, parts.bell, parts.counters)
        thread = HostThread(name: "writer") { parts.writer.run() }
    }

    /// Accepts an event as a sender's.
    @discardableResult
    func accept(_ id: String, _ data: [UInt8] = Certificates.data(), type: String = "cert.issued") throws
        -> AppendedEvent
    {
        try accept(EventDraft(id: id, source: "/lms", type: type, data: data))
    }

    @discardableResult
    func accept(_ draft: EventDraft) throws -> AppendedEvent {
        try #require(write(.append(try generations.current.intake.complete(draft))).appended)
    }

    func write(_ operation: StoreOperation) -> StoreResult {
        let (answer, done) = (Answer(), Wake())
        writer.enqueue(operation) { result in
            answer.result = result
            done.signal()
        }
        done.wait()
        return answer.result
    }

    private final class Answer: @unchecked Sendable {
        var result = StoreResult.failed(StoreError(.unavailable, "no answer"))
    }

    /// Lets the keeper do all that there is to do at a time.
    /// - Returns: How long it would rest.
    @discardableResult
    func keep(_ time: String? = nil) throws -> Duration {
        if let time { now.time = try .of(time) }
        for _ in 0..<1000 {
            let rest = keeper.turn()
            if rest > .zero { return rest }
        }
        Issue.record("the keeper comes to no end")
        return .zero
    }

    /// The events of a type, oldest first.
    func events(_ type: String = "cert.exp*") throws -> [EventRecord] {
        var query = EventQuery()
        (query.type, query.limit) = (type, 500)
        return try store.events(query).items.reversed()
    }

    func timers(_ states: Set<TimerState> = []) throws -> [TimerRecord] {
        var query = TimerQuery()
        (query.states, query.limit) = (states, 500)
        return try store.timers(query).items
    }
}

extension StoreResult {
    fileprivate var appended: AppendedEvent? {
        guard case .appended(let event) = self else { return nil }
        return event
    }
}
