internal import CPenstock
internal import PenstockWire

/// Where one thread of the worker lays out what a stage call needs, and writes down what the stage says.
@safe final class StageDesk {
    /// Answers that are not sent yet.
    var answers = WireWriter(capacity: 64 << 10)
    private(set) var views: MessageViews!
    let output: UnsafeMutablePointer<penstock_output>
    let report: UnsafeMutablePointer<penstock_report>
    private var body: UnsafeMutablePointer<UInt8>
    private var capacity = 4096

    init() {
        unsafe body = .allocate(capacity: capacity)
        unsafe output = unsafe zeroed()
        unsafe report = unsafe zeroed()
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        views = unsafe MessageViews(handle: me, fail: deskFail, explain: deskExplain)
        unsafe output.initialize(
            to: penstock_output(
                size: UInt32(MemoryLayout<penstock_output>.size),
                reserved: 0,
                handle: me,
                buffer: nil,
                capacity: 0,
                length: 0,
                slice_offset: 0,
                slice_length: 0,
                grow: deskGrow,
                set_content_type: deskSetContentType,
                set_header: deskSetHeader,
                set_attribute: deskSetAttribute,
                set_target: deskSetTarget
            )
        )
        unsafe report.initialize(
            to: penstock_report(
                size: UInt32(MemoryLayout<penstock_report>.size),
                reserved: 0,
                handle: me,
                problem: deskProblem,
                reads: deskReads,
                reads_at: deskReadsAt
            )
        )
    }

    deinit {
        unsafe output.deallocate()
        unsafe report.deallocate()
        unsafe body.deallocate()
    }

    /// Readies the output for the next call.
    func beginOutput() {
        unsafe output.pointee.buffer = unsafe body
        unsafe output.pointee.capacity = capacity
        unsafe output.pointee.length = 0
        unsafe output.pointee.slice_offset = 0
        unsafe output.pointee.slice_length = 0
    }

    /// Writes down the body that a stage made.
    func takeBody(_ verdict: Int32) {
        if verdict == PENSTOCK_WROTE {
            let length = unsafe output.pointee.length
            // A length that there was no room for is told as it is: the host knows what to say of it.
            guard length <= capacity else { return note(.overrun) {} }
            note(.body) { unsafe answers.put(penstock_bytes(ptr: UnsafePointer(body), len: length)) }
        } else if verdict == PENSTOCK_SLICE {
            note(.slice) {
                unsafe answers.put(UInt64(output.pointee.slice_offset))
                unsafe answers.put(UInt64(output.pointee.slice_length))
            }
        }
    }

    private func note(_ change: OutputChange, _ write: () -> Void) {
        answers.put(change.rawValue)
        write()
    }

    /// Writes down what a stage said, in one part or two.
    fileprivate func note(_ change: OutputChange, _ first: penstock_bytes, _ second: penstock_bytes? = nil) {
        answers.put(change.rawValue)
        unsafe answers.put(first)
        if let second = unsafe second { unsafe answers.put(second) }
    }

    fileprivate func grow(to needed: Int) -> Int32 {
        guard needed <= WireLimits.body else { return PENSTOCK_FAIL_LIMIT }
        if needed > capacity {
            let size = max(needed, min(capacity * 2, WireLimits.body))
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
            unsafe larger.update(from: body, count: min(output.pointee.length, capacity))
            unsafe body.deallocate()
            unsafe body = unsafe larger
            capacity = size
        }
        unsafe output.pointee.buffer = unsafe body
        unsafe output.pointee.capacity = capacity
        return PENSTOCK_OK
    }
}

// MARK: - The C functions

private func desk(_ handle: UnsafeMutableRawPointer?) -> StageDesk? {
    unsafe handle.map { unsafe Unmanaged<StageDesk>.fromOpaque($0).takeUnretainedValue() }
}

private func deskFail(call: UnsafePointer<penstock_call>, code: penstock_bytes, text: penstock_bytes) {
    unsafe desk(call.pointee.handle)?.note(.fail, code, text)
}

private func deskExplain(call: UnsafePointer<penstock_call>, text: penstock_bytes) {
    unsafe desk(call.pointee.handle)?.note(.explain, text)
}

private func deskGrow(output: UnsafeMutablePointer<penstock_output>, capacity: Int) -> Int32 {
    unsafe desk(output.pointee.handle)?.grow(to: capacity) ?? PENSTOCK_FAIL_LIMIT
}

private func deskSetContentType(output: UnsafeMutablePointer<penstock_output>, value: penstock_bytes) {
    unsafe desk(output.pointee.handle)?.note(.contentType, value)
}

private func deskSetHeader(output: UnsafeMutablePointer<penstock_output>, name: penstock_bytes, value: penstock_bytes) {
    unsafe desk(output.pointee.handle)?.note(.header, name, value)
}

private func deskSetAttribute(
    output: UnsafeMutablePointer<penstock_output>,
    name: penstock_bytes,
    value: penstock_bytes
) {
    unsafe desk(output.pointee.handle)?.note(.attribute, name, value)
}

private func deskSetTarget(
    output: UnsafeMutablePointer<penstock_output>,
    method: penstock_bytes,
    target: penstock_bytes
) {
    unsafe desk(output.pointee.handle)?.note(.target, method, target)
}

private func deskProblem(
    report: UnsafePointer<penstock_report>,
    level: UInt32,
    pointer: penstock_bytes,
    offset: Int64,
    text: penstock_bytes
) {
    guard let desk = unsafe desk(report.pointee.handle) else { return }
    let mark = desk.answers.begin(.problem)
    desk.answers.put(level)
    unsafe desk.answers.put(pointer)
    desk.answers.put(offset)
    unsafe desk.answers.put(text)
    desk.answers.end(mark)
}

private func deskReads(report: UnsafePointer<penstock_report>, pointer: penstock_bytes, field: penstock_bytes) {
    unsafe deskReadsAt(report: report, pointer: pointer, offset: -1, field: field, flags: 0)
}

private func deskReadsAt(
    report: UnsafePointer<penstock_report>,
    pointer: penstock_bytes,
    offset: Int64,
    field: penstock_bytes,
    flags: UInt32
) {
    guard let desk = unsafe desk(report.pointee.handle) else { return }
    let mark = desk.answers.begin(.reads)
    unsafe desk.answers.put(pointer)
    desk.answers.put(offset)
    unsafe desk.answers.put(field)
    desk.answers.put(flags)
    desk.answers.end(mark)
}
