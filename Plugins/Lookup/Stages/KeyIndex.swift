/// Finds the row of a key: a hash table, open-addressed, of where rows begin.
///
/// A slot is eight bytes, the key's hash and the row's offset plus one, so a million rows take 16 MiB. The keys
/// themselves stay in the file's bytes; who asks compares them there.
struct KeyIndex: Sendable {
    private var slots: [UInt64]
    private(set) var count = 0

    /// Offsets are kept in 32 bits.
    static let largestFile = Int(UInt32.max) - 1

    init() {
        slots = Array(repeating: 0, count: 1024)
    }

    /// Adds a row unless `isSame` says that one of the same key is there already.
    mutating func insert(_ hash: UInt32, at offset: Int, isSame: (Int) -> Bool) -> Bool {
        if (count + 1) * 4 > slots.count * 3 { grow() }
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if UInt32(slots[slot] >> 32) == hash, isSame(Self.offset(slots[slot])) { return false }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = UInt64(hash) << 32 | UInt64(offset + 1)
        count += 1
        return true
    }

    /// The offset of the row for which `isWanted` is true.
    func find(_ hash: UInt32, isWanted: (Int) -> Bool) -> Int? {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if UInt32(slots[slot] >> 32) == hash, isWanted(Self.offset(slots[slot])) { return Self.offset(slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private static func offset(_ slot: UInt64) -> Int {
        Int(slot & 0xFFFF_FFFF) - 1
    }

    private mutating func grow() {
        var larger = [UInt64](repeating: 0, count: slots.count * 2)
        for filled in slots where filled != 0 {
            var slot = Int(filled >> 32) & (larger.count - 1)
            while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
            larger[slot] = filled
        }
        slots = larger
    }

    /// FNV-1a with a final mix, since tables use the low bits.
    static func hash(_ key: ArraySlice<UInt8>) -> UInt32 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
        return UInt32(truncatingIfNeeded: hash >> 32)
    }
}
