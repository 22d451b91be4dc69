public import CPenstock

/// What a plugin exports: its name and version, and the stage types it offers.
///
/// ```swift
/// package let library = Library(id: "shout", version: "1.0.0", vendor: "Example", stages: [.transform(Shout.self)])
/// ```
/// and, in the exporting target, `@c @implementation public func penstock_plugin_v1(…) { library.table }`.
@safe public final class Library: @unchecked Sendable {
    /// The table for the host; the same one every time, never freed.
    public let table: UnsafePointer<penstock_library>

    /// Makes the table once; a version is three numbers such as 1.4.0.
    public init(id: String, version: String, vendor: String, stages: [StageType]) {
        let pointers = UnsafeMutablePointer<UnsafePointer<penstock_stage_type>>.allocate(capacity: max(stages.count, 1))
        for (index, stage) in stages.enumerated() {
            unsafe (pointers + index).initialize(to: stage.makeTable())
        }
        let table = UnsafeMutablePointer<penstock_library>.allocate(capacity: 1)
        unsafe table.initialize(
            to: penstock_library(
                size: UInt32(MemoryLayout<penstock_library>.size),
                abi_minor: UInt32(PENSTOCK_ABI_MINOR),
                needs_host_minor: 0,
                flags: 0,
                id: forever(id),
                version: forever(version),
                vendor: forever(vendor),
                stage_count: stages.count,
                stages: UnsafePointer(pointers)
            )
        )
        unsafe self.table = unsafe UnsafePointer(table)
    }
}

/// A stage type as a library offers it.
public struct StageType: Sendable {
    let kind: UInt32
    let id: String
    let summary: String
    let schema: String
    let factory: StageFactory

    private init<S: Stage>(
        _ kind: UInt32,
        _ type: S.Type,
        _ box: @escaping @Sendable (S, Host) -> AnyInstance
    ) {
        self.kind = kind
        id = type.id
        summary = type.summary
        schema = type.schema
        factory = TypedFactory<S>(box: box)
    }

    /// Offers a filter.
    public static func filter<F: Filter>(_ type: F.Type) -> StageType {
        StageType(PENSTOCK_FILTER, type) { stage, _ in FilterInstance(stage) }
    }

    /// Offers a transform.
    public static func transform<T: Transform>(_ type: T.Type) -> StageType {
        StageType(PENSTOCK_TRANSFORM, type) { stage, _ in TransformInstance(stage) }
    }

    /// Offers a signer.
    public static func signer<S: Signer>(_ type: S.Type) -> StageType {
        StageType(PENSTOCK_SIGN, type) { stage, _ in SignerInstance(stage) }
    }

    /// Offers a transport.
    public static func transport<T: Transport>(_ type: T.Type) -> StageType {
        StageType(PENSTOCK_TRANSPORT, type) { stage, host in TransportInstance(stage, host: host) }
    }

    func makeTable() -> UnsafePointer<penstock_stage_type> {
        let table = UnsafeMutablePointer<penstock_stage_type>.allocate(capacity: 1)
        unsafe table.initialize(
            to: penstock_stage_type(
                size: UInt32(MemoryLayout<penstock_stage_type>.size),
                kind: kind,
                id: forever(id),
                summary: forever(summary),
                schema: forever(schema),
                ops: operations(ofKind: kind, foresees: factory.foresees),
                context: Unmanaged.passRetained(factory).toOpaque()
            )
        )
        return unsafe UnsafePointer(table)
    }
}

/// A NUL-terminated copy that is never freed: descriptors live as long as the library, which is never unloaded.
private func forever(_ text: String) -> UnsafePointer<CChar> {
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8.count + 1)
    for (index, byte) in text.utf8.enumerated() { unsafe copy[index] = CChar(bitPattern: byte) }
    unsafe copy[text.utf8.count] = 0
    return unsafe UnsafePointer(copy)
}
