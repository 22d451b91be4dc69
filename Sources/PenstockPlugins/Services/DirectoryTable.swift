internal import CPenstock

// The C face of penstock.directory: nothing but a translation to DirectoryView.

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
    guard let frame = unsafe MessageFrame.of(call) else { return PENSTOCK_FAIL_PERMANENT }
    do throws(PluginStateFailure) {
        guard frame.state.isOpen else {
            throw .refused("directories can be asked within a call of a stage only, and not by submit")
        }
        let (name, wanted) = unsafe (Array(copying: directory), Array(copying: key))
        guard let found = try frame.directories.row(of: wanted, in: name) else { return PENSTOCK_DIRECTORY_ABSENT }
        unsafe row.pointee = unsafe frame.arena.copy(found)
        return PENSTOCK_OK
    } catch {
        return frame.fail(error)
    }
}
