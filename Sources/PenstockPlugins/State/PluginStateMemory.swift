internal import PenstockCore

/// What is known of stages' values without asking the store, and which keys deliveries in work have written. Pure.
///
/// Bounded: what was used least lately goes first. Keys that are written stay until the outcome of their delivery is
/// known, and count on their own.
struct PluginStateMemory {
    /// Names the delivery in work that has written a key.
    typealias Owner = UInt64

    /// A value as the store has it; nil where it has none.
    private struct Known {
        var value: PluginStateValue?
    }

    private struct Load {
        var readers = 0
        /// The store has been changed since it was asked, so that its answer is of the past.
        var isStale = false
    }

    private let limit: Int
    /// Entries that were used of late, and those that were before: the older half goes when the younger is full.
    private var young: [PluginStateKey: Known] = [:]
    private var old: [PluginStateKey: Known] = [:]
    private var youngBytes = 0
    private var owners: [PluginStateKey: Owner] = [:]
    private var lastOwner: Owner = 0
    private var loads: [PluginStateKey: Load] = [:]

    /// - Parameter limit: How much is remembered, in bytes.
    init(limit: Int = 16 << 20) { self.limit = limit }

    // MARK: - Values

    enum Answer {
        case known(PluginStateValue?)
        case unknown
    }

    mutating func find(_ key: PluginStateKey) -> Answer {
        if let known = young[key] { return .known(known.value) }
        guard let known = old.removeValue(forKey: key) else { return .unknown }
        remember(known, key)
        return .known(known.value)
    }

    private mutating func remember(_ known: Known, _ key: PluginStateKey) {
        let bytes = Self.bytes(known, key)
        if youngBytes + bytes > limit / 2 {
            old = young
            young = [:]
            youngBytes = 0
        }
        old[key] = nil
        if let before = young.updateValue(known, forKey: key) { youngBytes -= Self.bytes(before, key) }
        youngBytes += bytes
    }

    private static func bytes(_ known: Known, _ key: PluginStateKey) -> Int {
        key.key.count + (known.value?.bytes.count ?? 0) + 128
    }

    /// Forgets all values, because the store was changed by others.
    mutating func forget() {
        (young, old, youngBytes) = ([:], [:], 0)
        for key in loads.keys { loads[key]?.isStale = true }
    }

    // MARK: - Asking the store

    mutating func beginLoad(_ key: PluginStateKey) { loads[key, default: Load()].readers += 1 }

    /// Takes what the store answered, unless it was changed meanwhile.
    /// - Parameter value: Nil inside where it has no value, nil where it could not be asked.
    mutating func endLoad(_ key: PluginStateKey, _ value: PluginStateValue??) {
        guard var load = loads[key] else { return }
        load.readers -= 1
        if let value, !load.isStale { remember(Known(value: value), key) }
        loads[key] = load.readers == 0 ? nil : load
    }

    // MARK: - Keys that are written

    mutating func newOwner() -> Owner {
        lastOwner += 1
        return lastOwner
    }

    /// Takes a key for a delivery until its outcome is known; false where another has it.
    mutating func reserve(_ key: PluginStateKey, for owner: Owner) -> Bool {
        if let holder = owners[key] { return holder == owner }
        owners[key] = owner
        return true
    }

    func isReserved(_ key: PluginStateKey, by owner: Owner?) -> Bool {
        owners[key].map { $0 != owner } ?? false
    }

    /// The outcome of the delivery that had these keys is known.
    /// - Parameter isWritten: Whether they are in the store now.
    mutating func settled(_ writes: [PluginStateWrite], isWritten: Bool) {
        for write in writes {
            owners[write.key] = nil
            guard isWritten else { continue }
            remember(Known(value: write.value), write.key)
            loads[write.key]?.isStale = true
        }
    }

    /// How many keys are written whose outcome is not known.
    var reservedCount: Int { owners.count }
}
