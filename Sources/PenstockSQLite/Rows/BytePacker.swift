internal import PenstockCore

/// Writes whole numbers one after another, in groups of seven bits, the lowest first.
struct BytePacker {
    private(set) var bytes: [UInt8] = []

    /// - Parameter capacity: As many bytes as are likely.
    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    mutating func append(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// A number of either sign, small ones in few bytes.
    mutating func append(signed number: Int64) { append(UInt64(bitPattern: (number << 1) ^ (number >> 63))) }

    mutating func append(_ text: String) {
        append(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func append(_ number: Int128) { bytes.append(contentsOf: number.bytes) }
}

/// Reads what ``BytePacker`` wrote, within its bytes whatever they are.
struct ByteUnpacker {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func number() throws(StoreError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw Self.damage
    }

    mutating func signed() throws(StoreError) -> Int64 {
        let number = try number()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    mutating func text() throws(StoreError) -> String {
        let count = try number()
        guard count <= UInt64(bytes.count - position) else { throw Self.damage }
        let end = position + Int(count)
        defer { position = end }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    mutating func wide() throws(StoreError) -> Int128 {
        guard bytes.count - position >= 16 else { throw Self.damage }
        defer { position += 16 }
        return Int128(bytes: bytes[position..<position + 16])
    }

    static let damage = StoreError(.corrupt, "the store has a list that ends too early")
}

extension Int128 {
    /// Sixteen bytes, the highest first. Never to change: they are on disk.
    var bytes: [UInt8] {
        unsafe withUnsafeBytes(of: bigEndian) { unsafe Array($0) }
    }

    init(bytes: some Sequence<UInt8>) {
        var pattern: UInt128 = 0
        for byte in bytes { pattern = pattern << 8 | UInt128(byte) }
        self = Int128(truncatingIfNeeded: pattern)
    }
}
