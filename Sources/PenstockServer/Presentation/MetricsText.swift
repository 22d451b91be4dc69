internal import PenstockEngine

/// Writes the Prometheus text exposition format, version 0.0.4.
struct MetricsText {
    private(set) var text = ""

    /// A counter or gauge with one sample.
    mutating func single(_ name: String, _ type: String, _ help: String, _ value: Int?) {
        guard let value else { return }
        head(name, type, help)
        text += "\(name) \(value)\n"
    }

    /// A counter or gauge with a sample per set of labels; its head is there also when no sample is.
    mutating func labelled(
        _ name: String,
        _ type: String,
        _ help: String,
        _ samples: [(labels: [(String, String)], value: Int)]
    ) {
        head(name, type, help)
        for sample in samples {
            let labels = sample.labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
            text += "\(name){\(labels)} \(sample.value)\n"
        }
    }

    /// A histogram in seconds, its buckets cumulative as the format wants them.
    mutating func histogram(_ name: String, _ help: String, _ histogram: EngineMetrics.Histogram?) {
        guard let histogram else { return }
        head(name, "histogram", help)
        var count = 0
        for (bound, inBucket) in zip(histogram.bounds, histogram.counts) {
            count += inBucket
            text += "\(name)_bucket{le=\"\(Self.seconds(bound))\"} \(count)\n"
        }
        count += histogram.counts.dropFirst(histogram.bounds.count).reduce(0, +)
        text += "\(name)_bucket{le=\"+Inf\"} \(count)\n"
        text += "\(name)_sum \(Self.seconds(histogram.sum))\n\(name)_count \(count)\n"
    }

    private mutating func head(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private static func seconds(_ microseconds: Int64) -> String { "\(Double(microseconds) / 1_000_000)" }

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
