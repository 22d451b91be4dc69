internal import PenstockCore
internal import Synchronization

/// One line of figures of a stage: a metric with values for its labels.
///
/// Written from any thread without a lock or an allocation; a number that makes no sense for the kind is ignored.
package final class PluginSeries: Sendable {
    let kind: PluginMetricFamily.Kind
    let values: [String]
    private let bounds: [Double]
    private let value = Cell()
    /// How many values fell into each bucket of a histogram alone.
    private let buckets: [Cell]

    init(_ kind: PluginMetricFamily.Kind, values: [String], bounds: [Double]) {
        self.kind = kind
        self.values = values
        self.bounds = bounds
        buckets = kind == .histogram ? (0...bounds.count).map { _ in Cell() } : []
    }

    /// Adds to a counter, or to a gauge.
    package func add(_ amount: Double) {
        guard amount.isFinite, kind == .gauge || (kind == .counter && amount >= 0) else { return }
        value.add(amount)
    }

    /// Sets a gauge.
    package func set(_ new: Double) {
        guard new.isFinite, kind == .gauge else { return }
        value.set(new)
    }

    /// Counts a value in a histogram.
    package func observe(_ new: Double) {
        guard new.isFinite, kind == .histogram else { return }
        var bucket = 0
        while bucket < bounds.count, new > bounds[bucket] { bucket += 1 }
        buckets[bucket].count()
        value.add(new)
    }

    func reading(labels: [EventExtension]) -> PluginMetricFamily.Series {
        PluginMetricFamily.Series(
            labels: labels,
            value: value.number,
            counts: buckets.map(\.counted),
            bounds: bounds
        )
    }

    /// A number that several threads write.
    private final class Cell: Sendable {
        private let bits = Atomic<UInt64>(0)

        var number: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
        var counted: UInt64 { bits.load(ordering: .relaxed) }

        func set(_ new: Double) { bits.store(new.bitPattern, ordering: .relaxed) }

        func count() { bits.wrappingAdd(1, ordering: .relaxed) }

        func add(_ amount: Double) {
            var before = bits.load(ordering: .relaxed)
            while true {
                let after = (Double(bitPattern: before) + amount).bitPattern
                let (isDone, found) = bits.weakCompareExchange(expected: before, desired: after, ordering: .relaxed)
                if isDone { return }
                before = found
            }
        }
    }
}
