internal import CPenstock

/// The circumstances of one call.
package struct TestCall: Sendable {
    /// Why a call is made; see `PENSTOCK_CALL_…`.
    package struct Purpose: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }
        package static let trial = Purpose(rawValue: PENSTOCK_CALL_TRIAL)
        package static let test = Purpose(rawValue: PENSTOCK_CALL_TEST)
        package static let replay = Purpose(rawValue: PENSTOCK_CALL_REPLAY)
    }

    package var purpose: Purpose = []
    package var attempt: UInt32 = 1
    /// Wall clock, microseconds since 1970.
    package var nowMicroseconds: Int64 = 1_614_265_330_000_000
    /// How long the call, or the exchange, may take.
    package var budgetMicroseconds: Int64 = 5_000_000
    package var delivery = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    package var pipeline = "under-test"
    package var replayOf = ""
    /// Whether what the stage writes is kept when the call ends well; false as after a crash before the outcome is
    /// stored.
    package var storesOutcome = true
    /// What stood before the event: JSON by the names of its measures; nil lets the host fail to read it.
    package var figures: [String: String]? = [:]

    package init() {}
}

/// What a call said of itself.
@safe final class CallRecord {
    var failure: Answer.Failure?
    var explanation: String?
    /// What the stage has written of what it keeps.
    var writes = FakeKeyValue.Writes()
    /// What stood before the event.
    var figures: [String: String]? = [:]
    /// Whether the stage may ask for what it keeps, and for what stood before.
    var isOpen = true
    let arena = Arena()

    static func of(_ call: UnsafePointer<penstock_call>) -> CallRecord? { unsafe record(of: call) }
}

extension TestCall {
    /// Lays the call out for C; `record` must outlive it.
    func lend(_ arena: Arena, _ record: CallRecord) -> UnsafePointer<penstock_call> {
        record.figures = figures
        let call = unsafe arena.place(
            penstock_call(
                size: UInt32(MemoryLayout<penstock_call>.size),
                flags: purpose.rawValue,
                attempt: attempt,
                reserved: 0,
                now_us: nowMicroseconds,
                budget_us: budgetMicroseconds,
                delivery: arena.bytes(delivery),
                pipeline: arena.bytes(pipeline),
                replay_of: arena.bytes(replayOf),
                handle: Unmanaged.passUnretained(record).toOpaque(),
                fail: recordFailure,
                explain: recordExplanation
            )
        )
        return unsafe UnsafePointer(call)
    }
}

private func recordFailure(
    _ call: UnsafePointer<penstock_call>,
    _ code: penstock_bytes,
    _ text: penstock_bytes
) {
    unsafe record(of: call)?.failure = unsafe Answer.Failure(code: String(code), text: String(text))
}

private func recordExplanation(_ call: UnsafePointer<penstock_call>, _ text: penstock_bytes) {
    unsafe record(of: call)?.explanation = unsafe String(text)
}

private func record(of call: UnsafePointer<penstock_call>) -> CallRecord? {
    unsafe call.pointee.handle.map {
        unsafe Unmanaged<CallRecord>.fromOpaque($0).takeUnretainedValue()
    }
}
