internal import CPenstock

/// Memory lent to C; freed when the arena goes.
@safe final class Arena {
    private var blocks: [UnsafeMutableRawPointer] = unsafe []

    deinit {
        while let block = unsafe blocks.popLast() { unsafe block.deallocate() }
    }

    /// Keeps a value of C where it can be pointed at.
    func place<Value: BitwiseCopyable>(_ value: Value) -> UnsafeMutablePointer<Value> {
        let pointer = UnsafeMutablePointer<Value>.allocate(capacity: 1)
        unsafe pointer.initialize(to: value)
        unsafe blocks.append(UnsafeMutableRawPointer(pointer))
        return unsafe pointer
    }

    func bytes(_ array: [UInt8]) -> penstock_bytes {
        guard !array.isEmpty else { return unsafe penstock_bytes(ptr: nil, len: 0) }
        let pointer = UnsafeMutablePointer<UInt8>.allocate(capacity: array.count)
        for (index, byte) in array.enumerated() { unsafe pointer[index] = byte }
        unsafe blocks.append(UnsafeMutableRawPointer(pointer))
        return unsafe penstock_bytes(ptr: pointer, len: array.count)
    }

    func bytes(_ text: String) -> penstock_bytes {
        unsafe bytes(Array(text.utf8))
    }

    func headers(_ fields: [Field]) -> UnsafePointer<penstock_header>? {
        guard !fields.isEmpty else { return nil }
        let pointer = UnsafeMutablePointer<penstock_header>.allocate(capacity: fields.count)
        for (index, field) in fields.enumerated() {
            unsafe (pointer + index).initialize(
                to: penstock_header(name: bytes(field.name), value: bytes(field.value))
            )
        }
        unsafe blocks.append(UnsafeMutableRawPointer(pointer))
        return unsafe UnsafePointer(pointer)
    }
}

extension Array where Element == UInt8 {
    init(_ raw: penstock_bytes) {
        self = unsafe Array(UnsafeBufferPointer(start: raw.ptr, count: raw.ptr == nil ? 0 : raw.len))
    }
}

extension String {
    init(_ raw: penstock_bytes) {
        self = unsafe String(decoding: [UInt8](raw), as: UTF8.self)
    }
}
