internal import CPenstock
internal import PenstockJSON

/// A stage type that took a configuration.
@safe final class Configured: @unchecked Sendable {
    let stage: StageUnderTest
    let host: HostDouble
    private let shared: UnsafeMutableRawPointer?

    /// How `configure` ended.
    enum Attempt {
        case accepted(Configured)
        case refused(Int32)
    }

    private init(_ stage: StageUnderTest, _ host: HostDouble, _ shared: UnsafeMutableRawPointer?) {
        self.stage = stage
        self.host = host
        unsafe self.shared = unsafe shared
    }

    /// Calls `configure`.
    static func attempt(
        _ stage: StageUnderTest,
        _ configuration: JSONValue,
        _ host: HostDouble,
        guarded: Bool = false
    ) throws -> Attempt {
        let arena = Arena(guarded: guarded)
        let json = unsafe arena.bytes(configuration.serialized(), "the configuration")
        guard let start = unsafe json.ptr else { preconditionFailure("JSON is never empty") }
        arena.seal()
        var shared: UnsafeMutableRawPointer?
        let code = calling("configure") {
            unsafe stage.operations.configure(stage.raw, host.raw, start, json.len, host.report, &shared)
        }
        if code == PENSTOCK_OK { return unsafe .accepted(Configured(stage, host, shared)) }
        guard (PENSTOCK_FAIL_LIMIT...PENSTOCK_FAIL_TRANSIENT).contains(code) else {
            throw Stop("configure answered \(code), which is neither 0 nor a failure")
        }
        return .refused(code)
    }

    /// Calls `create`.
    func instance(onThread index: UInt32 = 0) throws -> Instance {
        var made: UnsafeMutableRawPointer?
        let code = calling("create") { unsafe stage.operations.create(shared, index, host.report, &made) }
        guard code == PENSTOCK_OK else {
            throw Stop("create answered \(code) (\(host.complaints)) after configure had accepted the configuration")
        }
        return unsafe Instance(self, made)
    }

    /// Calls `release`; nothing may be called afterwards.
    func release() {
        host.ledger?.close()
        calling("release") { unsafe stage.operations.release(shared) }
    }

    /// Makes an instance, activates it, and takes it down again afterwards.
    func withInstance(onThread index: UInt32 = 0, _ body: (Instance) throws -> Void) throws {
        let instance = try instance(onThread: index)
        try instance.activate()
        try body(instance)
        instance.drain()
        instance.deactivate()
        instance.destroy()
    }
}
