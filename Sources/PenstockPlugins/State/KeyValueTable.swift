internal import CPenstock
internal import PenstockCore

// The C face of penstock.kv: nothing but a translation to PluginStateTransaction.

nonisolated(unsafe) let keyValueTable: UnsafePointer<penstock_kv> = {
    let table = UnsafeMutablePointer<penstock_kv>.allocate(capacity: 1)
    unsafe table.initialize(
        to: penstock_kv(
            size: UInt32(MemoryLayout<penstock_kv>.size),
            revision: 1,
            key_limit: UInt32(PluginStateTransaction.keyLimit),
            value_limit: UInt32(PluginStateTransaction.valueLimit),
            write_limit: UInt32(PluginStateTransaction.writeLimit),
            byte_limit: UInt32(PluginStateTransaction.byteLimit),
            get: keyValueGet,
            put: keyValuePut,
            remove: keyValueRemove,
            compare_and_set: keyValueCompareAndSet
        )
    )
    return unsafe UnsafePointer(table)
}()

private func keyValueGet(
    host: UnsafePointer<penstock_host>,
    call: UnsafePointer<penstock_call>,
    key: penstock_bytes,
    value: UnsafeMutablePointer<penstock_bytes>
) -> Int32 {
    unsafe value.pointee = penstock_bytes()
    return unsafe answer(host, call) { frame, asker throws(PluginStateFailure) in
        guard let found = try frame.state.value(of: unsafe Array(copying: key), asker) else {
            return PENSTOCK_KV_ABSENT
        }
        unsafe value.pointee = unsafe frame.arena.copy(found)
        return PENSTOCK_OK
    }
}

private func keyValuePut(
    host: UnsafePointer<penstock_host>,
    call: UnsafePointer<penstock_call>,
    key: penstock_bytes,
    value: penstock_bytes,
    lifetime: Int64
) -> Int32 {
    unsafe answer(host, call) { frame, asker throws(PluginStateFailure) in
        let (key, value) = unsafe (Array(copying: key), Array(copying: value))
        try frame.state.write(value, under: key, for: lifetime.lifetime, asker)
        return PENSTOCK_OK
    }
}

private func keyValueRemove(
    host: UnsafePointer<penstock_host>,
    call: UnsafePointer<penstock_call>,
    key: penstock_bytes
) -> Int32 {
    unsafe answer(host, call) { frame, asker throws(PluginStateFailure) in
        try frame.state.write(nil, under: unsafe Array(copying: key), asker)
        return PENSTOCK_OK
    }
}

private func keyValueCompareAndSet(
    host: UnsafePointer<penstock_host>,
    call: UnsafePointer<penstock_call>,
    key: penstock_bytes,
    expected: UnsafePointer<penstock_bytes>?,
    desired: UnsafePointer<penstock_bytes>?,
    lifetime: Int64
) -> Int32 {
    unsafe answer(host, call) { frame, asker throws(PluginStateFailure) in
        let isSet = try frame.state.write(
            unsafe desired.map { unsafe Array(copying: $0.pointee) },
            under: unsafe Array(copying: key),
            ifThereIs: unsafe expected.map { unsafe Array(copying: $0.pointee) },
            for: lifetime.lifetime,
            asker
        )
        return isSet ? PENSTOCK_OK : PENSTOCK_KV_DIFFERENT
    }
}

extension Int64 {
    /// Microseconds of which none means for ever.
    fileprivate var lifetime: Duration? { self == 0 ? nil : .microseconds(self) }
}

/// Finds who asks, and turns a failure into a verdict that the op can return.
private func answer(
    _ host: UnsafePointer<penstock_host>,
    _ call: UnsafePointer<penstock_call>,
    _ body: (MessageFrame, PluginStateTransaction.Asker) throws(PluginStateFailure) -> Int32
) -> Int32 {
    guard let table = unsafe HostTable.of(host), let frame = unsafe MessageFrame.of(call) else {
        return PENSTOCK_FAIL_PERMANENT
    }
    do throws(PluginStateFailure) {
        return try body(frame, frame.asker(stage: table.stageName))
    } catch {
        return frame.fail(error)
    }
}

extension MessageFrame {
    fileprivate func asker(stage: String) -> PluginStateTransaction.Asker {
        PluginStateTransaction.Asker(
            stage: stage,
            now: Timestamp(microseconds: unsafe call.pointee.now_us),
            isTrial: unsafe call.pointee.flags & (PENSTOCK_CALL_TRIAL | PENSTOCK_CALL_TEST) != 0
        )
    }
}
