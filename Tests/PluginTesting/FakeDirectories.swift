internal import CPenstock
internal import Synchronization

/// What events have told, by the rules and limits of the host.
final class FakeDirectories: Sendable {
    struct State: Sendable {
        /// By the names of directories and by keys.
        var rows: [String: [String: [UInt8]]] = [:]
        var areReadable = true
    }

    let state = Mutex(State())
}

nonisolated(unsafe) let fakeDirectoryTable: UnsafePointer<penstock_directory> = {
    let table = UnsafeMutablePointer<penstock_directory>.allocate(capacity: 1)
    unsafe table.initialize(
        to: penstock_directory(size: UInt32(MemoryLayout<penstock_directory>.size), revision: 1, find: find)
    )
    return unsafe UnsafePointer(table)
}()

private func find(
    _ host: UnsafePointer<penstock_host>,
    _ call: UnsafePointer<penstock_call>,
    _ directory: penstock_bytes,
    _ key: penstock_bytes,
    _ row: UnsafeMutablePointer<penstock_bytes>
) -> Int32 {
    unsafe row.pointee = penstock_bytes()
    guard let owner = unsafe HarnessHost.of(host), let record = unsafe CallRecord.of(call) else {
        return PENSTOCK_FAIL_PERMANENT
    }
    let (name, wanted) = unsafe (String(directory), String(key))
    guard record.isOpen, (1...100).contains(name.utf8.count), (1...512).contains(wanted.utf8.count) else {
        record.failure = Answer.Failure(code: "state-refused", text: "this may not be asked, or not now")
        return PENSTOCK_FAIL_PERMANENT
    }
    let (found, isReadable) = owner.directories.state.withLock { ($0.rows[name]?[wanted], $0.areReadable) }
    guard isReadable else {
        record.failure = Answer.Failure(code: "directory-unreadable", text: "what events have told could not be read")
        return PENSTOCK_FAIL_TRANSIENT
    }
    guard let found else { return PENSTOCK_DIRECTORY_ABSENT }
    unsafe row.pointee = unsafe record.arena.bytes(found)
    return PENSTOCK_OK
}
