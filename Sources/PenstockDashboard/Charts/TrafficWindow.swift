internal import PenstockCore
internal import PenstockEngine

/// How far back the pictures go.
package enum TrafficWindow: String, Sendable, CaseIterable {
    case hour = "1h"
    case day = "24h"

    var length: Duration { self == .hour ? .seconds(3600) : .seconds(86_400) }
    var name: String { self == .hour ? "Last hour" : "Last 24 hours" }

    func slices(_ history: TrafficHistory) -> [TrafficSlice] { self == .hour ? history.fine : history.coarse }

    /// So many rows have the tables that say the same as the pictures.
    private static let rows = 12

    /// The slices put together to a few, oldest first.
    func rows(_ history: TrafficHistory, now: Timestamp) -> [TrafficSlice] {
        let size = length.microseconds / Int64(Self.rows)
        var rows: [(index: Int64, slice: TrafficSlice)] = []
        for slice in slices(history) {
            let index = (now - slice.until).microseconds / size
            if let last = rows.last, last.index == index {
                rows[rows.count - 1].slice = last.slice.with(slice)
            } else {
                rows.append((index, slice))
            }
        }
        return rows.map(\.slice)
    }

    /// Words below the axis, from left to right.
    var ticks: [String] {
        self == .hour
            ? ["60 min ago", "45", "30", "15", "now"] : ["24 h ago", "18", "12", "6", "now"]
    }

    /// Where a moment lies, from 0 to 1; nil outside.
    func position(_ time: Timestamp, now: Timestamp) -> Double? {
        let share = 1 - Double((now - time).microseconds) / Double(length.microseconds)
        return (0...1).contains(share) ? share : nil
    }
}
