package import CPenstock

/// A view of bytes that the host lends for the length of a call.
///
/// Copy what must outlive the call (`Array(bytes)`, `String(bytes)`). In a transport, the views of a ``Delivery`` stay
/// valid until its token is completed.
@safe public struct Bytes: RandomAccessCollection, @unchecked Sendable {
    private let start: UnsafePointer<UInt8>?
    /// How many bytes there are.
    public let count: Int

    package init(_ raw: penstock_bytes) {
        unsafe start = unsafe raw.ptr
        count = unsafe raw.ptr == nil ? 0 : raw.len
    }

    /// Always 0.
    public var startIndex: Int { 0 }
    /// The number of bytes.
    public var endIndex: Int { count }

    /// The byte at a position; a position outside is a programmer's error.
    public subscript(position: Int) -> UInt8 {
        precondition(position >= 0 && position < count, "index \(position) is outside of \(count) bytes")
        guard let start = unsafe start else { preconditionFailure("no bytes") }
        return unsafe start[position]
    }

    /// Lends the bytes as a buffer, always.
    public func withContiguousStorageIfAvailable<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R? {
        try unsafe body(UnsafeBufferPointer(start: start, count: count))
    }

    /// Lends the bytes as a span.
    public func withSpan<R: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> R
    ) throws(Failure) -> R {
        let buffer = unsafe UnsafeBufferPointer(start: start, count: count)
        return try unsafe body(buffer.span)
    }
}

extension String {
    /// The bytes as text; what is not UTF-8 is replaced by U+FFFD.
    public init(_ bytes: Bytes) {
        self = bytes.withSpan { span in
            unsafe span.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
        }
    }
}

extension Array where Element == UInt8 {
    /// Appends bytes that the host lent, in one move; as a mere collection they would go one by one.
    public mutating func append(contentsOf bytes: Bytes) {
        _ = unsafe bytes.withContiguousStorageIfAvailable { unsafe append(contentsOf: $0) }
    }
}

/// Lends text or an array to C for the length of a call.
func withBytes<R>(_ text: String, _ body: (penstock_bytes) -> R) -> R {
    var text = text
    return text.withUTF8 { unsafe body(penstock_bytes(ptr: $0.baseAddress, len: $0.count)) }
}

func withBytes<R>(_ array: [UInt8], _ body: (penstock_bytes) -> R) -> R {
    unsafe array.withUnsafeBufferPointer { unsafe body(penstock_bytes(ptr: $0.baseAddress, len: $0.count)) }
}

func withBytes<R>(_ span: Span<UInt8>, _ body: (penstock_bytes) -> R) -> R {
    unsafe span.withUnsafeBufferPointer { unsafe body(penstock_bytes(ptr: $0.baseAddress, len: $0.count)) }
}
