internal import CPenstock
internal import PenstockCore

// What a plugin says through the C table of a call or of an output.

extension MessageFrame {
    func clearVerdict() {
        unsafe failure = nil
        unsafe reason = nil
    }

    /// What the stage said of its failure.
    var failureReason: Reason {
        guard let failure = unsafe failure else {
            return Reason(code: "stage-failure", text: "the stage failed and did not say why")
        }
        return unsafe Reason(code: String(copying: failure.code), text: String(copying: failure.text))
    }

    /// What the stage said of its verdict; nil when it said nothing.
    var explanation: String? { unsafe reason.map { unsafe String(copying: $0) } }

    fileprivate func fail(_ code: penstock_bytes, _ text: penstock_bytes) {
        unsafe failure = unsafe (arena.copy(code), arena.copy(text))
    }

    fileprivate func explain(_ text: penstock_bytes) {
        unsafe reason = unsafe arena.copy(text)
    }
}

// MARK: - The C functions

private func frame(_ handle: UnsafeMutableRawPointer?) -> MessageFrame? {
    unsafe handle.map { unsafe Unmanaged<MessageFrame>.fromOpaque($0).takeUnretainedValue() }
}

func frameFail(call: UnsafePointer<penstock_call>, code: penstock_bytes, text: penstock_bytes) {
    unsafe frame(call.pointee.handle)?.fail(code, text)
}

func frameExplain(call: UnsafePointer<penstock_call>, text: penstock_bytes) {
    unsafe frame(call.pointee.handle)?.explain(text)
}

func frameGrow(output: UnsafeMutablePointer<penstock_output>, capacity: Int) -> Int32 {
    unsafe frame(output.pointee.handle)?.grow(to: capacity) ?? PENSTOCK_FAIL_LIMIT
}

func frameSetContentType(output: UnsafeMutablePointer<penstock_output>, value: penstock_bytes) {
    guard let frame = unsafe frame(output.pointee.handle) else { return }
    unsafe frame.message.pointee.content_type = unsafe frame.arena.copy(value)
}

func frameSetHeader(output: UnsafeMutablePointer<penstock_output>, name: penstock_bytes, value: penstock_bytes) {
    guard let frame = unsafe frame(output.pointee.handle) else { return }
    unsafe frame.headers.set(
        penstock_header(name: frame.arena.copy(name), value: frame.arena.copy(value)),
        emptyRemoves: false
    )
    frame.publishFields()
}

func frameSetAttribute(
    output: UnsafeMutablePointer<penstock_output>,
    name: penstock_bytes,
    value: penstock_bytes
) {
    guard let frame = unsafe frame(output.pointee.handle) else { return }
    unsafe frame.attributes.set(
        penstock_header(name: frame.arena.copy(name), value: frame.arena.copy(value)),
        emptyRemoves: true
    )
    frame.publishFields()
}

func frameSetTarget(
    output: UnsafeMutablePointer<penstock_output>,
    method: penstock_bytes,
    target: penstock_bytes
) {
    guard let frame = unsafe frame(output.pointee.handle) else { return }
    unsafe frame.message.pointee.method = unsafe frame.arena.copy(method)
    unsafe frame.message.pointee.target = unsafe frame.arena.copy(target)
}
