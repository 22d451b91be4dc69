package import CPenstock

/// Where a stage writes: the new body into the host's buffer, and headers and attributes.
@safe public struct Output {
    private let raw: UnsafeMutablePointer<penstock_output>

    package init(_ raw: UnsafeMutablePointer<penstock_output>) {
        unsafe self.raw = unsafe raw
    }

    /// How many bytes of the new body are written.
    public var count: Int { unsafe raw.pointee.length }

    /// Makes room for `count` more bytes.
    /// - Throws: A failure of kind `limit` when the host refuses a body of that size.
    public func reserve(_ count: Int) throws(StageFailure) {
        let needed = unsafe raw.pointee.length + count
        guard unsafe needed > raw.pointee.capacity else { return }
        guard unsafe raw.pointee.grow(raw, needed) == 0 else {
            throw StageFailure(.limit, code: "body-too-large", "the new body would exceed the host's limit")
        }
    }

    /// Appends bytes to the new body.
    public func append(_ bytes: Span<UInt8>) throws(StageFailure) {
        try reserve(bytes.count)
        unsafe bytes.withUnsafeBufferPointer { unsafe copy($0) }
    }

    /// Appends bytes that the host lent.
    public func append(_ bytes: Bytes) throws(StageFailure) {
        try reserve(bytes.count)
        _ = unsafe bytes.withContiguousStorageIfAvailable { unsafe copy($0) }
    }

    /// Appends bytes to the new body.
    public func append(_ bytes: [UInt8]) throws(StageFailure) {
        try append(bytes.span)
    }

    /// Appends text as UTF-8.
    public func append(_ text: String) throws(StageFailure) {
        var text = text
        try reserve(text.utf8.count)
        text.withUTF8 { unsafe copy($0) }
    }

    private func copy(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress, let buffer = unsafe raw.pointee.buffer else { return }
        unsafe (buffer + raw.pointee.length).update(from: source, count: bytes.count)
        unsafe raw.pointee.length += bytes.count
    }

    /// Sets the media type of the body.
    public func setContentType(_ value: String) {
        unsafe withBytes(value) { unsafe raw.pointee.set_content_type(raw, $0) }
    }

    /// Sets a header for the transport, replacing one of the same name.
    public func setHeader(_ name: String, _ value: String) {
        unsafe withBytes(name) { name in unsafe withBytes(value) { unsafe raw.pointee.set_header(raw, name, $0) } }
    }

    /// Sets a header whose value is at hand as bytes.
    public func setHeader(_ name: String, _ value: Span<UInt8>) {
        unsafe withBytes(name) { name in unsafe withBytes(value) { unsafe raw.pointee.set_header(raw, name, $0) } }
    }

    /// Sets an attribute for later stages; an empty value removes it.
    public func setAttribute(_ name: String, _ value: String) {
        unsafe withBytes(name) { name in unsafe withBytes(value) { unsafe raw.pointee.set_attribute(raw, name, $0) } }
    }

    /// In `prepare`: the method and the URL this message will be sent with.
    public func setTarget(method: String, _ target: String) {
        unsafe withBytes(method) { method in unsafe withBytes(target) { unsafe raw.pointee.set_target(raw, method, $0) }
        }
    }

    func setSlice(_ range: Range<Int>) {
        unsafe raw.pointee.slice_offset = range.lowerBound
        unsafe raw.pointee.slice_length = range.count
    }
}
