internal import CPenstock
internal import Synchronization

/// What the stage under test has counted, recorded as it came.
@safe final class FakeMetrics: Sendable {
    /// A metric that was defined.
    final class Metric: Sendable {
        let name: String
        let kind: UInt32
        let labels: [String]
        private let series = Mutex<[[String]: Series]>([:])

        init(name: String, kind: UInt32, labels: [String]) {
            (self.name, self.kind, self.labels) = (name, kind, labels)
        }

        func series(_ values: [String]) -> Series? {
            guard values.count == labels.count else { return nil }
            return series.withLock { series in
                if let known = series[values] { return known }
                let pairs = zip(labels, values).map { "\($0)=\"\($1)\"" }.joined(separator: ",")
                let new = Series(name: pairs.isEmpty ? name : "\(name){\(pairs)}", kind: kind)
                series[values] = new
                return new
            }
        }

        var all: [Series] { series.withLock { Array($0.values) } }
    }

    /// A metric with values for its labels.
    final class Series: Sendable {
        let name: String
        let kind: UInt32
        let values = Mutex<[Double]>([])

        init(name: String, kind: UInt32) { (self.name, self.kind) = (name, kind) }

        /// A counter's or a gauge's value; how often a histogram counted.
        var value: Double {
            values.withLock { kind == PENSTOCK_HISTOGRAM ? Double($0.count) : $0.last ?? 0 }
        }
    }

    private let metrics = Mutex<[String: Metric]>([:])

    var all: [Series] { metrics.withLock { $0.values.flatMap(\.all) } }

    /// - Returns: The metric, or nil and why it is refused.
    func define(_ definition: penstock_metric_definition) -> (metric: Metric?, refusal: String) {
        let name = unsafe String(definition.name)
        let names = unsafe UnsafeBufferPointer(start: definition.labels, count: definition.label_count)
        let labels = unsafe names.map { unsafe String($0) }
        let isCounter = unsafe definition.kind == PENSTOCK_COUNTER
        guard Self.isWord(name), labels.allSatisfy(Self.isWord), unsafe definition.help.len > 0 else {
            return (nil, "the metric '\(name)' needs a help, and names of a-z, 0-9 and _ that begin with a letter")
        }
        guard isCounter == name.hasSuffix("_total") else {
            return (nil, "the metric '\(name)' ends in _total if, and only if, it is a counter")
        }
        guard unsafe (definition.kind == PENSTOCK_HISTOGRAM) == (definition.bound_count > 0) else {
            return (nil, "the metric '\(name)' has bounds if, and only if, it is a histogram")
        }
        return metrics.withLock { metrics in
            if let known = metrics[name] {
                let isSame = unsafe known.kind == definition.kind
                return isSame ? (known, "") : (nil, "the metric '\(name)' is of another kind already")
            }
            let new = unsafe Metric(name: name, kind: definition.kind, labels: labels)
            metrics[name] = new
            return (new, "")
        }
    }

    private static func isWord(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z][a-z0-9_]{0,63}/) != nil
    }
}

// MARK: - The C functions

nonisolated(unsafe) let fakeMetricsTable: UnsafePointer<penstock_metrics> = {
    let table = UnsafeMutablePointer<penstock_metrics>.allocate(capacity: 1)
    unsafe table.initialize(
        to: penstock_metrics(
            size: UInt32(MemoryLayout<penstock_metrics>.size),
            revision: 1,
            define: define,
            series: series,
            add: add,
            set: set,
            observe: observe
        )
    )
    return unsafe UnsafePointer(table)
}()

private func define(
    _ host: UnsafePointer<penstock_host>,
    _ definition: UnsafePointer<penstock_metric_definition>,
    _ report: UnsafePointer<penstock_report>,
    _ metric: UnsafeMutablePointer<OpaquePointer?>
) -> Int32 {
    unsafe metric.pointee = nil
    guard let owner = unsafe HarnessHost.of(host) else { return PENSTOCK_FAIL_CONFIGURATION }
    let (defined, refusal) = unsafe owner.metrics.define(definition.pointee)
    guard let defined else {
        unsafe report.pointee.problem(report, PENSTOCK_ERROR, penstock_bytes(), -1, owner.arena.bytes(refusal))
        return PENSTOCK_FAIL_CONFIGURATION
    }
    unsafe metric.pointee = OpaquePointer(Unmanaged.passUnretained(defined).toOpaque())
    return PENSTOCK_OK
}

private func series(
    _ metric: OpaquePointer,
    _ values: UnsafePointer<penstock_bytes>?,
    _ count: Int
) -> OpaquePointer? {
    let metric = unsafe Unmanaged<FakeMetrics.Metric>.fromOpaque(UnsafeRawPointer(metric)).takeUnretainedValue()
    let values = unsafe UnsafeBufferPointer(start: values, count: unsafe values == nil ? 0 : count)
    let series = metric.series(unsafe values.map { unsafe String($0) })
    return unsafe series.map { unsafe OpaquePointer(Unmanaged.passUnretained($0).toOpaque()) }
}

private func add(_ raw: OpaquePointer, _ amount: Double) {
    let series = unsafe FakeMetrics.Series.of(raw)
    guard amount.isFinite, series.kind != PENSTOCK_HISTOGRAM, series.kind == PENSTOCK_GAUGE || amount >= 0 else {
        return
    }
    series.values.withLock { $0 = [($0.last ?? 0) + amount] }
}

private func set(_ raw: OpaquePointer, _ value: Double) {
    let series = unsafe FakeMetrics.Series.of(raw)
    if value.isFinite, series.kind == PENSTOCK_GAUGE { series.values.withLock { $0 = [value] } }
}

private func observe(_ raw: OpaquePointer, _ value: Double) {
    let series = unsafe FakeMetrics.Series.of(raw)
    if value.isFinite, series.kind == PENSTOCK_HISTOGRAM { series.values.withLock { $0.append(value) } }
}

extension FakeMetrics.Series {
    fileprivate static func of(_ raw: OpaquePointer) -> FakeMetrics.Series {
        unsafe Unmanaged<FakeMetrics.Series>.fromOpaque(UnsafeRawPointer(raw)).takeUnretainedValue()
    }
}
