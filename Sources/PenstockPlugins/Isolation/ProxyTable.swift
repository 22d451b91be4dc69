internal import CPenstock
internal import Glibc
internal import PenstockWire

/// The C table of a library that runs in a worker, made of what the worker says of it.
///
/// It lives as long as the process, as that of a library that is loaded does.
@safe struct ProxyTable {
    let library: UnsafeMutablePointer<penstock_library> = unsafe zeroed()
    /// What the table was made of.
    private(set) var description: [UInt8] = []
    private(set) var id = ""

    /// Makes the table.
    /// - Parameter content: Of the worker's frame. Nothing in it is believed: what is wrong with the table is found by
    ///   who reads it, as with any other library.
    mutating func fill(from content: [UInt8], context: WorkerLibrary) throws(PluginRefusal) {
        description = content
        guard unsafe content.withUnsafeBytes({ unsafe read(WireReader($0), context) }) else {
            throw PluginRefusal("its worker describes it in a way that makes no sense")
        }
        id = unsafe String(cString: library.pointee.id)
    }

    private func read(_ reader: WireReader, _ context: WorkerLibrary) -> Bool {
        var reader = reader
        let size = reader.integer(UInt32.self)
        guard size >= 56 else {
            unsafe library.pointee.size = size
            unsafe library.pointee.id = unsafe text("")
            return reader.isWhole
        }
        unsafe library.pointee.size = UInt32(MemoryLayout<penstock_library>.size)
        unsafe library.pointee.abi_minor = reader.integer()
        unsafe library.pointee.needs_host_minor = reader.integer()
        unsafe library.pointee.id = unsafe text(reader.text())
        unsafe library.pointee.version = unsafe text(reader.text())
        unsafe library.pointee.vendor = unsafe text(reader.text())
        let count = reader.count(ofAtLeast: 20)
        let stages = UnsafeMutablePointer<UnsafePointer<penstock_stage_type>>.allocate(capacity: count)
        for index in 0..<count {
            unsafe (stages + index).initialize(to: stage(index, &reader, context))
        }
        unsafe library.pointee.stages = unsafe UnsafePointer(stages)
        unsafe library.pointee.stage_count = count
        return reader.isWhole
    }

    private func stage(
        _ index: Int,
        _ reader: inout WireReader,
        _ context: WorkerLibrary
    ) -> UnsafePointer<penstock_stage_type> {
        let type: UnsafeMutablePointer<penstock_stage_type> = unsafe zeroed()
        unsafe type.pointee.size = UInt32(MemoryLayout<penstock_stage_type>.size)
        unsafe type.pointee.kind = reader.integer()
        unsafe type.pointee.id = unsafe text(reader.text())
        unsafe type.pointee.summary = unsafe text(reader.text())
        unsafe type.pointee.schema = unsafe text(reader.text())
        unsafe type.pointee.ops = unsafe proxyOperations(WireOperations(rawValue: reader.integer()))
        let own = ProxyType(library: context, index: UInt32(index), id: unsafe String(cString: type.pointee.id))
        unsafe type.pointee.context = unsafe Unmanaged.passRetained(own).toOpaque()
        return unsafe UnsafePointer(type)
    }

    private func text(_ text: String) -> UnsafePointer<CChar> {
        let length = text.utf8.count
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: length + 1)
        for (index, byte) in text.utf8.enumerated() {
            unsafe (copy + index).initialize(to: CChar(bitPattern: byte))
        }
        unsafe (copy + length).initialize(to: 0)
        return unsafe UnsafePointer(copy)
    }
}

/// What a stage type's table points at: whose it is, and which of them.
final class ProxyType: Sendable {
    let library: WorkerLibrary
    let index: UInt32
    let id: String

    init(library: WorkerLibrary, index: UInt32, id: String) {
        self.library = library
        self.index = index
        self.id = id
    }
}
