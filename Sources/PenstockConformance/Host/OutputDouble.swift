internal import CConformance
internal import CPenstock

/// A host's output with bytes before and behind the buffer that must stay as they are.
///
/// Guarded, the buffer ends at a page that nobody may touch, and one that `grow` has replaced may not be touched either.
@safe final class OutputDouble {
    /// What a plugin may write to.
    struct Room: Sendable {
        var capacity = 512
        /// Up to where `grow` gives more.
        var limit = 32 << 20
        var isGuarded = false
    }

    @safe private struct Buffer {
        var start: UnsafeMutablePointer<UInt8>
        var capacity: Int
    }

    private static let margin = 64
    private static let canary: UInt8 = 0xC5

    private(set) var raw: UnsafeMutablePointer<penstock_output>
    private let room: Room
    /// Everything that was ever lent, the buffer of now last.
    private var buffers: [Buffer] = []
    fileprivate(set) var contentType: String?
    fileprivate(set) var headers: [Field] = []
    fileprivate(set) var attributes: [Field] = []
    fileprivate(set) var method = ""
    fileprivate(set) var target = ""

    init(_ room: Room, in arena: Arena) {
        self.room = room
        let table = unsafe penstock_output(
            size: 0,
            reserved: 0,
            handle: nil,
            buffer: nil,
            capacity: 0,
            length: 0,
            slice_offset: 0,
            slice_length: 0,
            grow: outputGrow,
            set_content_type: outputSetContentType,
            set_header: outputSetHeader,
            set_attribute: outputSetAttribute,
            set_target: outputSetTarget
        )
        unsafe raw = unsafe arena.table(table, first: FirstVersion.output, "the output's table")
        unsafe raw.pointee.handle = Unmanaged.passUnretained(self).toOpaque()
        lend(room.capacity)
    }

    deinit {
        for buffer in buffers {
            if room.isGuarded {
                unsafe conf_release(buffer.start, buffer.capacity)
            } else {
                unsafe (buffer.start - Self.margin).deallocate()
            }
        }
    }

    private func lend(_ capacity: Int) {
        let start: UnsafeMutablePointer<UInt8>
        if room.isGuarded {
            guard let pages = unsafe conf_guarded(capacity, OutputDouble.label) else {
                preconditionFailure("the system has no memory for \(capacity) bytes")
            }
            unsafe start = unsafe pages
        } else {
            let whole = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + 2 * Self.margin)
            unsafe whole.initialize(repeating: Self.canary, count: capacity + 2 * Self.margin)
            unsafe start = unsafe whole + Self.margin
        }
        buffers.append(unsafe Buffer(start: start, capacity: capacity))
        unsafe raw.pointee.buffer = unsafe start
        unsafe raw.pointee.capacity = capacity
    }

    private static var label: UnsafePointer<CChar> {
        let name: StaticString = "the output"
        return unsafe UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    fileprivate func grow(to capacity: Int) -> Int32 {
        guard capacity <= room.limit else { return PENSTOCK_FAIL_LIMIT }
        guard let old = buffers.last, capacity > old.capacity else { return PENSTOCK_OK }
        let kept = min(unsafe raw.pointee.length, old.capacity)
        lend(min(max(capacity, old.capacity * 2), room.limit))
        if let buffer = unsafe raw.pointee.buffer { unsafe buffer.update(from: old.start, count: kept) }
        if room.isGuarded { unsafe conf_retire(old.start, old.capacity) }
        return PENSTOCK_OK
    }

    /// Forgets what was written and set.
    func rewind() {
        unsafe raw.pointee.length = 0
        headers.removeAll(keepingCapacity: true)
        attributes.removeAll(keepingCapacity: true)
    }

    /// The bytes written so far, no more than there was room for.
    var written: [UInt8] {
        guard let buffer = buffers.last else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: buffer.start, count: min(raw.pointee.length, buffer.capacity)))
    }

    /// What the plugin did to the buffer that it must not do.
    var offences: [String] {
        guard let buffer = buffers.last else { return [] }
        var found: [String] = []
        let length = unsafe raw.pointee.length
        if length > buffer.capacity {
            found.append("it says that it wrote \(length) bytes into a buffer of \(buffer.capacity)")
        }
        if unsafe raw.pointee.buffer != buffer.start || raw.pointee.capacity != buffer.capacity {
            found.append("it changed the output's buffer or capacity, which are the host's")
        }
        guard !room.isGuarded else { return found }
        for offset in [-Self.margin, buffer.capacity] {
            let margin = unsafe UnsafeBufferPointer(start: buffer.start + offset, count: Self.margin)
            if unsafe margin.contains(where: { $0 != Self.canary }) {
                found.append("it wrote outside of the output's buffer of \(buffer.capacity) bytes")
            }
        }
        return found
    }

    fileprivate static func of(_ output: UnsafeMutablePointer<penstock_output>) -> OutputDouble? {
        unsafe output.pointee.handle.map { unsafe Unmanaged<OutputDouble>.fromOpaque($0).takeUnretainedValue() }
    }
}

// MARK: - The C functions

private func outputGrow(_ output: UnsafeMutablePointer<penstock_output>, _ capacity: Int) -> Int32 {
    unsafe OutputDouble.of(output)?.grow(to: capacity) ?? PENSTOCK_FAIL_LIMIT
}

private func outputSetContentType(_ output: UnsafeMutablePointer<penstock_output>, _ value: penstock_bytes) {
    unsafe OutputDouble.of(output)?.contentType = unsafe String(value)
}

private func outputSetHeader(
    _ output: UnsafeMutablePointer<penstock_output>,
    _ name: penstock_bytes,
    _ value: penstock_bytes
) {
    guard let double = unsafe OutputDouble.of(output) else { return }
    let field = unsafe Field(String(name), String(value))
    double.headers.removeAll { $0.name.lowercased() == field.name.lowercased() }
    double.headers.append(field)
}

private func outputSetAttribute(
    _ output: UnsafeMutablePointer<penstock_output>,
    _ name: penstock_bytes,
    _ value: penstock_bytes
) {
    guard let double = unsafe OutputDouble.of(output) else { return }
    let field = unsafe Field(String(name), String(value))
    double.attributes.removeAll { $0.name == field.name }
    if !field.value.isEmpty { double.attributes.append(field) }
}

private func outputSetTarget(
    _ output: UnsafeMutablePointer<penstock_output>,
    _ method: penstock_bytes,
    _ target: penstock_bytes
) {
    guard let double = unsafe OutputDouble.of(output) else { return }
    double.method = unsafe String(method)
    double.target = unsafe String(target)
}
