// Memory for tables of the plugin interface.

/// Memory for a C table in which every byte is zero.
package func zeroed<Table>(_ type: Table.Type = Table.self) -> UnsafeMutablePointer<Table> {
    let memory = UnsafeMutableRawPointer.allocate(
        byteCount: MemoryLayout<Table>.size,
        alignment: MemoryLayout<Table>.alignment
    )
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<Table>.size)
    return unsafe memory.assumingMemoryBound(to: Table.self)
}

/// Reads a table that its author may have known in a smaller or larger size: what is there, and zero for the rest.
package func sizedCopy<Table>(_ table: UnsafePointer<Table>, size: UInt32) -> UnsafeMutablePointer<Table> {
    let copy: UnsafeMutablePointer<Table> = unsafe zeroed()
    unsafe UnsafeMutableRawPointer(copy).copyMemory(
        from: table,
        byteCount: min(Int(size), MemoryLayout<Table>.size)
    )
    return unsafe copy
}
