import Foundation
import Logging
import PenstockCore
import PenstockJSON
import PenstockPipelines
import PenstockPlugins
import PenstockSQLite
import Testing

@testable import PenstockEngine

/// A store with its writer, one source from which events are expected every hour, and a pipeline that wants its silence.
private final class SilenceBench {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "penstock-\(UUID().uuidString)")
    private(set) var store: any EventStore
    private var writer: Writer
    private var thread: HostThread
    private(set) var ledger: SourceLedger
    private var keeper: SourceKeeper
    private let sources: SourceSet
    private let wants: Bool

    init(wants: Bool = true) throws {
        self.wants = wants
        try FileManager.default.createDirectory(
            at: directory.appending(path: "sources"),
            withIntermediateDirectories: true
        )
        let text = "verify: none\nevents: [{ type: a, data: { b: c } }]\nexpect: { every: 1h }\n"
        try Data(text.utf8).write(to: directory.appending(path: "sources/lms.yaml"))
        sources =
            PipelineLoader.loadSources(
                directory: directory.path,
                stageTypes: NoTypes(),
                catalog: Catalog(),
                settings: Settings(),
                lookup: .nowhere
            ).sources
        try #require(sources["lms"] != nil)
        (store, writer, thread, ledger, keeper) = try Self.open(directory, sources, wants)
    }

    private struct NoTypes: StageTypes {
        func find(_: StageKind, _: String) -> (any ConfigurableStageType)? { nil }
        func ids(_: StageKind) -> [String] { [] }
    }

    private static func open(
        _ directory: URL,
        _ sources: SourceSet,
        _ wants: Bool
    ) throws -> (any EventStore, Writer, HostThread, SourceLedger, SourceKeeper) {
        let store = try SQLiteStore(directory: directory.appending(path: "data").path)
        let declaration = PipelineDeclaration(name: "alert", selector: "{}")
        let adoption = try store.adopt([declaration], digest: "a", at: .at(0))
        let clock = EngineClock(wall: { .at(0) }, steady: { .at(0) })
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let dispatcher = Dispatcher(lanes: [], clock: clock)
        let writer = Writer(store: store, counters: EngineCounters(), afterCommit: dispatcher.flush) { _ in }
        let matching = EventMatching(
            Matcher([EventSelector(types: [wants ? "penstock.source.silent" : "course.*"])]),
            targets: [EventMatching.Target(id: adoption.pipelines["alert"] ?? PipelineID(0))]
        )
        let generation = Generation(
            set: PipelineSet([], digest: "").with(sources),
            plugins: PluginSet(),
            catalog: Catalog(),
            revision: adoption.revision,
            ids: adoption.pipelines,
            chains: [:],
            intake: Intake(
                catalog: Catalog(),
                matching: matching,
                revision: adoption.revision,
                store: store.id,
                clock: clock,
                logger: logger
            ),
            events: SystemEvents(storeID: store.id, revision: adoption.revision, matching: matching),
            workshop: Workshop()
        )
        let ledger = SourceLedger(try store.sourceMemories())
        let keeper = SourceKeeper(
            ledger,
            generations: Generations(generation),
            writer: writer,
            dispatcher: dispatcher,
            clock: clock,
            logger: logger
        )
        return (store, writer, HostThread(name: "writer") { writer.run() }, ledger, keeper)
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

    /// What a restart leaves of it.
    func reopen() throws {
        close()
        (store, writer, thread, ledger, keeper) = try Self.open(directory, sources, wants)
    }

    func tick(_ minute: Double) { keeper.tick(at: .at(minute * 60)) }
    func accept(_ minute: Double) { ledger.note(.accepted(1), of: "lms", at: .at(minute * 60)) }

    /// The data of the events that told a silence, oldest first. All that was enqueued is written before.
    func silences() throws -> [JSONValue] {
        let done = Wake()
        writer.enqueue(.note(source: "other", [1])) { _ in done.signal() }
        done.wait()
        var query = EventQuery()
        query.type = "penstock.source.silent"
        return try store.events(query).items.reversed().map { record in
            #expect(
                record.event.subject == "source/lms" && record.event.source == "/penstock" && record.deliveryCount == 1
            )
            return try #require(try JSONValue.parse(record.event.json)["data"])
        }
    }
}

