internal import PenstockCore

extension MetricsText {
    /// The figures of stages, under names that cannot meet the host's own.
    mutating func plugins(_ families: [PluginMetricFamily]) {
        for family in families {
            let name = "penstock_plugin_\(family.name)"
            switch family.kind {
            case .counter: labelled(name, .counter, family.help, family.series.map(Self.sample))
            case .gauge: labelled(name, .gauge, family.help, family.series.map(Self.sample))
            case .histogram: histograms(name, family.help, family.series)
            }
        }
    }

    private static func sample(_ series: PluginMetricFamily.Series) -> Sample {
        (series.labels.map { ($0.name, $0.value) }, series.value)
    }
}
