internal import CPenstock

/// The circumstances of one call, and what the plugin said in it.
@safe final class CallDouble: @unchecked Sendable {
    private(set) var failure: (code: String, text: String)?
    private(set) var explanation: String?
    private(set) var raw: UnsafePointer<penstock_call>

    /// - Parameter budget: how long the call may take, in microseconds.
    init(in arena: Arena, budget: Int64 = 5_000_000) {
        let table = unsafe penstock_call(
            size: 0,
            flags: 0,
            attempt: 1,
            reserved: 0,
            now_us: 1_773_064_930_000_000,
            budget_us: budget,
            delivery: arena.bytes("dlv_conformance_1", "the delivery's id"),
            pipeline: arena.bytes("conformance", "the pipeline's name"),
            replay_of: penstock_bytes(ptr: nil, len: 0),
            handle: nil,
            fail: callFail,
            explain: callExplain
        )
        let call = unsafe arena.table(table, first: FirstVersion.call, "the call's table")
        unsafe raw = unsafe UnsafePointer(call)
        unsafe call.pointee.handle = Unmanaged.passUnretained(self).toOpaque()
    }

    fileprivate func fail(_ code: String, _ text: String) { failure = (code, text) }
    fileprivate func explain(_ text: String) { explanation = text }

    fileprivate static func of(_ call: UnsafePointer<penstock_call>) -> CallDouble? {
        unsafe call.pointee.handle.map { unsafe Unmanaged<CallDouble>.fromOpaque($0).takeUnretainedValue() }
    }
}

private func callFail(_ call: UnsafePointer<penstock_call>, _ code: penstock_bytes, _ text: penstock_bytes) {
    unsafe CallDouble.of(call)?.fail(String(code), String(text))
}

private func callExplain(_ call: UnsafePointer<penstock_call>, _ text: penstock_bytes) {
    unsafe CallDouble.of(call)?.explain(String(text))
}
