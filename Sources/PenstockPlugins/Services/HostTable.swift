internal import CPenstock
internal import Glibc
internal import Logging
internal import PenstockCore
internal import Synchronization

/// The host's C table for one configured stage, and what stands behind it.
@safe final class HostTable: @unchecked Sendable {
    let raw: UnsafeMutablePointer<penstock_host>
    let pipelineName: String
    /// The stage's name, or its position.
    let stageName: String
    let metrics: PluginMetrics
    let mask: SecretMask
    private let pipeline: CText
    private let stage: CText
    private let logger: Logger
    private let egress: EgressPolicy
    private let completion = Mutex<CompletionBox?>(nil)

    init(_ setup: StageSetup) {
        pipelineName = setup.pipeline
        stageName = setup.stage
        metrics = setup.services.metrics
        mask = setup.mask
        pipeline = CText(setup.pipeline)
        stage = CText(setup.stage)
        var logger = setup.services.logger
        logger[metadataKey: "pipeline"] = "\(setup.pipeline)"
        logger[metadataKey: "stage"] = "\(setup.stage)"
        self.logger = logger
        egress = EgressPolicy(
            trustedHosts: setup.trustedHosts,
            allowed: setup.services.egress.union(setup.egress)
        )
        unsafe raw = .allocate(capacity: 1)
        unsafe raw.initialize(
            to: penstock_host(
                size: UInt32(MemoryLayout<penstock_host>.size),
                abi_minor: UInt32(PENSTOCK_ABI_MINOR),
                handle: nil,
                log_level: LogLevel.pointer(logger.logLevel),
                pipeline: pipeline.bytes,
                stage: stage.bytes,
                log: hostLog,
                complete: hostComplete,
                service: hostService
            )
        )
        unsafe raw.pointee.handle = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit {
        unsafe raw.deallocate()
    }

    /// Where completions go; set before the transport is activated.
    func setCompletion(_ handler: CompletionHandler?) {
        completion.withLock { $0 = handler.map(CompletionBox.init) }
    }

    fileprivate func log(_ level: UInt32, _ text: String) {
        let levels: [Logger.Level] = [.trace, .debug, .info, .notice, .warning, .error]
        logger.log(level: levels[min(Int(level), levels.count - 1)], "\(mask(text))")
    }

    fileprivate func complete(_ result: UnsafePointer<penstock_result>) {
        let token = unsafe result.pointee.token
        guard let box = completion.withLock({ $0 }) else {
            logger.error("the transport completed token \(token) when nothing was in flight")
            return
        }
        unsafe box.handler(token, AttemptResult(result).masked(by: mask))
    }

    fileprivate func refusal(_ name: String, _ address: IPAddress) -> String? {
        egress.refusal(of: address, name: name)
    }

    static func of(_ host: UnsafePointer<penstock_host>) -> HostTable? {
        unsafe host.pointee.handle.map { unsafe Unmanaged<HostTable>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// A closure in a box. Bare in a `Mutex` it would be wrapped once more each time the lock is taken, because generic code
/// sees closures in another form: after 10,000 completions a call would pass 10,000 wrappers.
private final class CompletionBox: Sendable {
    let handler: CompletionHandler
    init(_ handler: @escaping CompletionHandler) { self.handler = handler }
}

/// Text in C memory of its own.
@safe final class CText: @unchecked Sendable {
    private let memory: UnsafeMutableBufferPointer<UInt8>

    init(_ text: String) {
        unsafe memory = .allocate(capacity: text.utf8.count)
        _ = unsafe memory.initialize(from: text.utf8)
    }

    deinit { unsafe memory.deallocate() }

    var bytes: penstock_bytes { unsafe penstock_bytes(ptr: UnsafePointer(memory.baseAddress), len: memory.count) }
}

/// One constant word per level, so that a plugin can read the level without a call.
private enum LogLevel {
    nonisolated(unsafe) private static let levels: UnsafeMutablePointer<UInt32> = {
        let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: 6)
        for index in 0..<6 { unsafe (memory + index).initialize(to: UInt32(index)) }
        return unsafe memory
    }()

    static func pointer(_ level: Logger.Level) -> UnsafePointer<UInt32> {
        let index =
            switch level {
            case .trace: 0
            case .debug: 1
            case .info: 2
            case .notice: 3
            case .warning: 4
            case .error, .critical: 5
            }
        return unsafe UnsafePointer(levels + index)
    }
}

// MARK: - The C functions

private func hostLog(host: UnsafePointer<penstock_host>, level: UInt32, text: penstock_bytes) {
    unsafe HostTable.of(host)?.log(level, String(copying: text))
}

private func hostComplete(host: UnsafePointer<penstock_host>, result: UnsafePointer<penstock_result>) {
    unsafe HostTable.of(host)?.complete(result)
}

private func hostService(
    host: UnsafePointer<penstock_host>,
    id: UnsafePointer<CChar>,
    revision: UInt32
) -> UnsafeRawPointer? {
    guard revision <= 1 else { return nil }
    if unsafe strcmp(id, PENSTOCK_EGRESS) == 0 { return unsafe UnsafeRawPointer(egressTable) }
    if unsafe strcmp(id, PENSTOCK_KV) == 0 { return unsafe UnsafeRawPointer(keyValueTable) }
    if unsafe strcmp(id, PENSTOCK_DIRECTORY) == 0 { return unsafe UnsafeRawPointer(directoryTable) }
    if unsafe strcmp(id, PENSTOCK_METRICS) == 0 { return unsafe UnsafeRawPointer(metricsTable) }
    if unsafe strcmp(id, PENSTOCK_HISTORY) == 0 { return unsafe UnsafeRawPointer(historyTable) }
    return nil
}

nonisolated(unsafe) private let egressTable: UnsafePointer<penstock_egress> = {
    let table = UnsafeMutablePointer<penstock_egress>.allocate(capacity: 1)
    unsafe table.initialize(
        to: penstock_egress(size: UInt32(MemoryLayout<penstock_egress>.size), revision: 1, allow: hostAllow)
    )
    return unsafe UnsafePointer(table)
}()

private func hostAllow(
    host: UnsafePointer<penstock_host>,
    name: penstock_bytes,
    address: UnsafeRawPointer,
    length: Int,
    reason: UnsafeMutablePointer<UInt8>?,
    capacity: Int,
    reasonLength: UnsafeMutablePointer<Int>?
) -> UInt32 {
    let sentence: String
    if let table = unsafe HostTable.of(host), let address = unsafe IPAddress(socketAddress: address, length: length) {
        guard let refusal = unsafe table.refusal(String(copying: name), address) else { return 1 }
        sentence = refusal
    } else {
        sentence = "this is no address of the internet"
    }
    let kept = Array(sentence.utf8.prefix(max(capacity, 0)))
    if let reason = unsafe reason { unsafe reason.update(from: kept, count: kept.count) }
    unsafe reasonLength?.pointee = kept.count
    return 0
}

extension IPAddress {
    /// Reads a `struct sockaddr` of the internet families.
    fileprivate init?(socketAddress: UnsafeRawPointer, length: Int) {
        guard length >= MemoryLayout<sockaddr>.size else { return nil }
        switch Int32(unsafe socketAddress.loadUnaligned(as: sockaddr.self).sa_family) {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            var address = unsafe socketAddress.loadUnaligned(as: sockaddr_in.self).sin_addr
            self.init(bytes: unsafe withUnsafeBytes(of: &address) { unsafe Array($0) })
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            var address = unsafe socketAddress.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            self.init(bytes: unsafe withUnsafeBytes(of: &address) { unsafe Array($0) })
        default:
            return nil
        }
    }
}