@Suite struct `A silent source` {
    @Test func `is told once for each silence`() throws {
        let bench = try SilenceBench()
        bench.accept(0)
        for minute in [1, 30, 60] as [Double] { bench.tick(minute) }
        #expect(try bench.silences().isEmpty)
        for minute in [61, 62, 300] as [Double] { bench.tick(minute) }
        let first = try bench.silences()
        #expect(first.count == 1)
        #expect(first.first?["source"] == "lms" && first.first?["every"] == "1h")
        #expect(first.first?["last"] == .string(Timestamp.at(0).description))
        bench.accept(301)
        for minute in [302, 360] as [Double] { bench.tick(minute) }
        #expect(try bench.silences().count == 1)
        bench.tick(362)
        #expect(try bench.silences().count == 2)
    }

    @Test func `is told where nothing ever came, counted from when it was expected`() throws {
        let bench = try SilenceBench()
        for minute in [10, 70, 71, 72] as [Double] { bench.tick(minute) }
        let told = try bench.silences()
        #expect(told.count == 1 && told.first?["last"] == .null)
    }

    @Test func `is told after a restart when it began before, and not again when it was told before`() throws {
        let bench = try SilenceBench()
        bench.accept(0)
        bench.tick(1)
        #expect(try bench.silences().isEmpty)
        try bench.reopen()
        #expect(bench.ledger["lms"].lastEvent == .at(0) && bench.ledger["lms"].events == 1)
        bench.tick(90)
        #expect(try bench.silences().count == 1)
        try bench.reopen()
        bench.tick(500)
        #expect(try bench.silences().count == 1)
    }

    @Test func `is no event where no pipeline wants it`() throws {
        let bench = try SilenceBench(wants: false)
        bench.accept(0)
        bench.tick(90)
        #expect(try bench.silences().isEmpty)
        #expect(bench.ledger["lms"].toldSilence == .at(0))
    }
}

@Suite struct `What is known of a source` {
    @Test func `survives being written down`() {
        var memory = SourceMemory()
        #expect(SourceMemory(memory.bytes) == memory)
        (memory.lastVerified, memory.lastEvent, memory.events) = (.at(1), .at(2), 3)
        (memory.expectedSince, memory.toldSilence) = (.at(4), .at(5))
        memory.refuse("wrong secret", "wrong secret in the header x", at: .at(6))
        memory.refuse("wrong secret", "wrong secret in the query", at: .at(7))
        #expect(SourceMemory(memory.bytes) == memory)
        #expect(memory.refused["wrong secret"]?.count == 2)
        #expect(memory.refused["wrong secret"]?.text == "wrong secret in the query")
    }

    @Test(arguments: ["", "x", "[]", #"{"events":"a","refused":[1,{}]}"#])
    func `is nothing where it cannot be read`(text: String) {
        #expect(SourceMemory(Array(text.utf8)) == SourceMemory())
    }

    @Test func `is small whatever is refused`() {
        var memory = SourceMemory()
        for number in 0..<9 { memory.refuse("reason \(number)", String(repeating: "\u{1}", count: 9_999), at: .at(1)) }
        #expect(memory.bytes.count <= 4 << 10)
        #expect(SourceMemory(memory.bytes).refused.count == 9)
    }

    @Test func `is written once where it has changed`() {
        let ledger = SourceLedger([:])
        ledger.note(.verified, of: "a", at: .at(1))
        ledger.note(.refused("wrong secret", "x"), of: "a", at: .at(2))
        ledger.note(.verified, of: "b", at: .at(3))
        #expect(ledger.takeChanged().map(\.name) == ["a", "b"])
        #expect(ledger.takeChanged().isEmpty)
        ledger.putBack("b")
        #expect(ledger.takeChanged().map(\.name) == ["b"])
    }
}
