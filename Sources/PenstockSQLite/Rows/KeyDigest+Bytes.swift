internal import PenstockCore

/// Keys as they stand in the file.
extension KeyDigest {
    /// Sixteen bytes, the highest first. Never to change: they are on disk.
    var bytes: [UInt8] {
        [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) } }
    }

    /// Reads what ``bytes`` made.
    init(_ bytes: [UInt8]) {
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        self.init(high: word(bytes.prefix(8)), low: word(bytes.dropFirst(8)))
    }

    /// The same where there may be none: nil unless there are sixteen bytes.
    init?(orNil bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.init(bytes)
    }
}
