internal import CPenstock
internal import PenstockWire

// penstock.history in a worker: it asks the host, which knows the event.

nonisolated(unsafe) let historyTable: UnsafePointer<penstock_history> = {
    let table = UnsafeMutablePointer<penstock_history>.allocate(capacity: 1)
    unsafe table.initialize(
        to: penstock_history(
            size: UInt32(MemoryLayout<penstock_history>.size),
            revision: 1,
            figures: historyFigures
        )
    )
    return unsafe UnsafePointer(table)
}()

private func historyFigures(
    host: UnsafePointer<penstock_host>,
    call: UnsafePointer<penstock_call>,
    name: penstock_bytes,
    json: UnsafeMutablePointer<penstock_bytes>
) -> Int32 {
    unsafe json.pointee = penstock_bytes()
    return unsafe askForVerdict(host, .figures) { writer in
        unsafe writer.put(name)
    } _: { found in
        // The answer's memory is used again; the figures must last until the op returns.
        unsafe json.pointee = unsafe ChannelLoop.current?.keep(found) ?? penstock_bytes()
    }
}
