internal import CPenstock
internal import PenstockPlugins

/// An instance of a configured stage: what one stage thread calls.
@safe final class Instance: @unchecked Sendable {
    let owner: Configured
    private let raw: UnsafeMutableRawPointer?
    private var operations: penstock_ops { owner.stage.operations }

    init(_ owner: Configured, _ raw: UnsafeMutableRawPointer?) {
        self.owner = owner
        unsafe self.raw = unsafe raw
    }

    func activate() throws {
        guard let activate = unsafe operations.activate else { return }
        let code = calling("activate") { unsafe activate(raw, owner.host.report) }
        guard code == PENSTOCK_OK else { throw Stop("activate answered \(code) (\(owner.host.complaints))") }
    }

    func deactivate() {
        guard let deactivate = unsafe operations.deactivate else { return }
        calling("deactivate") { unsafe deactivate(raw) }
    }

    func destroy() { calling("destroy") { unsafe operations.destroy(raw) } }

    /// - Parameter budget: in microseconds.
    func drain(budget: Int64 = 1_000_000) {
        guard let drain = unsafe operations.drain else { return }
        _ = calling("drain") { unsafe drain(raw, budget) }
    }

    /// Calls the op of its kind: filter, transform, sign or prepare.
    /// - Returns: the verdict; nil where a transport prepares nothing.
    func call(_ laid: LaidCall) -> Int32? {
        let (message, call) = unsafe (laid.message, laid.call.raw)
        let output = unsafe laid.output.raw
        switch owner.stage.kind {
        case .filter: return unsafe operations.filter.map { op in calling("filter") { unsafe op(raw, message, call) } }
        case .transform:
            return unsafe operations.transform.map { op in
                calling("transform") { unsafe op(raw, message, output, call) }
            }
        case .sign:
            return unsafe operations.sign.map { op in calling("sign") { unsafe op(raw, message, output, call) } }
        case .transport:
            return unsafe operations.prepare.map { op in calling("prepare") { unsafe op(raw, message, output, call) } }
        case nil: return nil
        }
    }

    /// Calls once, and says what came of it.
    func result(of message: SampleMessage, _ manner: LaidCall.Manner = .init()) -> CallResult {
        let laid = LaidCall(message, manner)
        return CallResult(laid, verdict: call(laid), kind: owner.stage.kind)
    }

    func submit(_ delivery: UnsafePointer<penstock_delivery>) -> Int32 {
        guard let submit = unsafe operations.submit else { return PENSTOCK_FAIL_PERMANENT }
        return calling("submit") { unsafe submit(raw, delivery) }
    }

    func cancel(_ token: UInt64) {
        guard let cancel = unsafe operations.cancel else { return }
        calling("cancel") { unsafe cancel(raw, token) }
    }

    var canCancel: Bool { unsafe operations.cancel != nil }
}
