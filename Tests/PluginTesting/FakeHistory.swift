internal import CPenstock

// penstock.history for the stage under test: the figures that stand in its call.

nonisolated(unsafe) let fakeHistoryTable: UnsafePointer<penstock_history> = {
    let table = UnsafeMutablePointer<penstock_history>.allocate(capacity: 1)
    unsafe table.initialize(
        to: penstock_history(size: UInt32(MemoryLayout<penstock_history>.size), revision: 1, figures: figures)
    )
    return unsafe UnsafePointer(table)
}()

private func figures(
    _ host: UnsafePointer<penstock_host>,
    _ call: UnsafePointer<penstock_call>,
    _ name: penstock_bytes,
    _ json: UnsafeMutablePointer<penstock_bytes>
) -> Int32 {
    unsafe json.pointee = penstock_bytes()
    guard let record = unsafe CallRecord.of(call), record.isOpen else {
        unsafe fail(call, "history-refused", "a stage asks for figures while it is called, and not later")
        return PENSTOCK_FAIL_PERMANENT
    }
    guard let known = record.figures else {
        unsafe fail(call, "history-unreadable", "what stood before the event could not be read: as the test says")
        return PENSTOCK_FAIL_TRANSIENT
    }
    guard let found = known[unsafe String(name)] else { return PENSTOCK_HISTORY_ABSENT }
    unsafe json.pointee = unsafe record.arena.bytes(found)
    return PENSTOCK_OK
}

private func fail(_ call: UnsafePointer<penstock_call>, _ code: String, _ text: String) {
    let arena = Arena()
    unsafe call.pointee.fail(call, arena.bytes(code), arena.bytes(text))
    withExtendedLifetime(arena) {}
}
