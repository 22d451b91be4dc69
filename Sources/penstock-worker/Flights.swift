internal import CPenstock
internal import PenstockWire
internal import Synchronization

/// Names an attempt.
struct FlightKey: Hashable, Sendable {
    var stage: UInt32
    var token: UInt64
}

/// An attempt that a transport has: a copy of all that its delivery points at, until it is completed.
@safe final class Flight: @unchecked Sendable {
    private let memory: UnsafeMutableRawBufferPointer
    private let views = unsafe MessageViews(handle: nil, fail: ignoreFail, explain: ignoreExplain)
    let delivery: UnsafeMutablePointer<penstock_delivery>

    /// Copies the rest of a frame; nil when it makes no sense.
    init?(token: UInt64, _ content: UnsafeRawBufferPointer) {
        unsafe memory = .allocate(byteCount: max(content.count, 1), alignment: 16)
        unsafe memory.copyMemory(from: content)
        unsafe delivery = unsafe zeroed()
        unsafe delivery.pointee.size = UInt32(MemoryLayout<penstock_delivery>.size)
        unsafe delivery.pointee.token = token
        unsafe delivery.pointee.message = unsafe UnsafePointer(views.message)
        unsafe delivery.pointee.call = unsafe UnsafePointer(views.call)
        var reader = unsafe WireReader(UnsafeRawBufferPointer(rebasing: memory[..<content.count]))
        unsafe delivery.pointee.resume = unsafe reader.bytes()
        views.read(&reader)
        guard reader.isWhole else { return nil }
    }

    deinit {
        unsafe delivery.deallocate()
        unsafe memory.deallocate()
    }
}

/// The attempts in flight.
final class Flights: Sendable {
    private let all = Mutex<[FlightKey: Flight]>([:])

    func begin(_ flight: Flight, _ key: FlightKey) { all.withLock { $0[key] = flight } }
    func end(_ key: FlightKey) { _ = all.withLock { $0.removeValue(forKey: key) } }
}

private func ignoreFail(_ call: UnsafePointer<penstock_call>, _ code: penstock_bytes, _ text: penstock_bytes) {}
private func ignoreExplain(_ call: UnsafePointer<penstock_call>, _ text: penstock_bytes) {}
