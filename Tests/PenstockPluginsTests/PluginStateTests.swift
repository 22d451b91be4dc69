import PenstockCore
import Synchronization
import Testing

@testable import PenstockPlugins

/// What stages keep, without a disk.
private final class Cupboard: Sendable {
    struct State {
        var values: [PluginStateKey: PluginStateValue] = [:]
        var reads = 0
        var failure: StoreError?
        /// Runs once, after the next read has its answer and before it is given.
        var afterRead: (@Sendable () -> Void)?
    }

    let state = Mutex(State())

    func read(_ key: PluginStateKey) throws(StoreError) -> PluginStateValue? {
        let (value, failure, after) = state.withLock { state in
            state.reads += 1
            defer { state.afterRead = nil }
            return (state.values[key], state.failure, state.afterRead)
        }
        if let failure { throw failure }
        after?()
        return value
    }

    /// Stores what a delivery has written, and lets the view know.
    func commit(_ writes: [PluginStateWrite], _ view: PluginStateView) {
        state.withLock { state in for write in writes { state.values[write.key] = write.value } }
        view.settled(writes, isWritten: true)
    }

    var reads: Int { state.withLock { $0.reads } }
}

@Suite struct `What stages keep, as deliveries in work see it` {
    private let cupboard = Cupboard()
    private let view: PluginStateView

    init() {
        view = PluginStateView { [cupboard] key throws(StoreError) in try cupboard.read(key) }
    }

    private func delivery() -> PluginStateTransaction {
        var transaction = PluginStateTransaction(view)
        transaction.begin(pipeline: PipelineID(1))
        return transaction
    }

    private func asker(at seconds: Int64 = 0, isTrial: Bool = false, stage: String = "seen")
        -> PluginStateTransaction.Asker
    {
        .init(stage: stage, now: Timestamp(microseconds: seconds * 1_000_000), isTrial: isTrial)
    }

    @Test func `a delivery sees its own writes, and others what is stored`() throws {
        var (first, second) = (delivery(), delivery())
        try first.write([1], under: [7], asker())
        #expect(try first.value(of: [7], asker()) == [1])
        #expect(try second.value(of: [7], asker()) == nil)
        cupboard.commit(first.take(), view)
        #expect(try second.value(of: [7], asker()) == [1])
        #expect(view.reservedCount == 0)
    }

    @Test func `what a call wrote that came to nothing is taken back, and is free for others`() throws {
        var (first, second) = (delivery(), delivery())
        try first.write([1], under: [7], asker())
        first.mark()
        try first.write([2], under: [7], asker())
        try first.write([3], under: [8], asker())
        first.undo()
        #expect(try first.value(of: [7], asker()) == [1] && first.value(of: [8], asker()) == nil)
        try second.write([4], under: [8], asker())
        #expect(first.take().map(\.value?.bytes) == [[1]])
    }

    @Test func `stages and pipelines do not see each other's`() throws {
        var first = delivery()
        try first.write([1], under: [7], asker())
        #expect(try first.value(of: [7], asker(stage: "stages/0")) == nil)
        cupboard.commit(first.take(), view)
        var other = PluginStateTransaction(view)
        other.begin(pipeline: PipelineID(2))
        #expect(try other.value(of: [7], asker()) == nil)
    }

