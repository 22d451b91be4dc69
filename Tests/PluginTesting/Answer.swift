internal import CPenstock

/// What came of one call of filter, transform, sign or prepare.
package struct Answer: Sendable {
    /// What the stage said about a failure.
    package struct Failure: Sendable, Equatable {
        package var code: String
        package var text: String
    }

    /// As the op returned it: 0, 1 and 2 are verdicts, negative ones failures (see `penstock.h`).
    package var verdict: Int32
    package var failure: Failure?
    package var explanation: String?
    /// The body after the call: what was written, the slice, or the input.
    package var body: [UInt8] = []
    /// nil: not set.
    package var contentType: String?
    /// In the order they were set.
    package var headers: [Field] = []
    package var attributes: [Field] = []
    /// From `prepare`.
    package var method = ""
    package var target = ""

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of a header that the call set, ASCII case ignored.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    package var passed: Bool { verdict == PENSTOCK_PASS }
    package var dropped: Bool { verdict == PENSTOCK_DROP }
}

/// A host's output: the buffer that grows, and what was set.
@safe final class OutputRecord {
    private(set) var raw: UnsafeMutablePointer<penstock_output>
    private let limit: Int
    fileprivate(set) var contentType: String?
    fileprivate(set) var headers: [Field] = []
    fileprivate(set) var attributes: [Field] = []
    fileprivate(set) var method = ""
    fileprivate(set) var target = ""

    init(limit: Int) {
        self.limit = limit
        let first = min(16, limit)
        let raw = UnsafeMutablePointer<penstock_output>.allocate(capacity: 1)
        unsafe self.raw = unsafe raw
        unsafe raw.initialize(
            to: penstock_output(
                size: UInt32(MemoryLayout<penstock_output>.size),
                reserved: 0,
                handle: Unmanaged.passUnretained(self).toOpaque(),
                buffer: .allocate(capacity: first),
                capacity: first,
                length: 0,
                slice_offset: 0,
                slice_length: 0,
                grow: growOutput,
                set_content_type: setContentType,
                set_header: setHeader,
                set_attribute: setAttribute,
                set_target: setTarget
            )
        )
    }

    deinit {
        unsafe raw.pointee.buffer?.deallocate()
        unsafe raw.deallocate()
    }

    func grow(to capacity: Int) -> Int32 {
        guard capacity <= limit else { return PENSTOCK_FAIL_LIMIT }
        let room = min(max(capacity, unsafe raw.pointee.capacity * 2), limit)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
        if let old = unsafe raw.pointee.buffer {
            unsafe larger.update(from: old, count: raw.pointee.length)
            unsafe old.deallocate()
        }
        unsafe raw.pointee.buffer = unsafe larger
        unsafe raw.pointee.capacity = room
        return PENSTOCK_OK
    }

    /// The bytes written so far.
    var written: [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: raw.pointee.buffer, count: raw.pointee.length))
    }

    /// Forgets everything, for a call that is made again and again.
    func clear() {
        unsafe raw.pointee.length = 0
        headers.removeAll(keepingCapacity: true)
        attributes.removeAll(keepingCapacity: true)
    }
}

private func record(of output: UnsafeMutablePointer<penstock_output>) -> OutputRecord? {
    unsafe output.pointee.handle.map {
        unsafe Unmanaged<OutputRecord>.fromOpaque($0).takeUnretainedValue()
    }
}

private func growOutput(_ output: UnsafeMutablePointer<penstock_output>, _ capacity: Int) -> Int32 {
    unsafe record(of: output)?.grow(to: capacity) ?? PENSTOCK_FAIL_LIMIT
}

private func setContentType(
    _ output: UnsafeMutablePointer<penstock_output>,
    _ value: penstock_bytes
) {
    unsafe record(of: output)?.contentType = unsafe String(value)
}

private func setHeader(
    _ output: UnsafeMutablePointer<penstock_output>,
    _ name: penstock_bytes,
    _ value: penstock_bytes
) {
    guard let record = unsafe record(of: output) else { return }
    let field = unsafe Field(String(name), String(value))
    record.headers.removeAll { $0.name.lowercased() == field.name.lowercased() }
    record.headers.append(field)
}

private func setAttribute(
    _ output: UnsafeMutablePointer<penstock_output>,
    _ name: penstock_bytes,
    _ value: penstock_bytes
) {
    guard let record = unsafe record(of: output) else { return }
    let field = unsafe Field(String(name), String(value))
    record.attributes.removeAll { $0.name == field.name }
    if !field.value.isEmpty { record.attributes.append(field) }
}

private func setTarget(
    _ output: UnsafeMutablePointer<penstock_output>,
    _ method: penstock_bytes,
    _ target: penstock_bytes
) {
    guard let record = unsafe record(of: output) else { return }
    record.method = unsafe String(method)
    record.target = unsafe String(target)
}
