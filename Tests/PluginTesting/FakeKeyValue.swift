internal import CPenstock
internal import Synchronization

/// What the stage under test keeps, in memory, by the rules and limits of the host.
///
/// Time passes with the calls: a value's time is over when a call's `nowMicroseconds` says so.
final class FakeKeyValue: Sendable {
    struct Value: Sendable {
        var bytes: [UInt8]
        var expiresAt: Int64?

        func isThere(at now: Int64) -> Bool { expiresAt.map { $0 > now } ?? true }
    }

    /// What one delivery has written so far.
    struct Writes: Sendable {
        var values: [[UInt8]: Value?] = [:]
        var bytes: Int { values.reduce(0) { $0 + $1.key.count + ($1.value?.bytes.count ?? 0) } }
    }

    struct State: Sendable {
        var stored: [[UInt8]: Value] = [:]
        /// Keys that another delivery in work has written.
        var reserved: Set<[UInt8]> = []
    }

    let state = Mutex(State())

    static let keyLimit = 512
    static let valueLimit = 64 << 10
    static let writeLimit = 64
    static let byteLimit = 128 << 10

    /// Stores what a delivery has written.
    func store(_ writes: Writes) {
        state.withLock { state in
            for (key, value) in writes.values { state.stored[key] = value }
        }
    }
}

/// Why a value was not given or not kept.
private struct Refusal: Error {
    var verdict: Int32
    var code: String
    var text: String

    static func refused(_ text: String) -> Refusal {
        Refusal(verdict: PENSTOCK_FAIL_PERMANENT, code: "state-refused", text: text)
    }

    static func full(_ text: String) -> Refusal {
        Refusal(verdict: PENSTOCK_FAIL_LIMIT, code: "state-limit", text: text)
    }

    static let reserved = Refusal(
        verdict: PENSTOCK_FAIL_TRANSIENT,
        code: "state-reserved",
        text: "another delivery in work has written this key, and its outcome is not known; this one comes again"
    )
}

/// One question of a stage, with what it is asked about.
private struct Question {
    let values: FakeKeyValue
    let record: CallRecord
    let key: [UInt8]
    let now: Int64
    let isTrial: Bool

    func find() -> [UInt8]? {
        let value = record.writes.values[key] ?? values.state.withLock { $0.stored[key] }
        return value.flatMap { $0.isThere(at: now) ? $0.bytes : nil }
    }

    func write(_ bytes: [UInt8]?, lifetime: Int64) throws(Refusal) {
        guard bytes?.count ?? 0 <= FakeKeyValue.valueLimit else { throw .refused("the value is too long") }
        guard lifetime >= 0 else { throw .refused("a lifetime is not negative") }
        if !isTrial, values.state.withLock({ $0.reserved.contains(key) }) { throw .reserved }
        var writes = record.writes
        let (end, overflow) = now.addingReportingOverflow(lifetime)
        let expiry = lifetime == 0 ? nil : overflow ? Int64.max : end
        writes.values.updateValue(bytes.map { FakeKeyValue.Value(bytes: $0, expiresAt: expiry) }, forKey: key)
        guard writes.values.count <= FakeKeyValue.writeLimit else { throw .full("the delivery writes too many keys") }
        guard writes.bytes <= FakeKeyValue.byteLimit else { throw .full("the delivery writes too many bytes") }
        record.writes = writes
    }
}

// MARK: - The C functions

nonisolated(unsafe) let fakeKeyValueTable: UnsafePointer<penstock_kv> = {
    let table = UnsafeMutablePointer<penstock_kv>.allocate(capacity: 1)
    unsafe table.initialize(
        to: penstock_kv(
            size: UInt32(MemoryLayout<penstock_kv>.size),
            revision: 1,
            key_limit: UInt32(FakeKeyValue.keyLimit),
            value_limit: UInt32(FakeKeyValue.valueLimit),
            write_limit: UInt32(FakeKeyValue.writeLimit),
            byte_limit: UInt32(FakeKeyValue.byteLimit),
            get: get,
            put: put,
            remove: remove,
            compare_and_set: compareAndSet
        )
    )
    return unsafe UnsafePointer(table)
}()

private func get(
    _ host: UnsafePointer<penstock_host>,
    _ call: UnsafePointer<penstock_call>,
    _ key: penstock_bytes,
    _ value: UnsafeMutablePointer<penstock_bytes>
) -> Int32 {
    unsafe value.pointee = penstock_bytes()
    return unsafe answer(host, call, key) { question throws(Refusal) in
        guard let found = question.find() else { return PENSTOCK_KV_ABSENT }
        unsafe value.pointee = unsafe question.record.arena.bytes(found)
        return PENSTOCK_OK
    }
}

private func put(
    _ host: UnsafePointer<penstock_host>,
    _ call: UnsafePointer<penstock_call>,
    _ key: penstock_bytes,
    _ value: penstock_bytes,
    _ lifetime: Int64
) -> Int32 {
    unsafe answer(host, call, key) { question throws(Refusal) in
        try question.write(unsafe [UInt8](value), lifetime: lifetime)
        return PENSTOCK_OK
    }
}

private func remove(
    _ host: UnsafePointer<penstock_host>,
    _ call: UnsafePointer<penstock_call>,
    _ key: penstock_bytes
) -> Int32 {
    unsafe answer(host, call, key) { question throws(Refusal) in
        try question.write(nil, lifetime: 0)
        return PENSTOCK_OK
    }
}

private func compareAndSet(
    _ host: UnsafePointer<penstock_host>,
    _ call: UnsafePointer<penstock_call>,
    _ key: penstock_bytes,
    _ expected: UnsafePointer<penstock_bytes>?,
    _ desired: UnsafePointer<penstock_bytes>?,
    _ lifetime: Int64
) -> Int32 {
    unsafe answer(host, call, key) { question throws(Refusal) in
        let isReserved = question.values.state.withLock { $0.reserved.contains(question.key) }
        guard question.isTrial || !isReserved else { throw .reserved }
        guard question.find() == (unsafe expected.map { unsafe [UInt8]($0.pointee) }) else {
            return PENSTOCK_KV_DIFFERENT
        }
        try question.write(unsafe desired.map { unsafe [UInt8]($0.pointee) }, lifetime: lifetime)
        return PENSTOCK_OK
    }
}

private func answer(
    _ host: UnsafePointer<penstock_host>,
    _ call: UnsafePointer<penstock_call>,
    _ key: penstock_bytes,
    _ body: (Question) throws(Refusal) -> Int32
) -> Int32 {
    guard let owner = unsafe HarnessHost.of(host), let record = unsafe CallRecord.of(call) else {
        return PENSTOCK_FAIL_PERMANENT
    }
    let key = unsafe [UInt8](key)
    let flags = unsafe call.pointee.flags
    do throws(Refusal) {
        guard record.isOpen else { throw .refused("values can be asked for within a call of a stage only") }
        guard !key.isEmpty, key.count <= FakeKeyValue.keyLimit else {
            throw .refused("a key has between 1 and \(FakeKeyValue.keyLimit) bytes, and this one has \(key.count)")
        }
        return try body(
            Question(
                values: owner.keyValue,
                record: record,
                key: key,
                now: unsafe call.pointee.now_us,
                isTrial: flags & (PENSTOCK_CALL_TRIAL | PENSTOCK_CALL_TEST) != 0
            )
        )
    } catch {
        record.failure = Answer.Failure(code: error.code, text: error.text)
        return error.verdict
    }
}
