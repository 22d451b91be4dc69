internal import CPenstock
internal import PenstockWire

// penstock.directory in a worker: the host is asked, which has the store.

nonisolated(unsafe) let directoryTable: UnsafePointer<penstock_directory> = {
    let table = UnsafeMutablePointer<penstock_directory>.allocate(capacity: 1)
    unsafe table.initialize(
        to: penstock_directory(
            size: UInt32(MemoryLayout<penstock_directory>.size),
            revision: 1,
            find: directoryFind
        )
    )
    return unsafe UnsafePointer(table)
}()

private func directoryFind(
    host: UnsafePointer<penstock_host>,
    call: UnsafePointer<penstock_call>,
    directory: penstock_bytes,
    key: penstock_bytes,
    row: UnsafeMutablePointer<penstock_bytes>
) -> Int32 {
    unsafe row.pointee = penstock_bytes()
    return unsafe askForVerdict(host, .find) { writer in
        unsafe writer.put(directory)
        unsafe writer.put(key)
    } _: { found in
        // The answer's memory is used again; the row must last until the op returns.
        unsafe row.pointee = unsafe ChannelLoop.current?.keep(found) ?? penstock_bytes()
    }
}