    @Test func `a key that a delivery has written is its own until its outcome is known`() throws {
        var (first, second) = (delivery(), delivery())
        #expect(try first.write([1], under: [7], ifThereIs: nil, asker()))
        for _ in 0..<2 {
            let comparing = #expect(throws: PluginStateFailure.self) {
                _ = try second.write([2], under: [7], ifThereIs: nil, asker())
            }
            #expect(comparing?.kind == .transient && comparing?.code == "state-reserved")
        }
        #expect(throws: PluginStateFailure.self) { try second.write([2], under: [7], asker()) }
        #expect(second.metReservedKey)
        try second.write([2], under: [8], asker())
        cupboard.commit(first.take(), view)
        #expect(try !second.write([2], under: [7], ifThereIs: nil, asker()))
        #expect(try second.write([2], under: [7], ifThereIs: [1], asker()))
        cupboard.commit(second.take(), view)
        #expect(view.reservedCount == 0)
    }

    @Test func `what comes to nothing leaves nothing`() throws {
        var (first, second) = (delivery(), delivery())
        try first.write([1], under: [7], asker())
        first.drop()
        #expect(try second.write([2], under: [7], ifThereIs: nil, asker()))
        let taken = second.take()
        view.settled(taken, isWritten: false)
        first.begin(pipeline: PipelineID(1))
        #expect(try first.value(of: [7], asker()) == nil)
        #expect(view.reservedCount == 0)
        #expect(first.take().isEmpty)
    }

    @Test func `a trial is shown its writes, keeps nothing and makes nobody wait`() throws {
        var (trial, real) = (delivery(), delivery())
        #expect(try trial.write([1], under: [7], ifThereIs: nil, asker(isTrial: true)))
        #expect(try trial.value(of: [7], asker(isTrial: true)) == [1])
        #expect(try real.write([2], under: [7], ifThereIs: nil, asker()))
        #expect(try trial.write([3], under: [7], ifThereIs: [1], asker(isTrial: true)))
        var other = delivery()
        #expect(try other.write([4], under: [7], ifThereIs: nil, asker(isTrial: true)))
        #expect(trial.take().isEmpty && other.take().isEmpty)
    }

    @Test func `a value counts as absent when its time is over`() throws {
        var first = delivery()
        try first.write([1], under: [7], for: .seconds(10), asker(at: 5))
        #expect(try first.value(of: [7], asker(at: 14)) == [1] && first.value(of: [7], asker(at: 15)) == nil)
        cupboard.commit(first.take(), view)
        var second = delivery()
        #expect(try second.value(of: [7], asker(at: 14)) == [1] && second.value(of: [7], asker(at: 15)) == nil)
        #expect(try second.write([2], under: [7], ifThereIs: nil, for: .microseconds(Int64.max), asker(at: 15)))
        #expect(try second.value(of: [7], asker(at: 1_000_000_000)) == [2])
    }

    @Test func `the store is asked once for what is used often, and again for what is not`() throws {
        let small = PluginStateView(limit: 2000) { [cupboard] key throws(StoreError) in try cupboard.read(key) }
        var transaction = PluginStateTransaction(small)
        transaction.begin(pipeline: PipelineID(1))
        for _ in 0..<5 { _ = try transaction.value(of: [1], asker()) }
        #expect(cupboard.reads == 1)
        for key in 0..<100 as Range<UInt8> {
            _ = try transaction.value(of: [1], asker())
            _ = try transaction.value(of: [2, key], asker())
        }
        #expect(cupboard.reads == 101, "what is used often stays")
        _ = try transaction.value(of: [2, 0], asker())
        #expect(cupboard.reads == 102, "the others go")
    }

    @Test func `an answer of the store that was overtaken is not remembered`() throws {
        let key = PluginStateKey(pipeline: PipelineID(1), stage: "seen", key: [7])
        cupboard.state.withLock { state in
            state.afterRead = { [cupboard, view] in
                cupboard.commit([PluginStateWrite(key, PluginStateValue([9]))], view)
            }
        }
        var transaction = delivery()
        #expect(try transaction.value(of: [7], asker()) == [9])
        cupboard.state.withLock { state in
            state.values[key] = nil
            state.afterRead = { [view] in view.forget() }
        }
        view.forget()
        #expect(try transaction.value(of: [7], asker()) == nil)
    }

    @Test func `a store that cannot be read is a reason to come again`() throws {
        cupboard.state.withLock { $0.failure = StoreError(.unavailable, "the disk is gone") }
        var transaction = delivery()
        let error = #expect(throws: PluginStateFailure.self) { _ = try transaction.value(of: [7], asker()) }
        #expect(error?.kind == .transient && error?.text.contains("the disk is gone") == true)
        #expect(!transaction.metReservedKey)
        cupboard.state.withLock { $0.failure = nil }
        #expect(try transaction.value(of: [7], asker()) == nil)
    }

    @Test func `what is not allowed is refused, and says what is`() throws {
        var transaction = delivery()
        func refusal(_ body: () throws -> Void) -> String? {
            #expect(throws: PluginStateFailure.self, performing: body)?.text
        }
        #expect(refusal { try transaction.write([], under: [], asker()) }?.contains("at least one byte") == true)
        let long = [UInt8](repeating: 1, count: 513)
        #expect(refusal { _ = try transaction.value(of: long, asker()) }?.contains("at most 512 bytes") == true)
        let large = [UInt8](repeating: 1, count: 65_537)
        #expect(refusal { try transaction.write(large, under: [1], asker()) }?.contains("at most 65536 bytes") == true)
        #expect(refusal { try transaction.write([], under: [1], for: .seconds(-1), asker()) }?.isEmpty == false)
        for key in 0..<64 as Range<UInt8> { try transaction.write([], under: [key], asker()) }
        #expect(refusal { try transaction.write([], under: [64], asker()) }?.contains("at most 64 keys") == true)
        try transaction.write([UInt8](repeating: 1, count: 65_536), under: [0], asker())
        let half = [UInt8](repeating: 1, count: 65_500)
        #expect(refusal { try transaction.write(half, under: [1], asker()) }?.contains("131072 bytes") == true)
        try transaction.write(nil, under: [0], asker())
        try transaction.write(half, under: [1], asker())
        transaction.close()
        #expect(refusal { _ = try transaction.value(of: [1], asker()) }?.contains("within a call") == true)
    }

    @Test func `of many that add one at once, none is lost and none counts twice`() async throws {
        let small = PluginStateView(limit: 400) { [cupboard] key throws(StoreError) in try cupboard.read(key) }
        let stored = await withTaskGroup(of: Int.self) { tasks in
            for _ in 0..<4 {
                tasks.addTask { [cupboard] in
                    var generator = SystemRandomNumberGenerator()
                    let asker = PluginStateTransaction.Asker(
                        stage: "s",
                        now: Timestamp(microseconds: 1),
                        isTrial: false
                    )
                    var stored = 0
                    var transaction = PluginStateTransaction(small)
                    for _ in 0..<300 {
                        transaction.begin(pipeline: PipelineID(1))
                        let key = UInt8.random(in: 0..<3, using: &generator)
                        guard let value = try? transaction.value(of: [key], asker)?.first ?? 0,
                            (try? transaction.write(
                                [value &+ 1],
                                under: [key],
                                ifThereIs: value == 0 ? transaction.value(of: [key], asker) : [value],
                                asker
                            )) == true
                        else { continue }
                        await Task.yield()
                        let writes = transaction.take()
                        if Int.random(in: 0..<4, using: &generator) == 0 {
                            small.settled(writes, isWritten: false)
                        } else {
                            cupboard.commit(writes, small)
                            stored += 1
                        }
                    }
                    return stored
                }
            }
            return await tasks.reduce(0, +)
        }
        let sum = cupboard.state.withLock { $0.values.values.reduce(0) { $0 + Int($1.bytes.first ?? 0) } }
        #expect(sum % 256 == stored % 256 && stored > 0)
        #expect(small.reservedCount == 0)
    }
}
