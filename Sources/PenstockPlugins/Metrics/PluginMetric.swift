package import PenstockCore
internal import Synchronization

/// A metric of one stage, with the series that it has so far.
package final class PluginMetric: Sendable {
    /// What a metric is.
    package struct Definition: Sendable, Equatable {
        /// Without the prefix that the host puts before it.
        package var name: String
        package var kind: PluginMetricFamily.Kind
        /// One sentence.
        package var help: String
        /// The names of its labels.
        package var labels: [String]
        /// Of a histogram: the upper bounds of its buckets, rising.
        package var bounds: [Double]

        package init(
            _ name: String,
            _ kind: PluginMetricFamily.Kind,
            help: String,
            labels: [String] = [],
            bounds: [Double] = []
        ) {
            self.name = name
            self.kind = kind
            self.help = help
            self.labels = labels
            self.bounds = bounds
        }
    }

    /// Sets of values that are told apart; what comes beyond them is counted under ``other``.
    package static let seriesLimit = 100
    /// What stands for the values of all labels beyond the limit.
    package static let other = "other"
    private static let valueLimit = 128

    package let definition: Definition
    let pipeline: String
    let stage: String
    private let series = Mutex<[[String]: PluginSeries]>([:])

    init(_ definition: Definition, pipeline: String, stage: String) {
        self.definition = definition
        self.pipeline = pipeline
        self.stage = stage
    }

    /// The series for values of the labels, in the order of their names; the same one every time.
    /// - Returns: Nil when there are not as many values as labels.
    package func series(_ values: [String]) -> PluginSeries? {
        guard values.count == definition.labels.count else { return nil }
        let values = values.map { String($0.prefix(Self.valueLimit)) }
        return series.withLock { series in
            if let known = series[values] { return known }
            let values = series.count < Self.seriesLimit ? values : values.map { _ in Self.other }
            if let known = series[values] { return known }
            let new = PluginSeries(definition.kind, values: values, bounds: definition.bounds)
            series[values] = new
            return new
        }
    }

    var readings: [PluginMetricFamily.Series] {
        let own = [
            EventExtension(name: "pipeline", value: pipeline), EventExtension(name: "stage", value: stage),
        ]
        let all = series.withLock { Array($0.values) }
        return all.sorted { $0.values.lexicographicallyPrecedes($1.values) }.map { series in
            series.reading(
                labels: own + zip(definition.labels, series.values).map { EventExtension(name: $0, value: $1) }
            )
        }
    }
}
