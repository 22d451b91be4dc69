internal import PenstockCore

/// How many wrong tokens and secrets an address may show: some at once, and one each few seconds. Pure.
///
/// Nobody guesses 256 bits, but the secret of a source is what another system lets people type; and this keeps the log
/// readable and the counters honest when somebody tries. What is right is always taken: behind a proxy all come from one
/// address, and one must not lock the others out.
struct FailureLimit: Sendable {
    /// What an address has left.
    private struct Bucket {
        var tokens: Double
        var at: Timestamp
    }

    private static let capacity = 10.0
    private static let interval = 6.0
    /// More addresses are not remembered; the one that was heard of longest ago makes room.
    static let limit = 4096

    private var buckets: [String: Bucket] = [:]

    var count: Int { buckets.count }

    /// Notes a failure.
    /// - Returns: Nil where it is answered as one; otherwise the seconds after which the next would be.
    mutating func failed(_ address: String, at now: Timestamp) -> Int? {
        let key = Self.network(of: address)
        var bucket = buckets[key] ?? Bucket(tokens: Self.capacity, at: now)
        let passed = max(0, Double(now.microseconds - bucket.at.microseconds) / 1e6)
        bucket.tokens = min(Self.capacity, bucket.tokens + passed / Self.interval)
        bucket.at = now
        let isLimited = bucket.tokens < 1
        if !isLimited { bucket.tokens -= 1 }
        if buckets[key] == nil, buckets.count >= Self.limit { makeRoom(at: now) }
        buckets[key] = bucket
        return isLimited ? Int(((1 - bucket.tokens) * Self.interval).rounded(.up)) : nil
    }

    /// Forgets those whose buckets are full again; where there are none, the one heard of longest ago.
    private mutating func makeRoom(at now: Timestamp) {
        let age = Int64(Self.capacity * Self.interval * 1e6)
        buckets = buckets.filter { now.microseconds - $0.value.at.microseconds < age }
        guard buckets.count >= Self.limit, let oldest = buckets.min(by: { $0.value.at < $1.value.at }) else { return }
        buckets[oldest.key] = nil
    }

    /// One customer has a whole /64 of IPv6 (RFC 6177, section 2), so an address alone would limit nobody.
    static func network(of address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        let halves = address.split(separator: "%")[0].split(separator: ":", omittingEmptySubsequences: false)
        var groups = halves.map { $0.isEmpty ? "0" : String($0) }
        if let gap = halves.firstIndex(of: "") {
            groups = halves[..<gap].map(String.init)
            let behind = halves[gap...].filter { !$0.isEmpty }.map(String.init)
            groups += Array(repeating: "0", count: max(0, 8 - groups.count - behind.count)) + behind
        }
        return groups.prefix(4).joined(separator: ":") + "::/64"
    }
}
