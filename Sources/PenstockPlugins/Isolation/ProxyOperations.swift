internal import CPenstock
internal import PenstockWire

// The C functions behind the table of an isolated library. They are at file scope, and what they need comes with their
// arguments: a stage type's `context`, what `configure` shares, an instance.

/// The ops of a stage type that has these.
func proxyOperations(_ offered: WireOperations) -> UnsafePointer<penstock_ops> {
    let ops: UnsafeMutablePointer<penstock_ops> = unsafe zeroed()
    unsafe ops.pointee.size = UInt32(MemoryLayout<penstock_ops>.size)
    unsafe ops.pointee.configure = proxyConfigure
    unsafe ops.pointee.release = proxyRelease
    unsafe ops.pointee.create = proxyCreate
    unsafe ops.pointee.destroy = proxyDestroy
    if offered.contains(.activate) { unsafe ops.pointee.activate = proxyActivate }
    if offered.contains(.deactivate) { unsafe ops.pointee.deactivate = proxyDeactivate }
    if offered.contains(.filter) { unsafe ops.pointee.filter = proxyFilter }
    if offered.contains(.transform) { unsafe ops.pointee.transform = proxyTransform }
    if offered.contains(.sign) { unsafe ops.pointee.sign = proxySign }
    if offered.contains(.verify) { unsafe ops.pointee.verify = proxyVerify }
    if offered.contains(.prepare) { unsafe ops.pointee.prepare = proxyPrepare }
    if offered.contains(.submit) { unsafe ops.pointee.submit = proxySubmit }
    if offered.contains(.cancel) { unsafe ops.pointee.cancel = proxyCancel }
    if offered.contains(.drain) { unsafe ops.pointee.drain = proxyDrain }
    return unsafe UnsafePointer(ops)
}

extension ProxyInstance {
    /// The instance that a table's op is called with.
    static func of(_ instance: UnsafeMutableRawPointer?) -> ProxyInstance? {
        unsafe instance.map { unsafe Unmanaged<ProxyInstance>.fromOpaque($0).takeUnretainedValue() }
    }
}

