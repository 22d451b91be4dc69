internal import PenstockCore
internal import PenstockEngine

/// Writes the Prometheus text exposition format, version 0.0.4.
struct MetricsText {
    /// What a metric is of.
    enum Kind: String {
        case counter, gauge, histogram
    }

    /// A set of labels and the value that goes with it.
    typealias Sample = (labels: [(String, String)], value: Double)

    private(set) var text = ""

    /// A metric with one sample; left out where there is no value.
    mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double?) {
        guard let value else { return }
        head(name, kind, help)
        text += "\(name) \(Self.number(value))\n"
    }

    mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Int?) {
        single(name, kind, help, value.map(Double.init))
    }

    /// A metric with a sample per set of labels; its head is there also when no sample is.
    mutating func labelled(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        head(name, kind, help)
        for sample in samples { line(name, sample.labels, sample.value) }
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
        let labels = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        text += "\(name){\(labels)} \(Self.number(value))\n"
    }

    /// A histogram of several sets of labels, as stages have them.
    mutating func histograms(_ name: String, _ help: String, _ all: [PluginMetricFamily.Series]) {
        head(name, .histogram, help)
        for series in all {
            let labels = series.labels.map { ($0.name, $0.value) }
            var count = 0.0
            for (bound, inBucket) in zip(series.bounds.map { "\($0)" } + ["+Inf"], series.counts) {
                count += Double(inBucket)
                line("\(name)_bucket", labels + [("le", bound)], count)
            }
            line("\(name)_sum", labels, series.value)
            line("\(name)_count", labels, count)
        }
    }

    /// A histogram, its buckets cumulative as the format wants them.
    /// - Parameter unit: What a value is divided by: a million makes seconds of microseconds.
    mutating func histogram(_ name: String, _ help: String, _ histogram: EngineMetrics.Histogram, unit: Double = 1e6) {
        head(name, .histogram, help)
        var count = 0
        for (bound, inBucket) in zip(histogram.bounds, histogram.counts) {
            count += inBucket
            text += "\(name)_bucket{le=\"\(Double(bound) / unit)\"} \(count)\n"
        }
        count += histogram.counts.dropFirst(histogram.bounds.count).reduce(0, +)
        text += "\(name)_bucket{le=\"+Inf\"} \(count)\n"
        text += "\(name)_sum \(Double(histogram.sum) / unit)\n\(name)_count \(count)\n"
    }

    private mutating func head(_ name: String, _ kind: Kind, _ help: String) {
        let help = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Whole numbers without a fraction: counters are read by people too.
    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    private static func escaped(_ label: String) -> String {
        var text = ""
        for character in label.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
