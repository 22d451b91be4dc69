internal import CPenstock
internal import Glibc
internal import PenstockWire

// The services of the host as a plugin in this process finds them. Each is offered only if the host has it.

func hostService(
    host: UnsafePointer<penstock_host>,
    id: UnsafePointer<CChar>,
    revision: UInt32
) -> UnsafeRawPointer? {
    let offers: [(id: String, table: (ServiceOffer) -> UnsafeRawPointer)] = unsafe [
        (PENSTOCK_EGRESS, { _ in unsafe UnsafeRawPointer(egressTable) }),
        (PENSTOCK_KV, { unsafe UnsafeRawPointer(keyValueTable($0)) }),
        (PENSTOCK_DIRECTORY, { _ in unsafe UnsafeRawPointer(directoryTable) }),
        (PENSTOCK_METRICS, { _ in unsafe UnsafeRawPointer(metricsTable) }),
        (PENSTOCK_HISTORY, { _ in unsafe UnsafeRawPointer(historyTable) }),
    ]
    // What this worker has of a service is its first revision.
    guard revision <= 1, let stage = unsafe ConfiguredStage.of(host),
        let known = unsafe offers.first(where: { unsafe strcmp($0.id, id) == 0 })
    else { return nil }
    var offer = ServiceOffer()
    stage.ask(.offer) { writer in
        unsafe writer.put(known.id)
        writer.put(revision)
    } _: { reader in
        offer = ServiceOffer(&reader)
    }
    return unsafe offer.revision == 0 ? nil : known.table(offer)
}

/// What the host says of a service.
struct ServiceOffer {
    /// 0 where the host does not have it.
    private(set) var revision: UInt32 = 0
    /// Of penstock.kv, in the order of its table.
    private(set) var limits: [UInt32] = [0, 0, 0, 0]

    init() {}

    init(_ reader: inout WireReader) {
        revision = reader.integer()
        limits = limits.map { _ in reader.integer() }
    }
}

// MARK: - penstock.egress

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
    guard let stage = unsafe ConfiguredStage.of(host) else { return 0 }
    var isAllowed = false
    var sentence: [UInt8] = []
    stage.ask(.allow) { writer in
        unsafe writer.put(name)
        unsafe writer.put(penstock_bytes(ptr: address.assumingMemoryBound(to: UInt8.self), len: length))
    } _: { reader in
        isAllowed = reader.integer(UInt32.self) == 1
        let text = unsafe reader.bytes()
        sentence = unsafe Array(UnsafeBufferPointer(start: text.ptr, count: text.len))
    }
    guard !isAllowed else { return 1 }
    let kept = Array(sentence.prefix(max(capacity, 0)))
    if let reason = unsafe reason { unsafe reason.update(from: kept, count: kept.count) }
    unsafe reasonLength?.pointee = kept.count
    return 0
}
