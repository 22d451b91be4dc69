/// Times in order, asked for by rank.
package struct Percentiles: Sendable {
    private let sorted: [Int64]

    /// Sorts the times, in nanoseconds.
    package init(_ times: [Int64]) { sorted = times.sorted() }

    /// How many there are.
    package var count: Int { sorted.count }

    /// The smallest time that at least this share of all does not exceed (nearest rank). Nil when there is none.
    /// - Parameter share: In 0...1; 0.5 is the median and 1 the longest.
    package subscript(share: Double) -> Int64? {
        guard !sorted.isEmpty else { return nil }
        let rank = (share * Double(sorted.count)).rounded(.up)
        return sorted[min(max(Int(rank) - 1, 0), sorted.count - 1)]
    }
}
