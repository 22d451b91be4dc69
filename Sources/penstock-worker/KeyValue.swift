internal import CPenstock
internal import PenstockWire
internal import Synchronization

// penstock.kv in a worker: every function asks the host, which knows the delivery.

private let madeTable = Mutex<UInt>(0)

/// The table, with the host's limits; made once, for the host does not change while this process lives.
func keyValueTable(_ offer: ServiceOffer) -> UnsafePointer<penstock_kv> {
    unsafe madeTable.withLock { made in
        if let table = unsafe UnsafePointer<penstock_kv>(bitPattern: made) { return unsafe table }
        let table = UnsafeMutablePointer<penstock_kv>.allocate(capacity: 1)
        unsafe table.initialize(
            to: penstock_kv(
                size: UInt32(MemoryLayout<penstock_kv>.size),
                revision: 1,
                key_limit: offer.limits[0],
                value_limit: offer.limits[1],
                write_limit: offer.limits[2],
                byte_limit: offer.limits[3],
                get: keyValueGet,
                put: keyValuePut,
                remove: keyValueRemove,
                compare_and_set: keyValueCompareAndSet
            )
        )
        made = UInt(bitPattern: table)
        return unsafe UnsafePointer(table)
    }
}

private func keyValueGet(
    host: UnsafePointer<penstock_host>,
    call: UnsafePointer<penstock_call>,
    key: penstock_bytes,
    value: UnsafeMutablePointer<penstock_bytes>
) -> Int32 {
    unsafe value.pointee = penstock_bytes()
    return unsafe askForVerdict(host, .get) { writer in
        unsafe writer.put(key)
    } _: { found in
        // The answer's memory is used again; the value must last until the op returns.
        unsafe value.pointee = unsafe ChannelLoop.current?.keep(found) ?? penstock_bytes()
    }
}

private func keyValuePut(
    host: UnsafePointer<penstock_host>,
    call: UnsafePointer<penstock_call>,
    key: penstock_bytes,
    value: penstock_bytes,
    lifetime: Int64
) -> Int32 {
    unsafe askForVerdict(host, .put) { writer in
        unsafe writer.put(key)
        unsafe writer.put(value)
        writer.put(lifetime)
    }
}

private func keyValueRemove(
    host: UnsafePointer<penstock_host>,
    call: UnsafePointer<penstock_call>,
    key: penstock_bytes
) -> Int32 {
    unsafe askForVerdict(host, .remove) { unsafe $0.put(key) }
}

private func keyValueCompareAndSet(
    host: UnsafePointer<penstock_host>,
    call: UnsafePointer<penstock_call>,
    key: penstock_bytes,
    expected: UnsafePointer<penstock_bytes>?,
    desired: UnsafePointer<penstock_bytes>?,
    lifetime: Int64
) -> Int32 {
    unsafe askForVerdict(host, .compareAndSet) { writer in
        unsafe writer.put(key)
        unsafe writer.put(optional: expected?.pointee)
        unsafe writer.put(optional: desired?.pointee)
        writer.put(lifetime)
    }
}

/// Asks the host for something that it answers with a verdict and, where that is 0, with bytes.
func askForVerdict(
    _ host: UnsafePointer<penstock_host>,
    _ service: WireService,
    _ write: (inout WireWriter) -> Void,
    _ found: (penstock_bytes) -> Void = { _ in }
) -> Int32 {
    guard let stage = unsafe ConfiguredStage.of(host) else { return PENSTOCK_FAIL_PERMANENT }
    var verdict = PENSTOCK_FAIL_PERMANENT
    stage.ask(service, write) { reader in
        verdict = reader.integer()
        let value = unsafe reader.bytes()
        if verdict == PENSTOCK_OK { unsafe found(value) }
    }
    return verdict
}
