internal import CPenstock
internal import Glibc
internal import PenstockPluginKit
internal import Synchronization

/// A problem that `configure`, `create` or `activate` reported.
package struct Problem: Sendable, Equatable {
    package var isWarning: Bool
    /// JSON Pointer into the configuration.
    package var pointer: String
    /// Bytes into the string at `pointer`.
    package var offset: Int?
    package var text: String

    package init(isWarning: Bool = false, pointer: String, offset: Int? = nil, text: String) {
        self.isWarning = isWarning
        self.pointer = pointer
        self.offset = offset
        self.text = text
    }
}

/// A field that a configuration said it reads.
package struct Reading: Sendable, Equatable {
    package var pointer: String
    package var field: String
    /// Bytes into the text at the pointer, where the field's name stands.
    package var offset: Int?
    package var ofEvent: Bool
    package var isOptional: Bool

    package init(
        _ pointer: String,
        _ field: String,
        offset: Int? = nil,
        ofEvent: Bool = false,
        isOptional: Bool = false
    ) {
        self.pointer = pointer
        self.field = field
        self.offset = offset
        self.ofEvent = ofEvent
        self.isOptional = isOptional
    }
}

/// Which addresses a stage may connect to.
///
/// Takes the name that was resolved and the address as text (`127.0.0.1:8080`, `[::1]:8080`); answers nil for yes, or a
/// sentence that says why not.
package typealias EgressRule = @Sendable (_ name: String, _ address: String) -> String?

/// The host's tables for one configured stage, and what came in through them.
@safe final class HarnessHost: @unchecked Sendable {
    struct Record {
        var problems: [Problem] = []
        var readings: [Reading] = []
        var log: [(level: Host.Level, text: String)] = []
        var completions: [UInt64: [Completion]] = [:]
        var waiting: [UInt64: [CheckedContinuation<Completion, Never>]] = [:]
    }

    let record = Mutex(Record())
    let egress: EgressRule
    let keyValue = FakeKeyValue()
    let directories = FakeDirectories()
    let metrics = FakeMetrics()
    let arena = Arena()
    private(set) var host: UnsafePointer<penstock_host>
    private(set) var report: UnsafePointer<penstock_report>
    private let egressTable: UnsafePointer<penstock_egress>
    private let lacking: Set<String>

    /// - Parameter lacking: Services that this host does not have, as an older one.
    init(pipeline: String, stage: String, egress: @escaping EgressRule, lacking: Set<String> = []) {
        self.egress = egress
        self.lacking = lacking
        let level = unsafe arena.place(PENSTOCK_TRACE)
        unsafe egressTable = unsafe UnsafePointer(
            arena.place(
                penstock_egress(
                    size: UInt32(MemoryLayout<penstock_egress>.size),
                    revision: 1,
                    allow: allowEgress
                )
            )
        )
        let host = unsafe arena.place(
            penstock_host(
                size: UInt32(MemoryLayout<penstock_host>.size),
                abi_minor: UInt32(PENSTOCK_ABI_MINOR),
                handle: nil,
                log_level: level,
                pipeline: arena.bytes(pipeline),
                stage: arena.bytes(stage),
                log: writeLog,
                complete: completeAttempt,
                service: findService
            )
        )
        let report = unsafe arena.place(
            penstock_report(
                size: UInt32(MemoryLayout<penstock_report>.size),
                reserved: 0,
                handle: nil,
                problem: addProblem,
                reads: addReading,
                reads_at: addReadingAt
            )
        )
        unsafe self.host = unsafe UnsafePointer(host)
        unsafe self.report = unsafe UnsafePointer(report)
        unsafe host.pointee.handle = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe report.pointee.handle = unsafe Unmanaged.passUnretained(self).toOpaque()
    }

    func service(_ id: String, _ revision: UInt32) -> UnsafeRawPointer? {
        guard revision <= 1, !lacking.contains(id) else { return nil }
        return switch id {
        case PENSTOCK_EGRESS: unsafe UnsafeRawPointer(egressTable)
        case PENSTOCK_KV: unsafe UnsafeRawPointer(fakeKeyValueTable)
        case PENSTOCK_DIRECTORY: unsafe UnsafeRawPointer(fakeDirectoryTable)
        case PENSTOCK_METRICS: unsafe UnsafeRawPointer(fakeMetricsTable)
        case PENSTOCK_HISTORY: unsafe UnsafeRawPointer(fakeHistoryTable)
        default: nil
        }
    }

