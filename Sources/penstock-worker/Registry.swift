internal import CPenstock
internal import PenstockWire
internal import Synchronization

/// What is configured in this worker, by the numbers that the host gave.
final class Registry: Sendable {
    let library: LoadedLibrary
    let outbox: Outbox
    let services: ServiceLine
    let flights = Flights()
    private let stages = Mutex<[UInt32: ConfiguredStage]>([:])
    private let instances = Mutex<[UInt32: Instance]>([:])

    init(_ library: LoadedLibrary, outbox: Outbox, services: ServiceLine) {
        self.library = library
        self.outbox = outbox
        self.services = services
    }

    func stage(_ id: UInt32) -> ConfiguredStage? { stages.withLock { $0[id] } }
    func instance(_ id: UInt32) -> Instance? { instances.withLock { $0[id] } }

    func add(_ stage: ConfiguredStage) { stages.withLock { $0[stage.id] = stage } }
    func add(_ instance: Instance, as id: UInt32) { instances.withLock { $0[id] = instance } }

    func removeStage(_ id: UInt32) -> ConfiguredStage? { stages.withLock { $0.removeValue(forKey: id) } }
    func removeInstance(_ id: UInt32) -> Instance? { instances.withLock { $0.removeValue(forKey: id) } }
}

/// One stage on one thread; a transport has one in all.
@safe final class Instance: @unchecked Sendable {
    let raw: UnsafeMutableRawPointer?
    let stage: ConfiguredStage

    init(_ raw: UnsafeMutableRawPointer?, _ stage: ConfiguredStage) {
        unsafe self.raw = unsafe raw
        self.stage = stage
    }

    var operations: penstock_ops { stage.operations }
}
