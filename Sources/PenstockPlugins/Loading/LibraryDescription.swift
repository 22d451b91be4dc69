internal import CPenstock

/// A library's table, read into the host's own memory: what lies beyond the size it gives is never touched.
struct LibraryDescription {
    let id: String
    let version: String
    let vendor: String
    let stageTypes: [StageType]

    /// - Parameters:
    ///   - source: Where the table comes from.
    ///   - isIsolated: Whether it stands for a library in a worker.
    ///   - origin: Makes the plugin known to the recorder, by the id that the table gives it.
    init(
        _ table: UnsafePointer<penstock_library>,
        source: LibrarySource,
        isIsolated: Bool,
        origin: (_ id: String) -> PluginOrigin
    ) throws(PluginRefusal) {
        guard unsafe table.pointee.size >= 56 else { throw PluginRefusal("its table is smaller than version 1's") }
        let library = unsafe table.pointee
        guard unsafe library.needs_host_minor <= PENSTOCK_ABI_MINOR else {
            throw PluginRefusal(
                unsafe "it needs a host with minor version \(library.needs_host_minor) of the plugin interface"
            )
        }
        id = unsafe String(cString: library.id)
        version = unsafe String(cString: library.version)
        vendor = unsafe String(cString: library.vendor)
        guard !id.isEmpty, unsafe library.stage_count > 0, unsafe library.stage_count <= 256 else {
            throw PluginRefusal("its table names no id or no stage types")
        }
        let origin = origin(id)
        var types: [StageType] = []
        for index in 0..<(unsafe library.stage_count) {
            let type = try unsafe StageType(
                library.stages[index],
                plugin: id,
                version: version,
                origin: origin,
                source: source,
                isIsolated: isIsolated
            )
            guard !types.contains(where: { $0.kind == type.kind && $0.id == type.id }) else {
                throw PluginRefusal("it offers the \(type.kind.rawValue) '\(type.id)' twice")
            }
            types.append(type)
        }
        stageTypes = types
    }
}
