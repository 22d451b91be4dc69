package import CPenstock

/// What stood before the event of a call (service `penstock.history`): how a score compares with those of everybody who
/// completed the course earlier, and what the same person did there.
///
/// ```swift
/// struct Peers: Transform {
///     private let history: History?
///     init(_ configuration: Configuration, _ setup: Setup) throws { history = setup.history }
///
///     func transform(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict {
///         guard let figures = try history?.figures(of: "score", call) else { return .unchanged }
///         try output.append(figures)
///         return .wrote
///     }
/// }
/// ```
///
/// The figures are counted when the event is accepted, and the same at every retry and replay.
@safe public struct History: @unchecked Sendable {
    private let host: Host
    private let table: UnsafePointer<penstock_history>

    package init(host: Host, table: UnsafePointer<penstock_history>) {
        self.host = host
        unsafe self.table = unsafe table
    }

    /// The figures of a measure of the call's event, as JSON (`penstock.h` shows it), valid until the stage's function
    /// returns; nil where the event measures nothing of that name. Let failures through: throw them on.
    public func figures(of measure: String, _ call: Call) throws(StageFailure) -> Bytes? {
        var found = unsafe penstock_bytes()
        let verdict = unsafe withBytes(measure) { unsafe table.pointee.figures(host.raw, call.raw, $0, &found) }
        switch verdict {
        case PENSTOCK_OK: return unsafe Bytes(found)
        case PENSTOCK_HISTORY_ABSENT: return nil
        default: throw StageFailure(service: verdict)
        }
    }
}

extension Setup {
    /// What stood before events; nil where the host is too old to know.
    public var history: History? {
        guard let table = unsafe host.service(PENSTOCK_HISTORY, revision: 1) else { return nil }
        return unsafe History(host: host, table: table.assumingMemoryBound(to: penstock_history.self))
    }
}
