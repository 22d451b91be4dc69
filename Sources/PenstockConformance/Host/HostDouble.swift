internal import CPenstock
internal import Glibc
internal import Synchronization

/// A problem that the plugin reported of a configuration.
struct ReportedProblem: Sendable {
    var isError: Bool
    var pointer: String
    var text: String
}

/// The host's tables for one configured stage, and what came in through them.
@safe final class HostDouble: @unchecked Sendable {
    private struct Record {
        var problems: [ReportedProblem] = []
        var lines = 0
    }

    private let record = Mutex(Record())
    private let arena: Arena
    let raw: UnsafePointer<penstock_host>
    let report: UnsafePointer<penstock_report>
    private let egress: UnsafePointer<penstock_egress>
    private let directory: UnsafePointer<penstock_directory>
    /// Takes completions; nil where nothing is in flight.
    let ledger: Ledger?

    init(_ kind: Arena.Host = .current, ledger: Ledger? = nil) {
        self.ledger = ledger
        arena = Arena(host: kind)
        let egress = unsafe arena.table(
            penstock_egress(size: 0, revision: 1, allow: hostAllow),
            first: 16,
            "the service penstock.egress"
        )
        let directory = unsafe arena.table(
            penstock_directory(size: 0, revision: 1, find: hostFind),
            first: 16,
            "the service penstock.directory"
        )
        let level = unsafe arena.bytes(
            Array(unsafe withUnsafeBytes(of: PENSTOCK_DEBUG) { unsafe Array($0) }),
            "the log level"
        )
        guard let word = unsafe level.ptr else { preconditionFailure("a word is four bytes") }
        let host = unsafe arena.table(
            penstock_host(
                size: 0,
                abi_minor: kind == .first ? 0 : UInt32(PENSTOCK_ABI_MINOR) + (kind == .later ? 1 : 0),
                handle: nil,
                log_level: UnsafeRawPointer(word).assumingMemoryBound(to: UInt32.self),
                pipeline: arena.bytes("conformance", "the pipeline's name"),
                stage: arena.bytes("stages/0", "the stage's name"),
                log: hostLog,
                complete: hostComplete,
                service: hostService
            ),
            first: FirstVersion.host,
            "the host's table"
        )
        let report = unsafe arena.table(
            penstock_report(
                size: 0,
                reserved: 0,
                handle: nil,
                problem: hostProblem,
                reads: hostReads,
                reads_at: hostReadsAt
            ),
            first: FirstVersion.report,
            "the report's table"
        )
        unsafe self.egress = unsafe UnsafePointer(egress)
        unsafe self.directory = unsafe UnsafePointer(directory)
        unsafe self.raw = unsafe UnsafePointer(host)
        unsafe self.report = unsafe UnsafePointer(report)
        unsafe host.pointee.handle = Unmanaged.passUnretained(self).toOpaque()
        unsafe report.pointee.handle = Unmanaged.passUnretained(self).toOpaque()
        arena.seal()
    }

    var problems: [ReportedProblem] { record.withLock { $0.problems } }
    /// What was reported as an error, in one line for findings.
    var complaints: String {
        let errors = problems.filter(\.isError)
        guard !errors.isEmpty else { return "without saying why" }
        return errors.map { "\($0.pointer.isEmpty ? "the whole" : $0.pointer): \($0.text)" }.joined(separator: "; ")
    }

    fileprivate func add(_ problem: ReportedProblem) { record.withLock { $0.problems.append(problem) } }
    fileprivate func log() { record.withLock { $0.lines += 1 } }
    fileprivate var egressTable: UnsafeRawPointer { unsafe UnsafeRawPointer(egress) }
    fileprivate var directoryTable: UnsafeRawPointer { unsafe UnsafeRawPointer(directory) }

    fileprivate static func of(_ handle: UnsafeMutableRawPointer?) -> HostDouble? {
        unsafe handle.map { unsafe Unmanaged<HostDouble>.fromOpaque($0).takeUnretainedValue() }
    }
}

// MARK: - The C functions

private func hostLog(_ host: UnsafePointer<penstock_host>, _ level: UInt32, _ text: penstock_bytes) {
    unsafe HostDouble.of(host.pointee.handle)?.log()
}

private func hostComplete(_ host: UnsafePointer<penstock_host>, _ result: UnsafePointer<penstock_result>) {
    unsafe HostDouble.of(host.pointee.handle)?.ledger?.complete(result)
}

private func hostService(
    _ host: UnsafePointer<penstock_host>,
    _ id: UnsafePointer<CChar>,
    _ revision: UInt32
) -> UnsafeRawPointer? {
    guard revision <= 1, let host = unsafe HostDouble.of(host.pointee.handle) else { return nil }
    if unsafe strcmp(id, PENSTOCK_EGRESS) == 0 { return unsafe host.egressTable }
    if unsafe strcmp(id, PENSTOCK_DIRECTORY) == 0 { return unsafe host.directoryTable }
    return nil
}

/// No event has told anything.
private func hostFind(
    _ host: UnsafePointer<penstock_host>,
    _ call: UnsafePointer<penstock_call>,
    _ directory: penstock_bytes,
    _ key: penstock_bytes,
    _ row: UnsafeMutablePointer<penstock_bytes>
) -> Int32 {
    unsafe row.pointee = penstock_bytes()
    return PENSTOCK_DIRECTORY_ABSENT
}

private func hostProblem(
    _ report: UnsafePointer<penstock_report>,
    _ level: UInt32,
    _ pointer: penstock_bytes,
    _ offset: Int64,
    _ text: penstock_bytes
) {
    unsafe HostDouble.of(report.pointee.handle)?.add(
        ReportedProblem(isError: level >= PENSTOCK_ERROR, pointer: String(pointer), text: String(text))
    )
}

private func hostReads(
    _ report: UnsafePointer<penstock_report>,
    _ pointer: penstock_bytes,
    _ field: penstock_bytes
) {}

private func hostReadsAt(
    _ report: UnsafePointer<penstock_report>,
    _ pointer: penstock_bytes,
    _ offset: Int64,
    _ field: penstock_bytes,
    _ flags: UInt32
) {}

/// Lets nothing leave the machine.
private func hostAllow(
    _ host: UnsafePointer<penstock_host>,
    _ name: penstock_bytes,
    _ address: UnsafeRawPointer,
    _ length: Int,
    _ reason: UnsafeMutablePointer<UInt8>?,
    _ capacity: Int,
    _ reasonLength: UnsafeMutablePointer<Int>?
) -> UInt32 {
    if length >= MemoryLayout<sockaddr_in>.size {
        let socketAddress = unsafe address.loadUnaligned(as: sockaddr_in.self)
        let isLoopback = socketAddress.sin_addr.s_addr & 0xFF == 127
        if Int32(socketAddress.sin_family) == AF_INET, isLoopback { return 1 }
    }
    let sentence = Array("the check lets nothing leave this machine".utf8.prefix(max(capacity, 0)))
    if let reason = unsafe reason { unsafe reason.update(from: sentence, count: sentence.count) }
    unsafe reasonLength?.pointee = sentence.count
    return 0
}
