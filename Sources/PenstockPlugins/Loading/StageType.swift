internal import CPenstock
internal import PenstockWire

/// A stage type that a loaded plugin offers. Lives as long as the process: plugins are never unloaded.
@safe package final class StageType: @unchecked Sendable {
    package let kind: StageKind
    package let id: String
    package let summary: String
    /// JSON Schema 2020-12 of its configuration, as text.
    package let schema: String
    /// The library's id.
    package let plugin: String
    /// The library's version.
    package let version: String
    package let origin: PluginOrigin
    /// Whether its calls go to a worker.
    package let isIsolated: Bool
    private let source: LibrarySource
    let raw: UnsafePointer<penstock_stage_type>
    let operations: UnsafePointer<penstock_ops>

    init(
        _ table: UnsafePointer<penstock_stage_type>,
        plugin: String,
        version: String,
        origin: PluginOrigin,
        source: LibrarySource,
        isIsolated: Bool
    ) throws(PluginRefusal) {
        unsafe raw = unsafe table
        self.source = source
        self.isIsolated = isIsolated
        self.plugin = plugin
        self.version = version
        self.origin = origin
        id = unsafe String(cString: table.pointee.id)
        summary = unsafe String(cString: table.pointee.summary)
        schema = unsafe String(cString: table.pointee.schema)
        guard let kind = unsafe Self.kind(table.pointee.kind) else {
            throw PluginRefusal("its stage type '\(id)' is of a kind this host does not know")
        }
        self.kind = kind
        unsafe operations = unsafe UnsafePointer(
            sizedCopy(table.pointee.ops, size: table.pointee.ops.pointee.size)
        )
        try unsafe Self.check(operations.pointee, kind, id)
    }

    /// The same stage type where a stage wants it to run.
    /// - Parameter isolation: Nil for where its plugin runs.
    /// - Throws: When the plugin cannot be had there.
    func placed(_ isolation: PluginIsolation?) throws(PluginRefusal) -> StageType {
        guard let isolation, (isolation == .process) != isIsolated else { return self }
        // After a fault nobody's wish counts, and the host must come up all the same.
        if source.placement?.isFixed == true { return self }
        let there = try source.description(isolation).stageTypes
        guard let type = there.first(where: { $0.kind == kind && $0.id == id }) else {
            throw PluginRefusal("it does not offer the \(kind.rawValue) '\(id)' there")
        }
        return type
    }

    private static func kind(_ raw: UInt32) -> StageKind? {
        switch raw {
        case PENSTOCK_FILTER: .filter
        case PENSTOCK_TRANSFORM: .transform
        case PENSTOCK_SIGN: .sign
        case PENSTOCK_TRANSPORT: .transport
        default: nil
        }
    }

    private static func check(_ operations: penstock_ops, _ kind: StageKind, _ id: String) throws(PluginRefusal) {
        let missing: String? =
            switch kind {
            case .filter: unsafe operations.filter == nil ? "filter" : nil
            case .transform: unsafe operations.transform == nil ? "transform" : nil
            case .sign: unsafe operations.sign == nil ? "sign" : nil
            case .transport:
                unsafe operations.submit == nil ? "submit" : unsafe operations.drain == nil ? "drain" : nil
            }
        if let missing { throw PluginRefusal("its \(kind.rawValue) '\(id)' lacks the operation '\(missing)'") }
    }
}