private func proxyConfigure(
    type: UnsafePointer<penstock_stage_type>,
    host: UnsafePointer<penstock_host>,
    json: UnsafePointer<UInt8>,
    length: Int,
    report: UnsafePointer<penstock_report>,
    shared: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> Int32 {
    guard let context = unsafe type.pointee.context else { return PENSTOCK_FAIL_CONFIGURATION }
    let type = unsafe Unmanaged<ProxyType>.fromOpaque(context).takeUnretainedValue()
    let stage = unsafe ProxyStage(type, host, Array(UnsafeBufferPointer(start: json, count: length)))
    type.library.add(stage)
    let verdict = unsafe answer(report) { report throws(NotReady) in try stage.configure(report) }
    if verdict == PENSTOCK_OK {
        unsafe shared.pointee = unsafe Unmanaged.passRetained(stage).toOpaque()
    } else {
        type.library.remove(stage)
    }
    return verdict
}

private func proxyRelease(shared: UnsafeMutableRawPointer?) {
    guard let shared = unsafe shared else { return }
    unsafe Unmanaged<ProxyStage>.fromOpaque(shared).takeRetainedValue().release()
}

private func proxyCreate(
    shared: UnsafeMutableRawPointer?,
    thread: UInt32,
    report: UnsafePointer<penstock_report>,
    instance: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> Int32 {
    guard let shared = unsafe shared else { return PENSTOCK_FAIL_CONFIGURATION }
    let stage = unsafe Unmanaged<ProxyStage>.fromOpaque(shared).takeUnretainedValue()
    let made = ProxyInstance(stage, thread: Int(thread))
    let verdict = unsafe answer(report) { report throws(NotReady) in try made.create(report) }
    if verdict == PENSTOCK_OK { unsafe instance.pointee = unsafe Unmanaged.passRetained(made).toOpaque() }
    return verdict
}

private func proxyDestroy(instance: UnsafeMutableRawPointer?) {
    guard let instance = unsafe instance else { return }
    unsafe Unmanaged<ProxyInstance>.fromOpaque(instance).takeRetainedValue().destroy()
}

private func proxyActivate(instance: UnsafeMutableRawPointer?, report: UnsafePointer<penstock_report>) -> Int32 {
    guard let instance = unsafe ProxyInstance.of(instance) else { return PENSTOCK_FAIL_CONFIGURATION }
    return unsafe answer(report) { report throws(NotReady) in try instance.activate(report) }
}

private func proxyDeactivate(instance: UnsafeMutableRawPointer?) {
    unsafe ProxyInstance.of(instance)?.deactivate()
}

/// Passes reports on, and reports what keeps the worker from answering.
private func answer(
    _ report: UnsafePointer<penstock_report>,
    _ ask: ((ReportLine) -> Void) throws(NotReady) -> Int32
) -> Int32 {
    func problem(_ text: String) {
        let (pointer, text) = (CText(""), CText(text))
        unsafe report.pointee.problem(report, PENSTOCK_ERROR, pointer.bytes, -1, text.bytes)
        withExtendedLifetime((pointer, text)) {}
    }
    do throws(NotReady) {
        return try ask { line in
            switch line.matter {
            case .problem(let level, let offset):
                unsafe report.pointee.problem(report, level, line.pointer, offset, line.text)
            case .reads(let offset, let flags):
                // As the kit does: a table of the first hosts ends before the newer entry, and knows of the body only.
                if unsafe Int(report.pointee.size) >= MemoryLayout<penstock_report>.size {
                    unsafe report.pointee.reads_at(report, line.pointer, offset, line.text, flags)
                } else if flags & PENSTOCK_READS_EVENT == 0 {
                    unsafe report.pointee.reads(report, line.pointer, line.text)
                }
            }
        }
    } catch {
        switch error {
        case .unavailable(let sentence): problem(sentence)
        case .ended(let end, let place):
            problem(end.sentence(in: place))
            return end.verdict
        case .refused(_, let said): problem(said)
        }
        return PENSTOCK_FAIL_CONFIGURATION
    }
}

// MARK: - Deliveries

private func run(_ instance: UnsafeMutableRawPointer?, _ operation: WireOperation, _ call: ProxyCall) -> Int32 {
    unsafe ProxyInstance.of(instance)?.run(operation, [call])[0] ?? .min
}

private func proxyFilter(
    instance: UnsafeMutableRawPointer?,
    message: UnsafePointer<penstock_message>,
    call: UnsafePointer<penstock_call>
) -> Int32 {
    unsafe run(instance, .filter, ProxyCall(message: message, output: nil, call: call))
}

private func proxyVerify(
    instance: UnsafeMutableRawPointer?,
    message: UnsafePointer<penstock_message>,
    call: UnsafePointer<penstock_call>
) -> Int32 {
    unsafe run(instance, .verify, ProxyCall(message: message, output: nil, call: call))
}

private func proxyTransform(
    instance: UnsafeMutableRawPointer?,
    message: UnsafePointer<penstock_message>,
    output: UnsafeMutablePointer<penstock_output>,
    call: UnsafePointer<penstock_call>
) -> Int32 {
    unsafe run(instance, .transform, ProxyCall(message: message, output: output, call: call))
}

private func proxySign(
    instance: UnsafeMutableRawPointer?,
    message: UnsafePointer<penstock_message>,
    output: UnsafeMutablePointer<penstock_output>,
    call: UnsafePointer<penstock_call>
) -> Int32 {
    unsafe run(instance, .sign, ProxyCall(message: message, output: output, call: call))
}

private func proxyPrepare(
    instance: UnsafeMutableRawPointer?,
    message: UnsafePointer<penstock_message>,
    output: UnsafeMutablePointer<penstock_output>,
    call: UnsafePointer<penstock_call>
) -> Int32 {
    unsafe run(instance, .prepare, ProxyCall(message: message, output: output, call: call))
}

private func proxySubmit(instance: UnsafeMutableRawPointer?, delivery: UnsafePointer<penstock_delivery>) -> Int32 {
    unsafe ProxyInstance.of(instance)?.submit(delivery) ?? .min
}

private func proxyCancel(instance: UnsafeMutableRawPointer?, token: UInt64) {
    unsafe ProxyInstance.of(instance)?.cancel(token)
}

private func proxyDrain(instance: UnsafeMutableRawPointer?, budget: Int64) -> Int32 {
    unsafe ProxyInstance.of(instance)?.drain(budget) ?? PENSTOCK_OK
}
