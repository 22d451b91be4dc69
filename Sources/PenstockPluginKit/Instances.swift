internal import CPenstock

// What stands behind the opaque pointers that the host holds: C function pointers cannot be generic, so each typed
// stage is boxed in a class, and an operation is one virtual call.

/// One stage on one thread.
class AnyInstance {
    func activate() throws {}
    func deactivate() {}
    func filter(_ message: Message, _ call: Call) throws(StageFailure) -> FilterVerdict { throw .wrongKind }
    func transform(_ message: Message, _ output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict {
        throw .wrongKind
    }
    func prepare(_ message: Message, _ output: Output, _ call: Call) throws(StageFailure) { throw .wrongKind }
    func submit(_ delivery: UnsafePointer<penstock_delivery>) {}
    func cancel(_ token: UInt64) {}
    func drain(_ microseconds: Int64) {}
}

extension StageFailure {
    static var wrongKind: StageFailure { .permanent("wrong-kind", "this stage type has no such operation") }
}

final class FilterInstance<F: Filter>: AnyInstance {
    private let stage: F
    init(_ stage: F) { self.stage = stage }
    override func filter(_ message: Message, _ call: Call) throws(StageFailure) -> FilterVerdict {
        try stage.filter(message, call)
    }
}

final class TransformInstance<T: Transform>: AnyInstance {
    private let stage: T
    init(_ stage: T) { self.stage = stage }
    override func transform(_ message: Message, _ output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict {
        try stage.transform(message, into: output, call)
    }
}

final class SignerInstance<S: Signer>: AnyInstance {
    private let stage: S
    init(_ stage: S) { self.stage = stage }
    override func transform(_ message: Message, _ output: Output, _ call: Call) throws(StageFailure) -> BodyVerdict {
        try stage.sign(message, into: output, call)
    }
}

final class TransportInstance<T: Transport>: AnyInstance {
    private let stage: T
    private let host: Host
    init(_ stage: T, host: Host) {
        self.stage = stage
        self.host = host
    }
    override func activate() throws { try stage.activate() }
    override func deactivate() { stage.deactivate() }
    override func prepare(_ message: Message, _ output: Output, _ call: Call) throws(StageFailure) {
        try stage.prepare(message, into: output, call)
    }
    override func submit(_ delivery: UnsafePointer<penstock_delivery>) {
        unsafe stage.submit(Delivery(delivery, host: host.raw))
    }
    override func cancel(_ token: UInt64) { stage.cancel(token) }
    override func drain(_ microseconds: Int64) { stage.drain(within: microseconds) }
}

/// A configured stage: makes its instances.
class AnyShared {
    func makeInstance(onThread index: Int) throws -> AnyInstance { throw StageFailure.wrongKind }
}

final class Shared<S: Stage>: AnyShared {
    private let stage: S
    private let host: Host
    private let box: @Sendable (S, Host) -> AnyInstance

    init(_ stage: S, host: Host, box: @escaping @Sendable (S, Host) -> AnyInstance) {
        self.stage = stage
        self.host = host
        self.box = box
    }

    override func makeInstance(onThread index: Int) throws -> AnyInstance {
        box(try stage.instance(onThread: index), host)
    }
}

/// A stage type: makes configured stages.
class StageFactory: @unchecked Sendable {
    /// Whether ``foresee(_:)`` does anything.
    var foresees: Bool { false }
    func foresee(_ configurations: [[UInt8]]) {}
    func configure(_ json: [UInt8], _ setup: Setup) throws -> AnyShared { throw StageFailure.wrongKind }
}

final class TypedFactory<S: Stage>: StageFactory, @unchecked Sendable {
    private let box: @Sendable (S, Host) -> AnyInstance
    init(box: @escaping @Sendable (S, Host) -> AnyInstance) { self.box = box }

    override func configure(_ json: [UInt8], _ setup: Setup) throws -> AnyShared {
        Shared(try S(decodeConfiguration(S.Configuration.self, from: json), setup), host: setup.host, box: box)
    }

    override var foresees: Bool { S.self is any ForeseeingStage.Type }

    override func foresee(_ configurations: [[UInt8]]) {
        guard let type = S.self as? any ForeseeingStage.Type else { return }
        tell(type, of: configurations)
    }

    private func tell<F: ForeseeingStage>(_ type: F.Type, of configurations: [[UInt8]]) {
        // What cannot be read is told when it is configured.
        type.foresee(configurations.compactMap { try? decodeConfiguration(F.Configuration.self, from: $0) })
    }
}
