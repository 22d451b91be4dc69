package import CPenstock

/// What this stage keeps from delivery to delivery (service `penstock.kv`).
///
/// ```swift
/// struct FirstSeen: Filter {
///     private let seen: KeyValue
///     init(_ configuration: Configuration, _ setup: Setup) throws { seen = try setup.keyValue() }
///
///     func filter(_ message: Message, _ call: Call) throws(StageFailure) -> FilterVerdict {
///         let subject = String(message.event.subject)
///         if try seen.insert(subject, call.delivery, call) { return .pass }
///         return try seen.value(of: subject, call)?.elementsEqual(call.delivery) == true ? .pass : .drop
///     }
/// }
/// ```
///
/// What is written is stored with the outcome of the delivery, in one transaction, and dropped when a stage fails, and in
/// trials. A key that a delivery has written is its own until then: another delivery that writes it meanwhile fails
/// with a transient failure and runs again in a moment. Let such failures through: throw them on.
@safe public struct KeyValue: @unchecked Sendable {
    private let host: Host
    private let table: UnsafePointer<penstock_kv>

    package init(host: Host, table: UnsafePointer<penstock_kv>) {
        self.host = host
        unsafe self.table = unsafe table
    }

    /// The value under a key, valid until the stage's function returns; nil where there is none.
    public func value(of key: String, _ call: Call) throws(StageFailure) -> Bytes? {
        var found = unsafe penstock_bytes()
        let verdict = unsafe withBytes(key) { unsafe table.pointee.get(host.raw, call.raw, $0, &found) }
        guard verdict != PENSTOCK_KV_ABSENT else { return nil }
        try check(verdict)
        return unsafe Bytes(found)
    }

    /// Keeps a value, whatever is there; text as `text.utf8`.
    /// - Parameter lifetime: From so long after the call's time on it counts as absent; nil keeps it for ever.
    public func set(
        _ key: String,
        to value: some Sequence<UInt8>,
        for lifetime: Microseconds? = nil,
        _ call: Call
    ) throws(StageFailure) {
        let value = Array(value)
        let verdict = unsafe withBytes(key) { key in
            unsafe withBytes(value) { unsafe table.pointee.put(host.raw, call.raw, key, $0, lifetime.raw) }
        }
        try check(verdict)
    }

    /// Removes a value, if there is one.
    public func remove(_ key: String, _ call: Call) throws(StageFailure) {
        try check(unsafe withBytes(key) { unsafe table.pointee.remove(host.raw, call.raw, $0) })
    }

    /// Keeps a value if what is there is what is expected, in one step.
    /// - Parameters:
    ///   - expected: Nil expects that there is nothing.
    ///   - desired: Nil removes what there is.
    /// - Returns: Whether it was so; if not, nothing was changed.
    public func exchange(
        _ key: String,
        from expected: (some Sequence<UInt8>)?,
        to desired: (some Sequence<UInt8>)?,
        for lifetime: Microseconds? = nil,
        _ call: Call
    ) throws(StageFailure) -> Bool {
        let (expected, desired) = (expected.map { Array($0) }, desired.map { Array($0) })
        let verdict = unsafe withBytes(key) { key in
            unsafe withBytes(expected) { expected in
                unsafe withBytes(desired) { desired in
                    unsafe table.pointee.compare_and_set(host.raw, call.raw, key, expected, desired, lifetime.raw)
                }
            }
        }
        guard verdict != PENSTOCK_KV_DIFFERENT else { return false }
        try check(verdict)
        return true
    }

    /// Keeps a value if there is none.
    /// - Returns: Whether there was none.
    public func insert(
        _ key: String,
        _ value: some Sequence<UInt8>,
        for lifetime: Microseconds? = nil,
        _ call: Call
    ) throws(StageFailure) -> Bool {
        try exchange(key, from: nil as [UInt8]?, to: value, for: lifetime, call)
    }

    private func check(_ verdict: Int32) throws(StageFailure) {
        guard verdict != PENSTOCK_OK else { return }
        throw StageFailure(service: verdict)
    }
}

extension Microseconds? {
    /// In the interface 0 is for ever, so a span of nothing is the shortest that there is.
    fileprivate var raw: Int64 { map { Swift.max($0.value, 1) } ?? 0 }
}

extension Setup {
    /// What the stage keeps from delivery to delivery.
    /// - Throws: A problem for `configure` to report, where the host is too old to have it.
    public func keyValue() throws(ConfigurationProblem) -> KeyValue {
        guard let table = unsafe host.service(PENSTOCK_KV, revision: 1) else {
            throw ConfigurationProblem(at: "", "this stage keeps values, and this host is too old to let it")
        }
        return unsafe KeyValue(host: host, table: table.assumingMemoryBound(to: penstock_kv.self))
    }
}

/// Lends an array to C, or a null pointer where there is none.
private func withBytes<R>(_ array: [UInt8]?, _ body: (UnsafePointer<penstock_bytes>?) -> R) -> R {
    guard let array else { return body(nil) }
    return unsafe withBytes(array) { bytes in
        var bytes = unsafe bytes
        return unsafe body(&bytes)
    }
}
