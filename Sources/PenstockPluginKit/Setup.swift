package import CPenstock

/// What a stage is given when it is made: the host's services and a place for complaints about its configuration.
@safe public struct Setup {
    /// The host's services, valid for the life of the stage.
    public let host: Host
    private let report: UnsafePointer<penstock_report>

    var rawReport: UnsafePointer<penstock_report> { unsafe report }

    package init(host: UnsafePointer<penstock_host>, report: UnsafePointer<penstock_report>) {
        self.host = unsafe Host(host)
        unsafe self.report = unsafe report
    }

    /// Reports something worth knowing that is no error.
    public func warn(at pointer: String, offset: Int? = nil, _ text: String) {
        unsafe send(report, PENSTOCK_WARNING, pointer, offset, text)
    }

    /// Reports an error and goes on, so that one check shows all of them; the initializer must throw in the end.
    public func problem(_ problem: ConfigurationProblem) {
        unsafe send(report, PENSTOCK_ERROR, problem.pointer, problem.offset, problem.text)
    }

    /// Tells that the configuration at `pointer` reads a field, so that the host can check it against the catalog.
    /// - Parameters:
    ///   - field: A JSON Pointer into the body; into the event where it is the event's.
    ///   - offset: Bytes into the text at `pointer`, or into the file that it names, where the field's name stands.
    ///   - ofEvent: Whether it is the event's, whatever became of the body.
    ///   - isOptional: Whether the stage knows what to do where it is missing.
    public func reads(
        _ field: String,
        at pointer: String,
        offset: Int? = nil,
        ofEvent: Bool = false,
        isOptional: Bool = false
    ) {
        var flags: UInt32 = ofEvent ? PENSTOCK_READS_EVENT : 0
        if isOptional { flags |= PENSTOCK_READS_OPTIONAL }
        unsafe withBytes(pointer) { pointer in
            unsafe withBytes(field) { field in
                if unsafe Int(report.pointee.size) >= MemoryLayout<penstock_report>.size {
                    unsafe report.pointee.reads_at(report, pointer, Int64(offset ?? -1), field, flags)
                } else if !ofEvent {
                    // The first hosts knew of the body only.
                    unsafe report.pointee.reads(report, pointer, field)
                }
            }
        }
    }
}

/// Thrown by an initializer that has reported its problems one by one.
public struct ProblemsReported: Error {
    /// Says that every problem stands in the report.
    public init() {}
}

func send(
    _ report: UnsafePointer<penstock_report>,
    _ level: UInt32,
    _ pointer: String,
    _ offset: Int?,
    _ text: String
) {
    unsafe withBytes(pointer) { pointer in
        unsafe withBytes(text) { text in
            unsafe report.pointee.problem(report, level, pointer, Int64(offset ?? -1), text)
        }
    }
}
