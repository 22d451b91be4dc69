package import PenstockCore
internal import Synchronization

/// What stages keep, as the deliveries in work see it: the store, with a bounded memory before it, and the keys that
/// some of them have written and whose outcome is not on disk.
///
/// One for all pipelines of a host. Any thread; a key that is not remembered is read from the store, which blocks.
package final class PluginStateView: Sendable {
    /// Reads a value from the store.
    package typealias Reading = @Sendable (PluginStateKey) throws(StoreError) -> PluginStateValue?

    private let reading: Reading
    private let memory: Mutex<PluginStateMemory>

    /// - Parameters:
    ///   - limit: How much is remembered, in bytes.
    ///   - reading: Asks the store; sees all that was committed before it is called.
    package init(limit: Int = 16 << 20, reading: @escaping Reading) {
        self.reading = reading
        memory = Mutex(PluginStateMemory(limit: limit))
    }

    /// A view of nothing, for those who have no store: stages find no values, and what they write is dropped.
    package convenience init() { self.init { _ throws(StoreError) in nil } }

    /// Takes note of the outcome of a delivery that has written these.
    /// - Parameter isWritten: Whether they are in the store now.
    package func settled(_ writes: [PluginStateWrite], isWritten: Bool) {
        guard !writes.isEmpty else { return }
        memory.withLock { $0.settled(writes, isWritten: isWritten) }
    }

    /// Forgets what is remembered, because something else than an outcome has changed the store.
    package func forget() { memory.withLock { $0.forget() } }

    /// Keys that are written and whose outcome is not known.
    package var reservedCount: Int { memory.withLock { $0.reservedCount } }

    func newOwner() -> PluginStateMemory.Owner { memory.withLock { $0.newOwner() } }

    /// The value that the store has.
    func value(_ key: PluginStateKey) throws(StoreError) -> PluginStateValue? {
        try find(key) { _, value in value }
    }

    /// Takes a key for a delivery; false where another has written it.
    func reserve(_ key: PluginStateKey, for owner: PluginStateMemory.Owner) -> Bool {
        memory.withLock { $0.reserve(key, for: owner) }
    }

    /// What became of a comparison.
    enum Comparison { case same, different, reserved }

    /// Takes a key for a delivery if the store has the value that is expected, in one step.
    /// - Parameter owner: Nil to compare only, for a call whose writes are dropped.
    func reserve(
        _ key: PluginStateKey,
        for owner: PluginStateMemory.Owner?,
        ifValue matches: (PluginStateValue?) -> Bool
    ) throws(StoreError) -> Comparison {
        try find(key) { memory, value in
            if let owner, memory.isReserved(key, by: owner) { return .reserved }
            guard matches(value) else { return .different }
            if let owner { _ = memory.reserve(key, for: owner) }
            return .same
        }
    }

    /// Looks a value up, and does something with it before anybody can change it.
    private func find<Result>(
        _ key: PluginStateKey,
        _ body: (inout PluginStateMemory, PluginStateValue?) -> Result
    ) throws(StoreError) -> Result {
        while true {
            let found = memory.withLock { memory -> Result? in
                if case .known(let value) = memory.find(key) { return body(&memory, value) }
                memory.beginLoad(key)
                return nil
            }
            if let found { return found }
            do throws(StoreError) {
                let value = try reading(key)
                memory.withLock { $0.endLoad(key, .some(value)) }
            } catch {
                memory.withLock { $0.endLoad(key, nil) }
                throw error
            }
        }
    }
}
