package import CPenstock

/// Reads the content of a frame. Total: whatever the bytes are, every read gives a value within them or an empty one,
/// and ``isBroken`` tells in the end whether all of it made sense.
@safe package struct WireReader {
    private var next: UnsafeRawPointer?
    private var rest: Int
    /// Whether more was asked for than there was, or a value was none that may stand there.
    package private(set) var isBroken = false

    /// Reads views into memory that must outlive them.
    package init(_ bytes: UnsafeRawBufferPointer) {
        unsafe next = bytes.baseAddress
        rest = bytes.count
    }

    package var isAtEnd: Bool { rest == 0 }

    /// Whether everything was there, and nothing more.
    package var isWhole: Bool { !isBroken && rest == 0 }

    /// Marks the frame as one that makes no sense.
    package mutating func fail() {
        isBroken = true
        rest = 0
    }

    package mutating func integer<I: FixedWidthInteger>(_ type: I.Type = I.self) -> I {
        let size = MemoryLayout<I>.size
        guard size <= rest, let source = unsafe next else {
            fail()
            return 0
        }
        defer { skip(size) }
        return unsafe I(littleEndian: source.loadUnaligned(as: I.self))
    }

    /// A view of bytes that have their length before them.
    package mutating func bytes() -> penstock_bytes {
        let length = Int(integer(UInt32.self))
        guard length <= rest, let source = unsafe next else {
            if length > 0 { fail() }
            return unsafe penstock_bytes(ptr: nil, len: 0)
        }
        defer { skip(length) }
        return unsafe penstock_bytes(ptr: source.assumingMemoryBound(to: UInt8.self), len: length)
    }

    /// A view of bytes that may be absent.
    package mutating func optionalBytes() -> penstock_bytes? {
        switch integer(UInt8.self) {
        case 0: return nil
        case 1: return unsafe bytes()
        default:
            fail()
            return nil
        }
    }

    /// Views of several bytes, with their number before them.
    package mutating func list() -> [penstock_bytes] {
        unsafe (0..<count(ofAtLeast: 4)).map { _ in unsafe bytes() }
    }

    /// A copy of bytes as text; what is not UTF-8 is replaced by U+FFFD.
    package mutating func text() -> String {
        let bytes = unsafe bytes()
        return unsafe String(decoding: UnsafeBufferPointer(start: bytes.ptr, count: bytes.len), as: UTF8.self)
    }

    /// How many records follow, each of at least so many bytes: never more than there can be.
    package mutating func count(ofAtLeast size: Int) -> Int {
        let count = Int(integer(UInt32.self))
        guard count <= rest / size else {
            fail()
            return 0
        }
        return count
    }

    private mutating func skip(_ size: Int) {
        unsafe next = unsafe next.map { unsafe $0 + size }
        rest -= size
    }
}
