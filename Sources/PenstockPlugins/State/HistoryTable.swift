internal import CPenstock
internal import PenstockCore

// The C face of penstock.history: nothing but a translation to DeliveryHistory.

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
    guard let frame = unsafe MessageFrame.of(call) else { return PENSTOCK_FAIL_PERMANENT }
    do throws(PluginStateFailure) {
        guard let figures = try frame.history.figures(unsafe String(copying: name)) else {
            return PENSTOCK_HISTORY_ABSENT
        }
        unsafe json.pointee = unsafe frame.arena.copy(figures.json)
        return PENSTOCK_OK
    } catch {
        return frame.fail(error)
    }
}
