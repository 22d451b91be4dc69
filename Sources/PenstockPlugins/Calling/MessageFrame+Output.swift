internal import CPenstock

// What a stage writes, and how it becomes the message.

extension MessageFrame {
    /// Points the output at a buffer that holds neither the shown body nor the one that is kept.
    func beginOutput() {
        let index = outputIndex
        unsafe output.pointee.buffer = unsafe withBuffer(index) { unsafe $0.start }
        unsafe output.pointee.capacity = withBuffer(index) { $0.capacity }
        unsafe output.pointee.length = 0
        unsafe output.pointee.slice_offset = 0
        unsafe output.pointee.slice_length = 0
    }

    private var outputIndex: Int {
        (0..<3).first { $0 != shown && $0 != kept?.buffer } ?? 0
    }

    private func withBuffer<R>(_ index: Int, _ body: (inout BodyBuffer) -> R) -> R {
        switch index {
        case 0: body(&first)
        case 1: body(&second)
        default: body(&third)
        }
    }

    /// Makes what was written the body; false when the plugin claims more than there is room for.
    func takeOutput() -> Bool {
        let length = unsafe output.pointee.length
        let index = outputIndex
        guard length <= withBuffer(index, { $0.capacity }) else { return false }
        unsafe message.pointee.body = unsafe penstock_bytes(
            ptr: UnsafePointer(withBuffer(index) { unsafe $0.start }),
            len: length
        )
        shown = index
        return true
    }

    /// Makes a part of the body the body; false when it is not within it.
    func takeSlice() -> Bool {
        let body = unsafe message.pointee.body
        let (offset, length) = unsafe (output.pointee.slice_offset, output.pointee.slice_length)
        guard unsafe offset <= body.count, unsafe length <= body.count - offset else { return false }
        unsafe message.pointee.body = unsafe penstock_bytes(ptr: body.ptr.map { unsafe $0 + offset }, len: length)
        return true
    }

    func grow(to needed: Int) -> Int32 {
        let index = outputIndex
        let kept = unsafe output.pointee.length
        guard withBuffer(index, { $0.grow(to: needed, keeping: kept) }) else { return PENSTOCK_FAIL_LIMIT }
        unsafe output.pointee.buffer = unsafe withBuffer(index) { unsafe $0.start }
        unsafe output.pointee.capacity = withBuffer(index) { $0.capacity }
        return PENSTOCK_OK
    }
}
