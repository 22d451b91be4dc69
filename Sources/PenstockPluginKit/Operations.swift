internal import CPenstock

// The C functions behind every Swift stage type. File-scope functions: a closure written in actor or main-actor code
// would carry its isolation along and trap on a stage thread.

/// The ops table of a kind; static, never freed.
/// - Parameter foresees: Whether the stage type is told of all configurations that are to come.
func operations(ofKind kind: UInt32, foresees: Bool) -> UnsafePointer<penstock_ops> {
    let table = UnsafeMutablePointer<penstock_ops>.allocate(capacity: 1)
    unsafe table.initialize(
        to: penstock_ops(
            size: UInt32(MemoryLayout<penstock_ops>.size),
            reserved: 0,
            configure: configure,
            release: release,
            create: create,
            destroy: destroy,
            activate: kind == PENSTOCK_TRANSPORT ? activate : nil,
            deactivate: kind == PENSTOCK_TRANSPORT ? deactivate : nil,
            filter: kind == PENSTOCK_FILTER ? filter : nil,
            transform: kind == PENSTOCK_TRANSFORM ? transform : nil,
            sign: kind == PENSTOCK_SIGN ? transform : nil,
            verify: nil,
            prepare: kind == PENSTOCK_TRANSPORT ? prepare : nil,
            submit: kind == PENSTOCK_TRANSPORT ? submit : nil,
            cancel: kind == PENSTOCK_TRANSPORT ? cancel : nil,
            drain: kind == PENSTOCK_TRANSPORT ? drain : nil,
            foresee: foresees ? foresee : nil
        )
    )
    return unsafe UnsafePointer(table)
}

private func configure(
    type: UnsafePointer<penstock_stage_type>,
    host: UnsafePointer<penstock_host>,
    json: UnsafePointer<UInt8>,
    length: Int,
    report: UnsafePointer<penstock_report>,
    shared: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> Int32 {
    guard let context = unsafe type.pointee.context else { return StageFailure.Kind.permanent.rawValue }
    let factory = unsafe Unmanaged<StageFactory>.fromOpaque(context).takeUnretainedValue()
    let bytes = unsafe Array(UnsafeBufferPointer(start: json, count: length))
    return unsafe reporting(to: report) {
        let made = try factory.configure(bytes, unsafe Setup(host: host, report: report))
        unsafe shared.pointee = Unmanaged.passRetained(made).toOpaque()
    }
}

private func foresee(
    type: UnsafePointer<penstock_stage_type>,
    configurations: UnsafePointer<penstock_bytes>,
    count: Int
) {
    guard let context = unsafe type.pointee.context else { return }
    let factory = unsafe Unmanaged<StageFactory>.fromOpaque(context).takeUnretainedValue()
    factory.foresee(
        (0..<count).map { index in
            unsafe Array(UnsafeBufferPointer(start: configurations[index].ptr, count: configurations[index].len))
        }
    )
}

private func release(shared: UnsafeMutableRawPointer?) {
    guard let shared = unsafe shared else { return }
    unsafe Unmanaged<AnyShared>.fromOpaque(shared).release()
}

private func create(
    shared: UnsafeMutableRawPointer?,
    thread: UInt32,
    report: UnsafePointer<penstock_report>,
    instance: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> Int32 {
    guard let shared = unsafe shared else { return StageFailure.Kind.permanent.rawValue }
    let owner = unsafe Unmanaged<AnyShared>.fromOpaque(shared).takeUnretainedValue()
    return unsafe reporting(to: report) {
        let made = try owner.makeInstance(onThread: Int(thread))
        unsafe instance.pointee = Unmanaged.passRetained(made).toOpaque()
    }
}

private func destroy(instance: UnsafeMutableRawPointer?) {
    guard let instance = unsafe instance else { return }
    unsafe Unmanaged<AnyInstance>.fromOpaque(instance).release()
}

private func activate(instance: UnsafeMutableRawPointer?, report: UnsafePointer<penstock_report>) -> Int32 {
    let stage = unsafe stage(instance)
    return unsafe reporting(to: report) { try stage.activate() }
}

private func deactivate(instance: UnsafeMutableRawPointer?) {
    unsafe stage(instance).deactivate()
}

private func filter(
    instance: UnsafeMutableRawPointer?,
    message: UnsafePointer<penstock_message>,
    call: UnsafePointer<penstock_call>
) -> Int32 {
    let call = unsafe Call(call)
    do {
        switch unsafe try stage(instance).filter(Message(message), call) {
        case .pass: return PENSTOCK_PASS
        case .drop: return PENSTOCK_DROP
        }
    } catch {
        return call.fail(error)
    }
}

private func transform(
    instance: UnsafeMutableRawPointer?,
    message: UnsafePointer<penstock_message>,
    output: UnsafeMutablePointer<penstock_output>,
    call: UnsafePointer<penstock_call>
) -> Int32 {
    let call = unsafe Call(call)
    let output = unsafe Output(output)
    do {
        switch unsafe try stage(instance).transform(Message(message), output, call) {
        case .wrote: return PENSTOCK_WROTE
        case .unchanged: return PENSTOCK_UNCHANGED
        case .slice(let range):
            output.setSlice(range)
            return PENSTOCK_SLICE
        }
    } catch {
        return call.fail(error)
    }
}

private func prepare(
    instance: UnsafeMutableRawPointer?,
    message: UnsafePointer<penstock_message>,
    output: UnsafeMutablePointer<penstock_output>,
    call: UnsafePointer<penstock_call>
) -> Int32 {
    let call = unsafe Call(call)
    do {
        unsafe try stage(instance).prepare(Message(message), Output(output), call)
        return PENSTOCK_OK
    } catch {
        return call.fail(error)
    }
}

private func submit(instance: UnsafeMutableRawPointer?, delivery: UnsafePointer<penstock_delivery>) -> Int32 {
    unsafe stage(instance).submit(delivery)
    return PENSTOCK_OK
}

private func cancel(instance: UnsafeMutableRawPointer?, token: UInt64) {
    unsafe stage(instance).cancel(token)
}

private func drain(instance: UnsafeMutableRawPointer?, microseconds: Int64) -> Int32 {
    unsafe stage(instance).drain(microseconds)
    return PENSTOCK_OK
}

private func stage(_ instance: UnsafeMutableRawPointer?) -> AnyInstance {
    guard let instance = unsafe instance else { preconditionFailure("the host passed no instance") }
    return unsafe Unmanaged<AnyInstance>.fromOpaque(instance).takeUnretainedValue()
}

/// Runs what may throw; a problem goes to the host's report.
private func reporting(to report: UnsafePointer<penstock_report>, _ work: () throws -> Void) -> Int32 {
    do {
        try work()
        return PENSTOCK_OK
    } catch let problem as ConfigurationProblem {
        unsafe send(report, PENSTOCK_ERROR, problem.pointer, problem.offset, problem.text)
    } catch is ProblemsReported {
        // They stand in the report already.
    } catch let failure as StageFailure {
        unsafe send(report, PENSTOCK_ERROR, "", nil, failure.text)
        return failure.kind.rawValue
    } catch {
        unsafe send(report, PENSTOCK_ERROR, "", nil, String(describing: error))
    }
    return PENSTOCK_FAIL_CONFIGURATION
}
