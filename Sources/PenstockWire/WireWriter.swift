package import CPenstock

/// Frames under construction, in memory that is used again.
@safe package struct WireWriter: ~Copyable {
    private var start: UnsafeMutableRawPointer
    private var capacity: Int
    /// Bytes that are written so far.
    package private(set) var count = 0

    package init(capacity: Int = 4096) {
        unsafe start = .allocate(byteCount: capacity, alignment: 16)
        self.capacity = capacity
    }

    deinit { unsafe start.deallocate() }

    /// Forgets everything; the memory is kept, unless it is much.
    package mutating func clear() {
        count = 0
        guard capacity > 1 << 20 else { return }
        unsafe start.deallocate()
        capacity = 1 << 16
        unsafe start = .allocate(byteCount: capacity, alignment: 16)
    }

    /// Takes back what was written since there were so many bytes.
    package mutating func rewind(to count: Int) { self.count = min(count, self.count) }

    /// What is written so far; valid until the next change.
    package var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: start, count: count) }

    /// Begins a frame.
    /// - Returns: Where it begins, for ``end(_:)``.
    package mutating func begin(_ kind: FrameKind) -> Int {
        let mark = count
        put(UInt32(0))
        put(kind.rawValue)
        return mark
    }

    /// Ends the frame that began there.
    package mutating func end(_ mark: Int) { patch(UInt32(count - mark - 4), at: mark) }

    /// Writes a number over one that was written before.
    package mutating func patch(_ value: UInt32, at position: Int) {
        unsafe (start + position).storeBytes(of: value.littleEndian, as: UInt32.self)
    }

    package mutating func put<I: FixedWidthInteger>(_ value: I) {
        let size = MemoryLayout<I>.size
        reserve(size)
        unsafe (start + count).storeBytes(of: value.littleEndian, as: I.self)
        count += size
    }

    package mutating func put(_ bytes: penstock_bytes) {
        let length = unsafe bytes.ptr == nil ? 0 : bytes.len
        put(UInt32(truncatingIfNeeded: length))
        guard length > 0, let source = unsafe bytes.ptr else { return }
        reserve(length)
        unsafe (start + count).copyMemory(from: source, byteCount: length)
        count += length
    }

    /// Bytes that may be absent, as ``WireReader/optionalBytes()`` reads them.
    package mutating func put(optional bytes: penstock_bytes?) {
        put(UInt8(unsafe bytes == nil ? 0 : 1))
        if let bytes = unsafe bytes { unsafe put(bytes) }
    }

    /// Several bytes, as ``WireReader/list()`` reads them.
    package mutating func put(list start: UnsafePointer<penstock_bytes>?, _ count: Int) {
        let list = unsafe UnsafeBufferPointer(start: start, count: start == nil ? 0 : count)
        put(UInt32(list.count))
        for index in list.indices { unsafe put(list[index]) }
    }

    package mutating func put(_ text: String) {
        var text = text
        text.withUTF8 { unsafe put(penstock_bytes(ptr: $0.baseAddress, len: $0.count)) }
    }

    package mutating func put(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { unsafe put(penstock_bytes(ptr: $0.baseAddress, len: $0.count)) }
    }

    /// Appends bytes as they are.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        unsafe (start + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        unsafe larger.copyMemory(from: start, byteCount: count)
        unsafe start.deallocate()
        unsafe start = unsafe larger
    }
}
