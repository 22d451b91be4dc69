internal import CPenstock

/// A figure that only rises, in `/metrics`. Counting is cheap and may be done on any thread.
public struct Counter: Sendable {
    fileprivate let series: MetricSeries?

    /// Adds to it; nothing negative.
    public func increment(by amount: Double = 1) { series?.add(amount) }
}

/// A figure that rises and falls, in `/metrics`. Cheap, on any thread.
public struct Gauge: Sendable {
    fileprivate let series: MetricSeries?

    /// Sets it.
    public func set(_ value: Double) { series?.set(value) }

    /// Adds to it, or takes from it.
    public func add(_ amount: Double) { series?.add(amount) }
}

/// A distribution, in `/metrics`. Cheap, on any thread.
public struct Histogram: Sendable {
    fileprivate let series: MetricSeries?

    /// Counts a value.
    public func observe(_ value: Double) { series?.observe(value) }
}

/// A metric with labels: one figure for each set of their values.
///
/// Finding one takes a lock; keep what is used often. Values must be few: no ids, no addresses, nothing of a person.
public struct Labelled<Instrument>: Sendable {
    fileprivate let metric: Metric?
    fileprivate let make: @Sendable (MetricSeries?) -> Instrument

    /// The figure for values of the labels, in the order of their names.
    ///
    /// As many as there are labels; with another number, what is counted goes nowhere.
    public subscript(_ values: String...) -> Instrument { make(metric?.series(values)) }
}

// Defined in a stage's initializer. A stage that is configured anew goes on with the same figures. Names are of a-z, 0-9
// and _, say what they are of, and end in `_total` for a counter; the host shows them behind `penstock_plugin_`, with the
// labels `pipeline` and `stage`. On a host that is too old to show them they go nowhere.
extension Setup {
    /// Defines a counter.
    /// - Throws: ``ProblemsReported`` where the host refuses the name; it has said why.
    public func counter(_ name: String, help: String) throws(ProblemsReported) -> Counter {
        Counter(series: try define(PENSTOCK_COUNTER, name, help)?.series([]))
    }

    /// Defines a counter with labels.
    /// - Throws: ``ProblemsReported`` where the host refuses a name; it has said why.
    public func counter(_ name: String, help: String, labels: [String]) throws(ProblemsReported) -> Labelled<Counter> {
        Labelled(metric: try define(PENSTOCK_COUNTER, name, help, labels)) { Counter(series: $0) }
    }

    /// Defines a gauge.
    /// - Throws: ``ProblemsReported`` where the host refuses the name; it has said why.
    public func gauge(_ name: String, help: String) throws(ProblemsReported) -> Gauge {
        Gauge(series: try define(PENSTOCK_GAUGE, name, help)?.series([]))
    }

    /// Defines a gauge with labels.
    /// - Throws: ``ProblemsReported`` where the host refuses a name; it has said why.
    public func gauge(_ name: String, help: String, labels: [String]) throws(ProblemsReported) -> Labelled<Gauge> {
        Labelled(metric: try define(PENSTOCK_GAUGE, name, help, labels)) { Gauge(series: $0) }
    }

    /// Defines a histogram.
    /// - Parameter bounds: The upper bounds of its buckets, rising; between 1 and 32.
    /// - Throws: ``ProblemsReported`` where the host refuses the name or the bounds; it has said why.
    public func histogram(_ name: String, help: String, bounds: [Double]) throws(ProblemsReported) -> Histogram {
        Histogram(series: try define(PENSTOCK_HISTOGRAM, name, help, [], bounds)?.series([]))
    }

    /// Defines a histogram with labels.
    /// - Parameter bounds: The upper bounds of its buckets, rising; between 1 and 32.
    /// - Throws: ``ProblemsReported`` where the host refuses a name or the bounds; it has said why.
    public func histogram(
        _ name: String,
        help: String,
        labels: [String],
        bounds: [Double]
    ) throws(ProblemsReported) -> Labelled<Histogram> {
        Labelled(metric: try define(PENSTOCK_HISTOGRAM, name, help, labels, bounds)) { Histogram(series: $0) }
    }
}

/// A metric as the host has it.
@safe struct Metric: @unchecked Sendable {
    let table: UnsafePointer<penstock_metrics>
    let raw: OpaquePointer

    func series(_ values: [String]) -> MetricSeries? {
        let series = unsafe withBytes(values) { unsafe table.pointee.series(raw, $0.baseAddress, $0.count) }
        return unsafe series.map { unsafe MetricSeries(table: table, raw: $0) }
    }
}

/// A line of figures as the host has it.
@safe struct MetricSeries: @unchecked Sendable {
    let table: UnsafePointer<penstock_metrics>
    let raw: OpaquePointer

    func add(_ amount: Double) { unsafe table.pointee.add(raw, amount) }
    func set(_ value: Double) { unsafe table.pointee.set(raw, value) }
    func observe(_ value: Double) { unsafe table.pointee.observe(raw, value) }
}

extension Setup {
    /// Nil where the host has no such service.
    private func define(
        _ kind: UInt32,
        _ name: String,
        _ help: String,
        _ labels: [String] = [],
        _ bounds: [Double] = []
    ) throws(ProblemsReported) -> Metric? {
        guard let service = unsafe host.service(PENSTOCK_METRICS, revision: 1) else { return nil }
        let table = unsafe service.assumingMemoryBound(to: penstock_metrics.self)
        var metric: OpaquePointer?
        let verdict = unsafe withBytes([name, help] + labels) { texts in
            unsafe bounds.withUnsafeBufferPointer { bounds in
                var definition = unsafe penstock_metric_definition(
                    size: UInt32(MemoryLayout<penstock_metric_definition>.size),
                    kind: kind,
                    name: texts[0],
                    help: texts[1],
                    labels: texts.baseAddress.map { unsafe $0 + 2 },
                    label_count: labels.count,
                    bounds: bounds.baseAddress,
                    bound_count: bounds.count
                )
                return unsafe table.pointee.define(host.raw, &definition, rawReport, &metric)
            }
        }
        guard verdict == PENSTOCK_OK, let metric = unsafe metric else { throw ProblemsReported() }
        return unsafe Metric(table: table, raw: metric)
    }
}

/// Lends texts to C as an array of views, for the length of a call.
private func withBytes<R>(_ texts: [String], _ body: (UnsafeBufferPointer<penstock_bytes>) -> R) -> R {
    let all = texts.map { Array($0.utf8) }
    let joined = all.flatMap { $0 }
    return unsafe joined.withUnsafeBufferPointer { memory in
        var views: [penstock_bytes] = unsafe []
        var start = 0
        for text in all {
            unsafe views.append(penstock_bytes(ptr: memory.baseAddress.map { unsafe $0 + start }, len: text.count))
            start += text.count
        }
        return unsafe views.withUnsafeBufferPointer { unsafe body($0) }
    }
}
