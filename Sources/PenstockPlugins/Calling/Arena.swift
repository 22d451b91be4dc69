internal import CPenstock

/// Bytes that stay where they are until ``reset()``: what a frame's views point into.
@safe struct Arena: ~Copyable {
    private var chunks: [UnsafeMutableRawBufferPointer] = unsafe []
    private var current = 0
    private var used = 0

    deinit {
        unsafe chunks.forEach { chunk in unsafe chunk.deallocate() }
    }

    /// Forgets everything; the memory is kept for the next message.
    mutating func reset() {
        current = 0
        used = 0
    }

    mutating func copy(_ text: String) -> penstock_bytes {
        var text = text
        return text.withUTF8 { unsafe copy(UnsafeRawBufferPointer($0)) }
    }

    mutating func copy(_ bytes: [UInt8]) -> penstock_bytes {
        unsafe bytes.withUnsafeBytes { unsafe copy($0) }
    }

    mutating func copy(_ view: penstock_bytes) -> penstock_bytes {
        unsafe copy(UnsafeRawBufferPointer(start: view.ptr, count: view.count))
    }

    private mutating func copy(_ source: UnsafeRawBufferPointer) -> penstock_bytes {
        guard source.count > 0 else { return unsafe penstock_bytes(ptr: nil, len: 0) }
        let target = unsafe room(for: source.count)
        unsafe target.copyMemory(from: source)
        return unsafe penstock_bytes(
            ptr: target.baseAddress?.assumingMemoryBound(to: UInt8.self),
            len: source.count
        )
    }

    private mutating func room(for count: Int) -> UnsafeMutableRawBufferPointer {
        while unsafe current < chunks.count {
            let chunk = unsafe chunks[current]
            if used + count <= chunk.count {
                defer { used += count }
                return unsafe UnsafeMutableRawBufferPointer(rebasing: chunk[used..<used + count])
            }
            current += 1
            used = 0
        }
        unsafe chunks.append(.allocate(byteCount: max(count, 4096), alignment: 16))
        return unsafe room(for: count)
    }
}

/// A list of names and values in C's form.
@safe struct FieldTable: ~Copyable {
    private(set) var start: UnsafeMutablePointer<penstock_header>
    private var capacity = 8
    private(set) var count = 0

    init() { unsafe start = .allocate(capacity: 8) }

    deinit { unsafe start.deallocate() }

    mutating func removeAll() { count = 0 }

    subscript(index: Int) -> penstock_header { unsafe start[index] }

    mutating func append(_ field: penstock_header) {
        if count == capacity {
            let larger = UnsafeMutablePointer<penstock_header>.allocate(capacity: capacity * 2)
            unsafe larger.update(from: start, count: count)
            unsafe start.deallocate()
            unsafe start = unsafe larger
            capacity *= 2
        }
        unsafe start[count] = unsafe field
        count += 1
    }

    /// Appends a field, unless there is one of that name (ASCII case ignored).
    mutating func add(_ field: penstock_header) {
        for index in 0..<count where unsafe isSameName(start[index].name, field.name) { return }
        unsafe append(field)
    }

    /// Replaces the field of that name (ASCII case ignored) or appends it. An empty value removes it, if so asked.
    mutating func set(_ field: penstock_header, emptyRemoves: Bool) {
        var index = 0
        while index < count, unsafe !isSameName(start[index].name, field.name) { index += 1 }
        if emptyRemoves, unsafe field.value.count == 0 {
            guard index < count else { return }
            for next in index + 1..<max(count, index + 1) { unsafe start[next - 1] = unsafe start[next] }
            count -= 1
        } else if index < count {
            unsafe start[index] = unsafe field
        } else {
            unsafe append(field)
        }
    }
}

private func isSameName(_ a: penstock_bytes, _ b: penstock_bytes) -> Bool {
    guard unsafe a.count == b.count, let first = unsafe a.ptr, let second = unsafe b.ptr else { return false }
    for index in 0..<(unsafe a.count) {
        let (x, y) = unsafe (first[index], second[index])
        guard x == y || (x | 0x20 == y | 0x20 && (0x61...0x7A).contains(x | 0x20)) else { return false }
    }
    return true
}
