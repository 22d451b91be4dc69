package import PenstockCore

/// What the stages of one delivery read and write of what they keep, until the outcome is known.
///
/// A stage sees its own writes first. A key that it writes is the delivery's until its outcome is on disk; another
/// delivery that writes it meanwhile is told to come again, so that of two that write one key, one sees what the other
/// wrote. Used by one thread at a time.
package struct PluginStateTransaction: Sendable {
    private let view: PluginStateView
    private var pipeline = PipelineID(0)
    private var owner: PluginStateMemory.Owner?
    private var writes: [PluginStateKey: PluginStateValue?] = [:]
    private var bytes = 0
    /// What was written when ``mark()`` was called.
    private var marked: (writes: [PluginStateKey: PluginStateValue?], bytes: Int) = ([:], 0)
    /// Whether stages may be asked about now: not while an attempt is in flight, which may end on any thread.
    private(set) var isOpen = false
    /// Whether a key was another delivery's, so that the same may work in a moment.
    package private(set) var metReservedKey = false

    package init(_ view: PluginStateView) { self.view = view }

    /// Begins a delivery. What the one before left is dropped.
    package mutating func begin(pipeline: PipelineID) {
        drop()
        self.pipeline = pipeline
        isOpen = true
        metReservedKey = false
    }

    /// Ends what stages may ask; what they wrote waits for the outcome.
    mutating func close() { isOpen = false }

    /// Hands over what was written, to be stored with the outcome. ``PluginStateView/settled(_:isWritten:)`` follows.
    package mutating func take() -> [PluginStateWrite] {
        guard owner != nil else { return [] }
        let taken = writes.map { PluginStateWrite($0, $1) }
        clear()
        return taken
    }

    /// Gives up what was written: the outcome is that nothing came of it.
    package mutating func drop() {
        isOpen = false
        if owner != nil { view.settled(writes.map { PluginStateWrite($0, $1) }, isWritten: false) }
        if !writes.isEmpty { clear() }
    }

    /// Notes what was written before a stage is called that may have to be called again.
    mutating func mark() { marked = (writes, bytes) }

    /// Takes back what was written since ``mark()``: the call came to nothing, and the next one must find what it found.
    mutating func undo() {
        let undone = writes.filter { marked.writes[$0.key] == nil }
        if owner != nil { view.settled(undone.map { PluginStateWrite($0, $1) }, isWritten: false) }
        (writes, bytes) = marked
    }

    private mutating func clear() {
        writes.removeAll(keepingCapacity: true)
        marked.writes.removeAll(keepingCapacity: true)
        bytes = 0
        owner = nil
    }
}

// MARK: - What stages ask

extension PluginStateTransaction {
    /// The circumstances of a call that asks.
    package struct Asker: Sendable {
        /// The stage's name, or its position.
        package var stage: String
        package var now: Timestamp
        /// Whether this is no delivery but a trial: what it writes is dropped, and keeps nobody waiting.
        package var isTrial: Bool

        package init(stage: String, now: Timestamp, isTrial: Bool) {
            self.stage = stage
            self.now = now
            self.isTrial = isTrial
        }
    }

    /// What the stage keeps under a key; nil where there is nothing, or its time is over.
    package mutating func value(of key: [UInt8], _ asker: Asker) throws(PluginStateFailure) -> [UInt8]? {
        let place = try place(key, asker)
        let found: PluginStateValue?
        if let written = writes[place] {
            found = written
        } else {
            found = try read { () throws(StoreError) in try view.value(place) }
        }
        return found.flatMap { $0.isThere(at: asker.now) ? $0.bytes : nil }
    }

    /// Keeps a value, or removes it with nil, whatever is there.
    /// - Parameter lifetime: For how long it is kept; nil keeps it for ever.
    package mutating func write(
        _ value: [UInt8]?,
        under key: [UInt8],
        for lifetime: Duration? = nil,
        _ asker: Asker
    ) throws(PluginStateFailure) {
        let place = try place(key, asker)
        let new = try checked(value, lifetime, asker, under: place)
        if !asker.isTrial, !view.reserve(place, for: ownerNow()) { throw reserved() }
        note(new, under: place)
    }

