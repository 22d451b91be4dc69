internal import CPenstock
internal import PenstockCore

// The C face of penstock.metrics: nothing but a translation to PluginMetrics. A metric and its series live as long as
// the registry, which lives as long as the process, so a plugin may keep what it was given.

nonisolated(unsafe) let metricsTable: UnsafePointer<penstock_metrics> = {
    let table = UnsafeMutablePointer<penstock_metrics>.allocate(capacity: 1)
    unsafe table.initialize(
        to: penstock_metrics(
            size: UInt32(MemoryLayout<penstock_metrics>.size),
            revision: 1,
            define: metricsDefine,
            series: metricsSeries,
            add: metricsAdd,
            set: metricsSet,
            observe: metricsObserve
        )
    )
    return unsafe UnsafePointer(table)
}()

private func metricsDefine(
    host: UnsafePointer<penstock_host>,
    definition: UnsafePointer<penstock_metric_definition>,
    report: UnsafePointer<penstock_report>,
    metric: UnsafeMutablePointer<OpaquePointer?>
) -> Int32 {
    unsafe metric.pointee = nil
    do throws(MetricRefusal) {
        guard let table = unsafe HostTable.of(host) else { throw MetricRefusal("the host's table is not the host's") }
        let defined = try table.metrics.define(
            unsafe PluginMetric.Definition(copying: definition),
            pipeline: table.pipelineName,
            stage: table.stageName
        )
        unsafe metric.pointee = OpaquePointer(Unmanaged.passUnretained(defined).toOpaque())
        return PENSTOCK_OK
    } catch {
        let text = CText(error.description)
        unsafe report.pointee.problem(report, PENSTOCK_ERROR, penstock_bytes(), -1, text.bytes)
        return PENSTOCK_FAIL_CONFIGURATION
    }
}

extension PluginMetric.Definition {
    fileprivate init(copying raw: UnsafePointer<penstock_metric_definition>) throws(MetricRefusal) {
        guard unsafe raw.pointee.size >= MemoryLayout<penstock_metric_definition>.size else {
            throw MetricRefusal("a metric's definition is smaller than the first version's: set `size` to its sizeof")
        }
        let name = unsafe String(copying: raw.pointee.name)
        let kinds: [UInt32: PluginMetricFamily.Kind] = [
            PENSTOCK_COUNTER: .counter, PENSTOCK_GAUGE: .gauge, PENSTOCK_HISTOGRAM: .histogram,
        ]
        guard let kind = unsafe kinds[raw.pointee.kind] else {
            throw MetricRefusal("the metric '\(name)' is of a kind this host does not know")
        }
        let labels = unsafe UnsafeBufferPointer(start: raw.pointee.labels, count: raw.labelCount)
        let bounds = unsafe UnsafeBufferPointer(start: raw.pointee.bounds, count: raw.boundCount)
        self.init(
            name,
            kind,
            help: unsafe String(copying: raw.pointee.help),
            labels: unsafe labels.map { unsafe String(copying: $0) },
            bounds: unsafe Array(bounds)
        )
    }
}

extension UnsafePointer<penstock_metric_definition> {
    fileprivate var labelCount: Int { unsafe pointee.labels == nil ? 0 : pointee.label_count }
    fileprivate var boundCount: Int { unsafe pointee.bounds == nil ? 0 : pointee.bound_count }
}

private func metricsSeries(
    metric: OpaquePointer,
    values: UnsafePointer<penstock_bytes>?,
    count: Int
) -> OpaquePointer? {
    let metric = unsafe Unmanaged<PluginMetric>.fromOpaque(UnsafeRawPointer(metric)).takeUnretainedValue()
    let buffer = unsafe UnsafeBufferPointer(start: values, count: unsafe values == nil ? 0 : count)
    let series = metric.series(unsafe buffer.map { unsafe String(copying: $0) })
    return unsafe series.map { unsafe OpaquePointer(Unmanaged.passUnretained($0).toOpaque()) }
}

private func metricsAdd(series: OpaquePointer, value: Double) { unsafe PluginSeries.of(series).add(value) }

private func metricsSet(series: OpaquePointer, value: Double) { unsafe PluginSeries.of(series).set(value) }

private func metricsObserve(series: OpaquePointer, value: Double) { unsafe PluginSeries.of(series).observe(value) }

extension PluginSeries {
    fileprivate static func of(_ raw: OpaquePointer) -> PluginSeries {
        unsafe Unmanaged<PluginSeries>.fromOpaque(UnsafeRawPointer(raw)).takeUnretainedValue()
    }
}
