internal import CPenstock
internal import Glibc
internal import PenstockWire

/// A configured stage, and the host's table that its plugin sees.
@safe final class ConfiguredStage: @unchecked Sendable {
    let id: UInt32
    let operations: penstock_ops
    /// What `configure` made.
    var shared: UnsafeMutableRawPointer?
    let host: UnsafeMutablePointer<penstock_host>
    private let registry: Registry
    private let level: UnsafeMutablePointer<UInt32>
    private let texts: [UnsafeMutableBufferPointer<UInt8>]

    /// - Parameters:
    ///   - level: The least level of lines that the host keeps.
    ///   - names: The pipeline's and the stage's.
    init(
        id: UInt32,
        _ operations: penstock_ops,
        level: UInt32,
        names: (penstock_bytes, penstock_bytes),
        _ registry: Registry
    ) {
        self.id = id
        self.operations = operations
        self.registry = registry
        unsafe self.level = .allocate(capacity: 1)
        unsafe self.level.initialize(to: level)
        unsafe texts = unsafe [names.0, names.1].map { name in
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: unsafe name.len)
            _ = unsafe copy.initialize(from: UnsafeBufferPointer(start: name.ptr, count: name.len))
            return unsafe copy
        }
        unsafe host = unsafe zeroed()
        unsafe host.initialize(
            to: penstock_host(
                size: UInt32(MemoryLayout<penstock_host>.size),
                abi_minor: UInt32(PENSTOCK_ABI_MINOR),
                handle: nil,
                log_level: UnsafePointer(self.level),
                pipeline: penstock_bytes(ptr: UnsafePointer(texts[0].baseAddress), len: texts[0].count),
                stage: penstock_bytes(ptr: UnsafePointer(texts[1].baseAddress), len: texts[1].count),
                log: hostLog,
                complete: hostComplete,
                service: hostService
            )
        )
        unsafe host.pointee.handle = unsafe Unmanaged.passUnretained(self).toOpaque()
    }

    deinit {
        unsafe host.deallocate()
        unsafe level.deallocate()
        unsafe texts.forEach { unsafe $0.deallocate() }
    }

    fileprivate func log(_ line: UInt32, _ text: penstock_bytes) {
        guard unsafe line >= level.pointee else { return }
        registry.outbox.send { writer in
            let mark = writer.begin(.log)
            writer.put(id)
            writer.put(line)
            unsafe writer.put(text)
            writer.end(mark)
        }
    }

    fileprivate func complete(_ result: UnsafePointer<penstock_result>) {
        registry.outbox.send { writer in
            let mark = writer.begin(.completed)
            writer.put(id)
            unsafe writer.put(result)
            writer.end(mark)
        }
        // Only now: the result may point into the delivery.
        unsafe registry.flights.end(FlightKey(stage: id, token: result.pointee.token))
    }

    /// Asks the host for something of this stage's.
    func ask(_ service: WireService, _ write: (inout WireWriter) -> Void, _ read: (inout WireReader) -> Void) {
        registry.services.ask { writer in
            writer.put(id)
            writer.put(service.rawValue)
            writer.put(ChannelLoop.current?.delivery ?? WireService.noDelivery)
            write(&writer)
        } _: { reader in
            read(&reader)
        }
    }

    /// Tells the host what a series of this stage's counts.
    func measure(_ series: UInt32, _ measure: WireMeasure, _ value: Double) {
        registry.outbox.add(isUrgent: ChannelLoop.current == nil) { writer in
            let mark = writer.begin(.measured)
            writer.put(id)
            writer.put(series)
            writer.put(measure.rawValue)
            writer.put(value.bitPattern)
            writer.end(mark)
        }
    }

    static func of(_ host: UnsafePointer<penstock_host>) -> ConfiguredStage? {
        unsafe host.pointee.handle.map { unsafe Unmanaged<ConfiguredStage>.fromOpaque($0).takeUnretainedValue() }
    }
}

// MARK: - The C functions

private func hostLog(host: UnsafePointer<penstock_host>, level: UInt32, text: penstock_bytes) {
    unsafe ConfiguredStage.of(host)?.log(level, text)
}

private func hostComplete(host: UnsafePointer<penstock_host>, result: UnsafePointer<penstock_result>) {
    unsafe ConfiguredStage.of(host)?.complete(result)
}
