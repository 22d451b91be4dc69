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
    /// Which fields the configuration reads.
    package var reads: [FieldRead]

    package init(
        stage: ConfiguredStage?,
        complaints: [ConfigurationComplaint],
        reads: [FieldRead]
    ) {
        self.stage = stage
        self.complaints = complaints
        self.reads = reads
    }
}

/// Collects what a plugin reports during one call.
@safe final class ReportCollector {
    private(set) var complaints: [ConfigurationComplaint] = []
    private(set) var reads: [FieldRead] = []

    /// Lends the C table for the length of a call.
    func lend<R>(_ body: (UnsafePointer<penstock_report>) -> R) -> R {
        var report = unsafe penstock_report(
            size: UInt32(MemoryLayout<penstock_report>.size),
            reserved: 0,
            handle: Unmanaged.passUnretained(self).toOpaque(),
            problem: reportProblem,
            reads: reportReads,
            reads_at: reportReadsAt
        )
        return withExtendedLifetime(self) { unsafe body(&report) }
    }

    fileprivate func add(_ complaint: ConfigurationComplaint) { complaints.append(complaint) }
    fileprivate func add(_ read: FieldRead) { reads.append(read) }

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
    unsafe reportReadsAt(report: report, pointer: pointer, offset: -1, field: field, flags: 0)
}

private func reportReadsAt(
    report: UnsafePointer<penstock_report>,
    pointer: penstock_bytes,
    offset: Int64,
    field: penstock_bytes,
    flags: UInt32
) {
    unsafe ReportCollector.of(report)?.add(
        FieldRead(
            pointer: String(copying: pointer),
            offset: offset >= 0 ? Int(offset) : nil,
            field: String(copying: field),
            ofEvent: flags & PENSTOCK_READS_EVENT != 0,
            isOptional: flags & PENSTOCK_READS_OPTIONAL != 0
        )
    )
}
