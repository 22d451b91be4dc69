/// A metric that stages show, as it stands: the series of all stages that have it.
package struct PluginMetricFamily: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case counter, gauge, histogram
    }

    /// A set of labels and what goes with it.
    package struct Series: Sendable, Equatable {
        /// Names and values, those of the host first.
        package var labels: [EventExtension]
        /// Of a counter or a gauge; of a histogram the sum of all values.
        package var value: Double
        /// Of a histogram: how many values fell into each bucket alone, one more than there are bounds.
        package var counts: [UInt64]
        /// Of a histogram: the upper bounds of its buckets, rising.
        package var bounds: [Double]

        package init(labels: [EventExtension], value: Double, counts: [UInt64] = [], bounds: [Double] = []) {
            self.labels = labels
            self.value = value
            self.counts = counts
            self.bounds = bounds
        }
    }

    /// Without the prefix that the host puts before it.
    package var name: String
    package var kind: Kind
    package var help: String
    package var series: [Series]

    package init(name: String, kind: Kind, help: String, series: [Series]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.series = series
    }
}
