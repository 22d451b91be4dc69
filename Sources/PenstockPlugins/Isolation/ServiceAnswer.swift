internal import CPenstock
internal import PenstockWire

/// What the host says to a worker that asks for one of its services: the words of the C tables that any plugin gets.
@safe struct ServiceAnswer {
    private let service: WireService
    private let stage: ProxyStage?
    let call: ProxyCall?

    /// - Parameters:
    ///   - stage: Who asks; nil for one that has ended.
    ///   - call: The delivery that is under work.
    init(_ service: WireService, _ stage: ProxyStage?, _ call: ProxyCall?) {
        self.service = service
        self.stage = stage
        self.call = call
    }

    /// Reads the question and writes the answer; what makes no sense marks the reader.
    func write(_ reader: inout WireReader, into writer: inout WireWriter) {
        switch service {
        case .offer: offer(&reader, &writer)
        case .allow: allow(&reader, &writer)
        case .get, .put, .remove, .compareAndSet: keyValue(&reader, &writer)
        case .define: define(&reader, &writer)
        case .series: series(&reader, &writer)
        case .find: find(&reader, &writer)
        case .figures: figures(&reader, &writer)
        }
    }

    func with<Table>(
        _ id: String,
        _ body: (UnsafePointer<penstock_host>, UnsafePointer<Table>) -> Void
    ) {
        unsafe stage?.withHost { host in
            guard let table = unsafe host.pointee.service(host, id, 1) else { return }
            unsafe body(host, table.assumingMemoryBound(to: Table.self))
        }
    }

    private func offer(_ reader: inout WireReader, _ writer: inout WireWriter) {
        let (id, wanted) = (reader.text(), reader.integer(UInt32.self))
        var revision: UInt32 = 0
        unsafe stage?.withHost { host in
            guard let table = unsafe host.pointee.service(host, id, wanted) else { return }
            // Every table begins with its size and its revision.
            revision = unsafe table.load(fromByteOffset: 4, as: UInt32.self)
        }
        writer.put(revision)
        var limits = [UInt32](repeating: 0, count: 4)
        unsafe with(PENSTOCK_KV) { (_, table: UnsafePointer<penstock_kv>) in
            let table = unsafe table.pointee
            limits = [table.key_limit, table.value_limit, table.write_limit, table.byte_limit]
        }
        for limit in limits { writer.put(limit) }
    }

    private func allow(_ reader: inout WireReader, _ writer: inout WireWriter) {
        let (name, address) = unsafe (reader.bytes(), reader.bytes())
        var allowed: UInt32 = 0
        var reason = Array("the stage has ended, or the host has no such service".utf8)
        unsafe with(PENSTOCK_EGRESS) { (host, table: UnsafePointer<penstock_egress>) in
            guard let start = unsafe address.ptr else { return }
            var text = [UInt8](repeating: 0, count: 512)
            var length = 0
            allowed = unsafe table.pointee.allow(host, name, start, address.len, &text, text.count, &length)
            reason = Array(text.prefix(length))
        }
        writer.put(allowed)
        writer.put(allowed == 1 ? [] : reason)
    }

    // MARK: - penstock.kv

    private func keyValue(_ reader: inout WireReader, _ writer: inout WireWriter) {
        let key = unsafe reader.bytes()
        // Without a delivery there is nothing that it could be stored with.
        var verdict = PENSTOCK_FAIL_PERMANENT
        var value = unsafe penstock_bytes()
        let question = Question(service, &reader)
        if let call, !reader.isBroken {
            unsafe with(PENSTOCK_KV) { (host, table: UnsafePointer<penstock_kv>) in
                let table = unsafe table.pointee
                verdict =
                    switch question {
                    case .get: unsafe table.get(host, call.call, key, &value)
                    case .put(let value, let lifetime): unsafe table.put(host, call.call, key, value, lifetime)
                    case .remove: unsafe table.remove(host, call.call, key)
                    case .compareAndSet(let expected, let desired, let lifetime):
                        unsafe withOptional(expected) { expected in
                            unsafe withOptional(desired) { desired in
                                unsafe table.compare_and_set(host, call.call, key, expected, desired, lifetime)
                            }
                        }
                    }
            }
        }
        writer.put(verdict)
        unsafe writer.put(value)
    }

