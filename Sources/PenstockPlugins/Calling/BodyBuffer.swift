internal import PenstockWire

/// A body under construction: host-owned memory that a plugin writes into and asks to grow.
@safe struct BodyBuffer: ~Copyable {
    /// The largest body a stage may make, in bytes.
    static let limit = WireLimits.body

    private(set) var start: UnsafeMutablePointer<UInt8>
    private(set) var capacity: Int

    init(capacity: Int = 1024) {
        unsafe start = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit { unsafe start.deallocate() }

    /// Makes room, keeping the first bytes; false beyond the limit.
    mutating func grow(to needed: Int, keeping count: Int) -> Bool {
        guard needed <= Self.limit else { return false }
        guard needed > capacity else { return true }
        let size = max(needed, min(capacity * 2, Self.limit))
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
        unsafe larger.update(from: start, count: min(count, capacity))
        unsafe start.deallocate()
        unsafe start = unsafe larger
        capacity = size
        return true
    }
}
