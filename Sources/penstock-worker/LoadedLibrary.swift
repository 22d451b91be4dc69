internal import CPenstock
internal import Glibc
internal import PenstockWire

/// Why the library cannot be used: the end of the sentence "…/libx.so is not loaded: …".
struct LoadingFailure: Error {
    var sentence: String
}

/// The plugin.
@safe final class LoadedLibrary: Sendable {
    nonisolated(unsafe) private let table: UnsafePointer<penstock_library>

    private typealias Entry = @convention(c) (UnsafePointer<penstock_host_info>) -> UnsafePointer<penstock_library>?

    init(path: String, hostVersion: String) throws(LoadingFailure) {
        guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL | Int32(RTLD_NODELETE)) else {
            throw LoadingFailure(sentence: "the loader says: \(unsafe String(cString: dlerror()))")
        }
        guard let symbol = unsafe dlsym(handle, "penstock_plugin_v1") else {
            throw LoadingFailure(sentence: "its entry penstock_plugin_v1 is not found")
        }
        let entry = unsafe unsafeBitCast(symbol, to: Entry.self)
        let found = unsafe "penstock".withCString { name in
            unsafe hostVersion.withCString { version in
                var host = unsafe penstock_host_info(
                    size: UInt32(MemoryLayout<penstock_host_info>.size),
                    abi_minor: UInt32(PENSTOCK_ABI_MINOR),
                    name: name,
                    version: version
                )
                return unsafe entry(&host)
            }
        }
        guard let found = unsafe found else {
            throw LoadingFailure(sentence: "it says that it does not work with this host")
        }
        unsafe table = unsafe found
    }

    /// A stage type by its place in the table.
    func stageType(_ index: Int) -> UnsafePointer<penstock_stage_type>? {
        unsafe index < table.pointee.stage_count ? table.pointee.stages[index] : nil
    }

    /// Writes what the host needs to make a table of its own that looks the same.
    ///
    /// What is wrong with the table is for the host to find, in the words it has for it: as much is told as is there.
    func describe(into writer: inout WireWriter) {
        let mark = writer.begin(.described)
        let size = unsafe table.pointee.size
        writer.put(size)
        if size >= 56 {
            unsafe writer.put(table.pointee.abi_minor)
            unsafe writer.put(table.pointee.needs_host_minor)
            unsafe writer.put(String(cString: table.pointee.id))
            unsafe writer.put(String(cString: table.pointee.version))
            unsafe writer.put(String(cString: table.pointee.vendor))
            let count = unsafe min(table.pointee.stage_count, 257)
            writer.put(UInt32(count))
            for index in 0..<count { unsafe describe(table.pointee.stages[index].pointee, into: &writer) }
        }
        writer.end(mark)
    }

    private func describe(_ type: penstock_stage_type, into writer: inout WireWriter) {
        unsafe writer.put(type.kind)
        unsafe writer.put(String(cString: type.id))
        unsafe writer.put(String(cString: type.summary))
        unsafe writer.put(String(cString: type.schema))
        unsafe writer.put(Self.operations(ownCopy(type.ops)).rawValue)
    }

    private static func operations(_ ops: penstock_ops) -> WireOperations {
        var offered: WireOperations = []
        if unsafe ops.filter != nil { offered.insert(.filter) }
        if unsafe ops.transform != nil { offered.insert(.transform) }
        if unsafe ops.sign != nil { offered.insert(.sign) }
        if unsafe ops.verify != nil { offered.insert(.verify) }
        if unsafe ops.prepare != nil { offered.insert(.prepare) }
        if unsafe ops.submit != nil { offered.insert(.submit) }
        if unsafe ops.cancel != nil { offered.insert(.cancel) }
        if unsafe ops.drain != nil { offered.insert(.drain) }
        if unsafe ops.activate != nil { offered.insert(.activate) }
        if unsafe ops.deactivate != nil { offered.insert(.deactivate) }
        return offered
    }
}

/// The ops as far as their author knew them, null for the rest.
func ownCopy(_ ops: UnsafePointer<penstock_ops>) -> penstock_ops {
    let copy = unsafe sizedCopy(ops, size: ops.pointee.size)
    defer { unsafe copy.deallocate() }
    return unsafe copy.pointee
}