    func complete(_ completion: Completion) {
        let waiting = record.withLock { record in
            record.completions[completion.token, default: []].append(completion)
            return record.waiting.removeValue(forKey: completion.token) ?? []
        }
        for continuation in waiting { continuation.resume(returning: completion) }
    }

    /// Waits for the completion of a token.
    func completion(of token: UInt64) async -> Completion {
        await withCheckedContinuation { continuation in
            let done = record.withLock { record -> Completion? in
                if let done = record.completions[token]?.first { return done }
                record.waiting[token, default: []].append(continuation)
                return nil
            }
            if let done { continuation.resume(returning: done) }
        }
    }
}

extension HarnessHost {
    static func of(_ host: UnsafePointer<penstock_host>) -> HarnessHost? { unsafe owner(host.pointee.handle) }
}

private func owner(_ handle: UnsafeMutableRawPointer?) -> HarnessHost? {
    unsafe handle.map { unsafe Unmanaged<HarnessHost>.fromOpaque($0).takeUnretainedValue() }
}

private func writeLog(_ host: UnsafePointer<penstock_host>, _ level: UInt32, _ text: penstock_bytes) {
    let text = unsafe String(text)
    unsafe owner(host.pointee.handle)?.record.withLock {
        $0.log.append((Host.Level(rawValue: level) ?? .error, text))
    }
}

private func completeAttempt(
    _ host: UnsafePointer<penstock_host>,
    _ result: UnsafePointer<penstock_result>
) {
    unsafe owner(host.pointee.handle)?.complete(Completion(result))
}

private func findService(
    _ host: UnsafePointer<penstock_host>,
    _ id: UnsafePointer<CChar>,
    _ revision: UInt32
) -> UnsafeRawPointer? {
    unsafe owner(host.pointee.handle)?.service(String(cString: id), revision)
}

private func addProblem(
    _ report: UnsafePointer<penstock_report>,
    _ level: UInt32,
    _ pointer: penstock_bytes,
    _ offset: Int64,
    _ text: penstock_bytes
) {
    let problem = unsafe Problem(
        isWarning: level == PENSTOCK_WARNING,
        pointer: String(pointer),
        offset: offset < 0 ? nil : Int(offset),
        text: String(text)
    )
    unsafe owner(report.pointee.handle)?.record.withLock { $0.problems.append(problem) }
}

private func addReading(
    _ report: UnsafePointer<penstock_report>,
    _ pointer: penstock_bytes,
    _ field: penstock_bytes
) {
    unsafe addReadingAt(report, pointer, -1, field, 0)
}

private func addReadingAt(
    _ report: UnsafePointer<penstock_report>,
    _ pointer: penstock_bytes,
    _ offset: Int64,
    _ field: penstock_bytes,
    _ flags: UInt32
) {
    let reading = unsafe Reading(
        String(pointer),
        String(field),
        offset: offset >= 0 ? Int(offset) : nil,
        ofEvent: flags & PENSTOCK_READS_EVENT != 0,
        isOptional: flags & PENSTOCK_READS_OPTIONAL != 0
    )
    unsafe owner(report.pointee.handle)?.record.withLock { $0.readings.append(reading) }
}

private func allowEgress(
    _ host: UnsafePointer<penstock_host>,
    _ name: penstock_bytes,
    _ address: UnsafeRawPointer,
    _ length: Int,
    _ reason: UnsafeMutablePointer<UInt8>?,
    _ capacity: Int,
    _ used: UnsafeMutablePointer<Int>?
) -> UInt32 {
    let rule = unsafe owner(host.pointee.handle)?.egress
    guard let refusal = unsafe rule?(String(name), addressText(address, length)) else { return 1 }
    let text = Array(refusal.utf8.prefix(capacity))
    if let reason = unsafe reason {
        for (index, byte) in text.enumerated() { unsafe reason[index] = byte }
    }
    unsafe used?.pointee = text.count
    return 0
}

private func addressText(_ address: UnsafeRawPointer, _ length: Int) -> String {
    var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let code = unsafe getnameinfo(
        address.assumingMemoryBound(to: sockaddr.self),
        socklen_t(length),
        &name,
        socklen_t(name.count),
        &port,
        socklen_t(port.count),
        NI_NUMERICHOST | NI_NUMERICSERV
    )
    guard code == 0 else { return "?" }
    func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    let host = text(name)
    return host.contains(":") ? "[\(host)]:\(text(port))" : "\(host):\(text(port))"
}
