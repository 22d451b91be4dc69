package import PenstockCore

/// What went through the host lately, in memory: fine for the last hour, coarse for the last day. Pure, and bounded.
package struct TrafficHistory: Sendable, Equatable {
    /// How long a fine slice is.
    package static let pace = Duration.seconds(10)
    /// How many fine slices are kept: an hour.
    static let fineSlices = 360
    /// How many fine slices make a coarse one: five minutes.
    static let fineInCoarse = 30
    /// How many coarse slices are kept: a day.
    static let coarseSlices = 288

    /// When it began: with the process.
    package let since: Timestamp
    /// The last hour, oldest first, in slices of about ten seconds.
    package private(set) var fine: [TrafficSlice] = []
    /// The last day, oldest first, in slices of about five minutes.
    package private(set) var coarse: [TrafficSlice] = []

    private var totals = TrafficTotals()
    private var unfinished: (slice: TrafficSlice, count: Int)?
    private var last: Timestamp

    /// - Parameter steady: The same moment by a clock that does not jump.
    package init(since: Timestamp, steady: Timestamp) {
        self.since = since
        last = steady
    }

    package static func == (one: TrafficHistory, other: TrafficHistory) -> Bool {
        one.since == other.since && one.fine == other.fine && one.coarse == other.coarse
    }

    /// Whether the next slice is over.
    package func isDue(_ steady: Timestamp) -> Bool { steady - last >= Self.pace }

    /// Ends a slice.
    /// - Parameter totals: The counters as they stand.
    package mutating func end(_ totals: TrafficTotals, wall: Timestamp, steady: Timestamp) {
        let slice = TrafficSlice(from: self.totals, to: totals, until: wall, length: steady - last)
        self.totals = totals
        last = steady
        fine.append(slice)
        if fine.count > Self.fineSlices { fine.removeFirst(fine.count - Self.fineSlices) }
        let merged = unfinished?.slice.with(slice) ?? slice
        let count = (unfinished?.count ?? 0) + 1
        guard count == Self.fineInCoarse else {
            unfinished = (merged, count)
            return
        }
        unfinished = nil
        coarse.append(merged)
        if coarse.count > Self.coarseSlices { coarse.removeFirst(coarse.count - Self.coarseSlices) }
    }
}