    /// What is asked of penstock.kv, beside the key.
    @safe private enum Question {
        case get
        case put(penstock_bytes, Int64)
        case remove
        case compareAndSet(penstock_bytes?, penstock_bytes?, Int64)

        init(_ service: WireService, _ reader: inout WireReader) {
            switch service {
            case .put: self = unsafe .put(reader.bytes(), reader.integer())
            case .remove: self = .remove
            case .compareAndSet:
                self = unsafe .compareAndSet(reader.optionalBytes(), reader.optionalBytes(), reader.integer())
            default: self = .get
            }
        }
    }

    // MARK: - penstock.history

    private func figures(_ reader: inout WireReader, _ writer: inout WireWriter) {
        let name = unsafe reader.bytes()
        // Without a delivery there is no event that it could be asked of.
        var verdict = PENSTOCK_FAIL_PERMANENT
        var json = unsafe penstock_bytes()
        if let call, !reader.isBroken {
            unsafe with(PENSTOCK_HISTORY) { (host, table: UnsafePointer<penstock_history>) in
                verdict = unsafe table.pointee.figures(host, call.call, name, &json)
            }
        }
        writer.put(verdict)
        unsafe writer.put(json)
    }

    // MARK: - penstock.metrics

    private func define(_ reader: inout WireReader, _ writer: inout WireWriter) {
        let definition = MetricQuestion(&reader)
        var (verdict, number) = (PENSTOCK_FAIL_CONFIGURATION, UInt32(0))
        let complaints = ReportCollector()
        if !reader.isBroken {
            unsafe with(PENSTOCK_METRICS) { (host, table: UnsafePointer<penstock_metrics>) in
                var metric: OpaquePointer?
                verdict = unsafe complaints.lend { report in
                    unsafe definition.lend { definition in
                        unsafe table.pointee.define(host, definition, report, &metric)
                    }
                }
                if let metric = unsafe metric { number = unsafe stage?.figures.metrics.number(of: metric) ?? 0 }
            }
        }
        writer.put(verdict)
        writer.put(number)
        writer.put(complaints.complaints.last?.text ?? "")
    }

    private func series(_ reader: inout WireReader, _ writer: inout WireWriter) {
        let metric = reader.integer(UInt32.self)
        let values = unsafe reader.list()
        var number: UInt32 = 0
        if !reader.isBroken {
            unsafe with(PENSTOCK_METRICS) { (_, table: UnsafePointer<penstock_metrics>) in
                guard let metric = unsafe stage?.figures.metrics[metric] else { return }
                let series = unsafe values.withUnsafeBufferPointer { values in
                    unsafe table.pointee.series(metric, values.baseAddress, values.count)
                }
                if let series = unsafe series { number = unsafe stage?.figures.series.number(of: series) ?? 0 }
            }
        }
        writer.put(number)
    }
}

/// A metric's definition as a worker asks for it.
@safe private struct MetricQuestion {
    private let kind: UInt32
    private let name: penstock_bytes
    private let help: penstock_bytes
    private let labels: [penstock_bytes]
    private let bounds: [Double]

    init(_ reader: inout WireReader) {
        kind = reader.integer()
        unsafe (name, help) = unsafe (reader.bytes(), reader.bytes())
        unsafe labels = unsafe reader.list()
        bounds = (0..<reader.count(ofAtLeast: 8)).map { _ in Double(bitPattern: reader.integer()) }
    }

    func lend<R>(_ body: (UnsafePointer<penstock_metric_definition>) -> R) -> R {
        unsafe labels.withUnsafeBufferPointer { labels in
            unsafe bounds.withUnsafeBufferPointer { bounds in
                var definition = unsafe penstock_metric_definition(
                    size: UInt32(MemoryLayout<penstock_metric_definition>.size),
                    kind: kind,
                    name: name,
                    help: help,
                    labels: labels.baseAddress,
                    label_count: labels.count,
                    bounds: bounds.baseAddress,
                    bound_count: bounds.count
                )
                return unsafe body(&definition)
            }
        }
    }
}

private func withOptional<R>(_ bytes: penstock_bytes?, _ body: (UnsafePointer<penstock_bytes>?) -> R) -> R {
    guard var bytes = unsafe bytes else { return body(nil) }
    return unsafe body(&bytes)
}
