import Foundation
import Logging
import PenstockCore
import PenstockPipelines
import PenstockPlugins
import PenstockSQLite
import ServiceLifecycle
import Testing

@testable import PenstockEngine

@Suite struct `An engine whose store cannot keep up` {
    /// Runs a body with an engine that takes two events while the writer stands still, and a gate that holds the writer.
    private func run(_ body: @Sendable (Engine, WriterGate) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "penstock-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let engine = try Engine(
            store: try SQLiteStore(directory: directory.path),
            set: PipelineSet([], digest: "00"),
            catalog: Catalog(),
            plugins: PluginSet(),
            configuration: EngineConfiguration(admission: Admission(operations: 2)),
            logger: logger
        )
        let group = ServiceGroup(services: [engine], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            await engine.whenReady()
            let gate = WriterGate(engine.writer)
            let result: Result<Void, any Error>
            do { result = .success(try await body(engine, gate)) } catch { result = .failure(error) }
            gate.open()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }

    private func draft(_ id: String) -> EventDraft { EventDraft(id: id, type: "t") }

    @Test func `refuses what there is no room for, and says when to come again`() async throws {
        try await run { engine, gate in
            gate.close()
            async let first = engine.accept([draft("1"), draft("2")])
            await gate.untilWaiting(2)
            let error = await #expect(throws: IntakeError.self) { try await engine.accept(draft("3")) }
            #expect(error?.code == .busy)
            #expect(error?.retryAfter.map { (.seconds(1) ... .seconds(30)).contains($0) } == true)
            gate.open()
            let answers = await first
            #expect(answers.allSatisfy { (try? $0.get()) != nil })
            let again = try await engine.accept(draft("3"))
            #expect(!again.isDuplicate, "nothing of it was stored")
        }
    }

    @Test func `takes of a batch what there is room for, from its beginning`() async throws {
        try await run { engine, gate in
            gate.close()
            async let answers = engine.accept(["1", "2", "3", "4"].map(draft))
            await gate.untilWaiting(2)
            gate.open()
            let codes = await answers.map { answer -> IntakeError.Code? in
                if case .failure(let error) = answer { error.code } else { nil }
            }
            #expect(codes == [nil, nil, .busy, .busy])
        }
    }

    @Test func `takes of events that belong together all or none`() async throws {
        try await run { engine, gate in
            gate.close()
            async let first = engine.accept([draft("1")])
            await gate.untilWaiting(1)
            async let both = engine.accept(together: ["2", "3"].map(draft))
            await gate.untilWaiting(3)
            let refused = await #expect(throws: TogetherError.self) {
                try await engine.accept(together: ["4", "5"].map(draft))
            }
            #expect(refused?.errors.map(\.error.code) == [.busy, .busy])
            gate.open()
            _ = await first
            #expect(try await both.map(\.id) == ["2", "3"])
            let broken = await #expect(throws: TogetherError.self) {
                try await engine.accept(together: [draft("6"), draft(""), EventDraft(type: "penstock.x")])
            }
            #expect(broken?.errors.map(\.index) == [1, 2])
            let again = try await engine.accept(draft("6"))
            #expect(!again.isDuplicate, "nothing of it was stored")
            #expect(try await engine.accept(together: []).isEmpty)
        }
    }

    @Test func `lets a sender that is patient wait for room`() async throws {
        try await run { engine, gate in
            gate.close()
            async let first = engine.accept([draft("1"), draft("2")])
            await gate.untilWaiting(2)
            async let third = engine.accept(draft("3"), patience: .seconds(60))
            while !engine.writer.hasWaiters { await Task.yield() }
            gate.open()
            let answer = try await third
            #expect(answer.id == "3")
            _ = await first
        }
    }

    @Test func `refuses a patient sender too, when its patience is over`() async throws {
        try await run { engine, gate in
            gate.close()
            async let first = engine.accept([draft("1"), draft("2")])
            await gate.untilWaiting(2)
            let error = await #expect(throws: IntakeError.self) {
                try await engine.accept(draft("3"), patience: .milliseconds(20))
            }
            #expect(error?.code == .busy)
            gate.open()
            _ = await first
        }
    }

    @Test func `never refuses what a person or an outcome has to write`() async throws {
        try await run { engine, gate in
            gate.close()
            async let first = engine.accept([draft("1"), draft("2")])
            await gate.untilWaiting(2)
            async let error = #expect(throws: StoreError.self) { try await engine.retry(DeliveryID(7), render: false) }
            await gate.untilWaiting(3)
            gate.open()
            #expect(await error?.code == .notFound, "the store was asked")
            _ = await first
        }
    }

    @Test func `says how it stands`() async throws {
        try await run { engine, gate in
            gate.close()
            async let first = engine.accept([draft("1")])
            await gate.untilWaiting(1)
            let load = await engine.condition().load
            #expect(load.operations == 1 && load.bytes > 0 && load.behind > .zero)
            gate.open()
            _ = await first
            #expect(await engine.condition().refusal == nil)
            #expect(engine.metrics().accepted == 1 && engine.metrics().unmatched == 1)
            #expect(engine.metrics().batches.counts.reduce(0, +) == engine.metrics().commits)
        }
    }
}

/// Holds the writer between two transactions.
private final class WriterGate: @unchecked Sendable {
    private let writer: Writer
    private let condition = NSCondition()
    private var isClosed = false
    private var isHeld = false

    init(_ writer: Writer) { self.writer = writer }

    /// Returns when the writer stands still.
    func close() {
        condition.withLock { isClosed = true }
        writer.perform { [self] _ in
            condition.withLock {
                isHeld = true
                condition.broadcast()
                while isClosed { condition.wait() }
            }
        }
        condition.withLock { while !isHeld { condition.wait() } }
    }

    func open() {
        condition.withLock {
            isClosed = false
            condition.broadcast()
        }
    }

    /// Returns when so many operations wait for the writer.
    func untilWaiting(_ count: Int) async {
        while writer.load.operations < count { await Task.yield() }
    }
}