    /// Keeps a value, or removes it with nil, if what is there is what is expected.
    /// - Parameter expected: Nil expects that there is nothing.
    /// - Returns: Whether it was so.
    package mutating func write(
        _ value: [UInt8]?,
        under key: [UInt8],
        ifThereIs expected: [UInt8]?,
        for lifetime: Duration? = nil,
        _ asker: Asker
    ) throws(PluginStateFailure) -> Bool {
        let place = try place(key, asker)
        let new = try checked(value, lifetime, asker, under: place)
        func isExpected(_ value: PluginStateValue?) -> Bool {
            value.flatMap { $0.isThere(at: asker.now) ? $0.bytes : nil } == expected
        }
        if let written = writes[place] {
            guard isExpected(written) else { return false }
        } else {
            let owner = asker.isTrial ? nil : ownerNow()
            let comparison = try read { () throws(StoreError) in
                try view.reserve(place, for: owner, ifValue: isExpected)
            }
            switch comparison {
            case .reserved: throw reserved()
            case .different: return false
            case .same: break
            }
        }
        note(new, under: place)
        return true
    }

    private mutating func ownerNow() -> PluginStateMemory.Owner {
        if let owner { return owner }
        let new = view.newOwner()
        owner = new
        return new
    }

    private mutating func note(_ value: PluginStateValue?, under key: PluginStateKey) {
        if let before = writes.updateValue(value, forKey: key) {
            bytes -= before?.bytes.count ?? 0
        } else {
            bytes += key.key.count
        }
        bytes += value?.bytes.count ?? 0
    }

    private mutating func reserved() -> PluginStateFailure {
        metReservedKey = true
        return .reserved
    }

    private func read<R>(_ body: () throws(StoreError) -> R) throws(PluginStateFailure) -> R {
        do throws(StoreError) { return try body() } catch { throw .unreadable(error) }
    }
}

// MARK: - Limits

extension PluginStateTransaction {
    /// The longest key, in bytes.
    package static let keyLimit = 512
    /// The largest value, in bytes.
    package static let valueLimit = 64 << 10
    /// How many keys one delivery may write.
    package static let writeLimit = 64
    /// How much one delivery may write, keys and values together, in bytes.
    package static let byteLimit = 128 << 10

    private func place(_ key: [UInt8], _ asker: Asker) throws(PluginStateFailure) -> PluginStateKey {
        guard isOpen else { throw .refused("values can be asked for within a call of a stage only, and not by submit") }
        guard !key.isEmpty else { throw .refused("a key has at least one byte") }
        guard key.count <= Self.keyLimit else {
            throw .refused("a key has at most \(Self.keyLimit) bytes, and this one has \(key.count)")
        }
        return PluginStateKey(pipeline: pipeline, stage: asker.stage, key: key)
    }

    private func checked(
        _ bytes: [UInt8]?,
        _ lifetime: Duration?,
        _ asker: Asker,
        under key: PluginStateKey
    ) throws(PluginStateFailure) -> PluginStateValue? {
        let count = bytes?.count ?? 0
        guard count <= Self.valueLimit else {
            throw .refused("a value has at most \(Self.valueLimit) bytes, and this one has \(count)")
        }
        guard lifetime.map({ $0 >= .zero }) ?? true else { throw .refused("a lifetime is not negative") }
        let before = writes[key]
        guard before != nil || writes.count < Self.writeLimit else {
            throw .full("a delivery writes at most \(Self.writeLimit) keys")
        }
        let grown = self.bytes + count + (before == nil ? key.key.count : -(before??.bytes.count ?? 0))
        guard grown <= Self.byteLimit else {
            throw .full("a delivery writes at most \(Self.byteLimit) bytes of keys and values")
        }
        return bytes.map { PluginStateValue($0, expiresAt: lifetime.map { asker.now.saturating(plus: $0) }) }
    }
}

extension Timestamp {
    /// The end of time where the sum lies behind it: a plugin may name any number.
    fileprivate func saturating(plus duration: Duration) -> Timestamp {
        let (sum, overflow) = microseconds.addingReportingOverflow(duration.microseconds)
        return Timestamp(microseconds: overflow ? .max : sum)
    }
}
