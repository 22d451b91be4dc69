/// A number that tells different bytes apart, the same on every machine and in every version: it is on disk.
///
/// FNV-1a over eight bytes at a time, with the bits mixed downward in between, for 64 bits. It answers whether a sender
/// repeated an event with the data it had; whoever forges a match only hides a remark from himself.
struct Fingerprint {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func combine(_ bytes: Span<UInt8>) {
        var index = 0
        while index + 8 <= bytes.count {
            var word: UInt64 = 0
            for offset in 0..<8 { word |= UInt64(bytes[index + offset]) << UInt64(8 * offset) }
            mix(word)
            index += 8
        }
        var rest: UInt64 = 0
        while index < bytes.count {
            rest = rest << 8 | UInt64(bytes[index])
            index += 1
        }
        mix(rest)
        mix(UInt64(bytes.count))
    }

    mutating func combine(_ text: String) { combine(text.utf8.span) }

    private mutating func mix(_ word: UInt64) {
        value = (value ^ word) &* 0x0000_0100_0000_01B3
        value ^= value >> 29
    }

    /// As SQLite keeps it.
    var stored: Int64 { Int64(bitPattern: value) }
}
