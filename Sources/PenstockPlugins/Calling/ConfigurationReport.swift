internal import CPenstock

/// What a plugin finds in a configuration.
package struct ConfigurationComplaint: Sendable, Equatable {
    package var isError: Bool
    /// JSON Pointer into the configuration; empty for the whole.
    package var pointer: String
    /// Bytes into the text at that pointer, for a syntax error inside an expression.
    package var offset: Int?
    package var text: String

    package init(isError: Bool, pointer: String, offset: Int?, text: String) {
        self.isError = isError
        self.pointer = pointer
        self.offset = offset
        self.text = text
    }
}

/// What comes of configuring a stage.
package struct ConfigurationReport: Sendable {
    /// Nil when the plugin refused the configuration.
    package var stage: ConfiguredStage?
    package var complaints: [ConfigurationComplaint]
    /// Which fields of the message a place in the configuration reads, both as JSON Pointers.
    package var reads: [(pointer: String, field: String)]

    package init(
        stage: ConfiguredStage?,
        complaints: [ConfigurationComplaint],
        reads: [(pointer: String, field: String)]
    ) {
        self.stage = stage
        self.complaints = complaints
        self.reads = reads
    }
}

/// Collects what a plugin reports during one call.
@safe final class ReportCollector {
    private(set) var complaints: [ConfigurationComplaint] = []
    private(set) var reads: [(pointer: String, field: String)] = []

    /// Lends the C table for the length of a call.
    func lend<R>(_ body: (UnsafePointer<penstock_report>) -> R) -> R {
        var report = unsafe penstock_report(
            size: UInt32(MemoryLayout<penstock_report>.size),
            reserved: 0,
            handle: Unmanaged.passUnretained(self).toOpaque(),
            problem: reportProblem,
            reads: reportReads
        )
        return withExtendedLifetime(self) { unsafe body(&report) }
    }

    fileprivate func add(_ complaint: ConfigurationComplaint) { complaints.append(complaint) }
    fileprivate func add(read field: String, at pointer: String) { reads.append((pointer, field)) }

    fileprivate static func of(_ report: UnsafePointer<penstock_report>) -> ReportCollector? {
        unsafe report.pointee.handle.map { unsafe Unmanaged<ReportCollector>.fromOpaque($0).takeUnretainedValue() }
    }
}

private func reportProblem(
    report: UnsafePointer<penstock_report>,
    level: UInt32,
    pointer: penstock_bytes,
    offset: Int64,
    text: penstock_bytes
) {
    unsafe ReportCollector.of(report)?.add(
        ConfigurationComplaint(
            isError: level >= PENSTOCK_ERROR,
            pointer: String(copying: pointer),
            offset: offset >= 0 ? Int(offset) : nil,
            text: String(copying: text)
        )
    )
}

private func reportReads(
    report: UnsafePointer<penstock_report>,
    pointer: penstock_bytes,
    field: penstock_bytes
) {
    unsafe ReportCollector.of(report)?.add(read: String(copying: field), at: String(copying: pointer))
}
