package import CPenstock

/// The circumstances of one call: which attempt, what time it is, why it is made.
@safe public struct Call: @unchecked Sendable {
    let raw: UnsafePointer<penstock_call>

    package init(_ raw: UnsafePointer<penstock_call>) {
        unsafe self.raw = unsafe raw
    }

    /// 1 for the first try.
    public var attempt: Int { unsafe Int(raw.pointee.attempt) }
    /// Wall clock in microseconds since 1970. The only clock a stage may go by.
    public var nowMicroseconds: Int64 { unsafe raw.pointee.now_us }
    /// How long this call, or the exchange that `submit` begins, may take, in microseconds.
    public var budgetMicroseconds: Int64 { unsafe raw.pointee.budget_us }
    /// The delivery's id, the same at every attempt: `webhook-id`, `Message-ID`.
    public var delivery: Bytes { unsafe Bytes(raw.pointee.delivery) }
    /// The pipeline's name.
    public var pipeline: Bytes { unsafe Bytes(raw.pointee.pipeline) }
    /// The id of the delivery that this one repeats; empty when it repeats none.
    public var replayOf: Bytes { unsafe Bytes(raw.pointee.replay_of) }
    /// Whether this is a dry trial: nothing may leave the machine.
    public var isTrial: Bool { unsafe raw.pointee.flags & PENSTOCK_CALL_TRIAL != 0 }
    /// Whether this is a live trial, to be marked as a test for the receiver.
    public var isTest: Bool { unsafe raw.pointee.flags & PENSTOCK_CALL_TEST != 0 }

    /// Gives the reason of a verdict, one sentence; the last one counts.
    public func explain(_ text: String) {
        unsafe withBytes(text) { unsafe raw.pointee.explain(raw, $0) }
    }

    func fail(_ failure: StageFailure) -> Int32 {
        guard !failure.isSaid else { return failure.kind.rawValue }
        unsafe withBytes(failure.code) { code in
            unsafe withBytes(failure.text) { text in unsafe raw.pointee.fail(raw, code, text) }
        }
        return failure.kind.rawValue
    }
}
