internal import CPenstock
internal import PenstockWire
internal import Synchronization

// penstock.metrics in a worker: the host defines and counts, and knows each metric and series by a number.

/// A metric or a series of a stage, by the host's number. Never freed: a plugin may keep what it was given.
private final class Figure: Sendable {
    let stage: ConfiguredStage
    let number: UInt32

    private init(_ stage: ConfiguredStage, _ number: UInt32) {
        self.stage = stage
        self.number = number
    }

    private struct Key: Hashable {
        var isSeries: Bool
        var stage: UInt32
        var number: UInt32
    }

    private static let known = Mutex<[Key: Figure]>([:])

    /// The same pointer for the same number, as the interface promises.
    static func pointer(_ stage: ConfiguredStage, _ number: UInt32, isSeries: Bool) -> OpaquePointer? {
        guard number > 0 else { return nil }
        let figure = known.withLock { known in
            let key = Key(isSeries: isSeries, stage: stage.id, number: number)
            if let figure = known[key] { return figure }
            let figure = Figure(stage, number)
            known[key] = figure
            return figure
        }
        return unsafe OpaquePointer(Unmanaged.passUnretained(figure).toOpaque())
    }

    static func of(_ pointer: OpaquePointer) -> Figure {
        unsafe Unmanaged<Figure>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
    }

    func measure(_ measure: WireMeasure, _ value: Double) { stage.measure(number, measure, value) }
}

nonisolated(unsafe) let metricsTable: UnsafePointer<penstock_metrics> = {
    let table = UnsafeMutablePointer<penstock_metrics>.allocate(capacity: 1)
    unsafe table.initialize(
        to: penstock_metrics(
            size: UInt32(MemoryLayout<penstock_metrics>.size),
            revision: 1,
            define: metricsDefine,
            series: metricsSeries,
            add: { unsafe Figure.of($0).measure(.add, $1) },
            set: { unsafe Figure.of($0).measure(.set, $1) },
            observe: { unsafe Figure.of($0).measure(.observe, $1) }
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
    guard let stage = unsafe ConfiguredStage.of(host) else { return PENSTOCK_FAIL_CONFIGURATION }
    guard unsafe definition.pointee.size >= MemoryLayout<penstock_metric_definition>.size else {
        unsafe complain("a metric's definition is smaller than the first version's: set `size` to its sizeof", report)
        return PENSTOCK_FAIL_CONFIGURATION
    }
    let definition = unsafe definition.pointee
    var verdict = PENSTOCK_FAIL_CONFIGURATION
    stage.ask(.define) { writer in
        unsafe writer.put(definition.kind)
        unsafe writer.put(definition.name)
        unsafe writer.put(definition.help)
        unsafe writer.put(list: definition.labels, definition.label_count)
        let bounds = unsafe UnsafeBufferPointer(
            start: definition.bounds,
            count: definition.bounds == nil ? 0 : definition.bound_count
        )
        writer.put(UInt32(bounds.count))
        for index in bounds.indices { unsafe writer.put(bounds[index].bitPattern) }
    } _: { reader in
        verdict = reader.integer()
        unsafe metric.pointee = Figure.pointer(stage, reader.integer(), isSeries: false)
        let complaint = reader.text()
        if !complaint.isEmpty { unsafe complain(complaint, report) }
    }
    return verdict
}

private func metricsSeries(
    metric: OpaquePointer,
    values: UnsafePointer<penstock_bytes>?,
    count: Int
) -> OpaquePointer? {
    let metric = unsafe Figure.of(metric)
    var series: OpaquePointer?
    metric.stage.ask(.series) { writer in
        writer.put(metric.number)
        unsafe writer.put(list: values, count)
    } _: { reader in
        unsafe series = Figure.pointer(metric.stage, reader.integer(), isSeries: true)
    }
    return unsafe series
}

private func complain(_ text: String, _ report: UnsafePointer<penstock_report>) {
    var text = text
    text.withUTF8 { text in
        let bytes = unsafe penstock_bytes(ptr: text.baseAddress, len: text.count)
        unsafe report.pointee.problem(report, PENSTOCK_ERROR, penstock_bytes(), -1, bytes)
    }
}
