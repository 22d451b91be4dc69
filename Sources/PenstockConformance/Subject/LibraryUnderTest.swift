internal import CPenstock

/// A library's table, taken at its word.
@safe final class LibraryUnderTest {
    let table: UnsafePointer<penstock_library>
    let stages: [StageUnderTest]

    /// Calls the entry as this host does.
    init(_ entry: LibraryEntry) throws {
        let arena = Arena()
        let info = unsafe arena.hostInfo()
        guard let answer = unsafe calling("penstock_plugin_v1", { unsafe entry(info) }) else {
            throw Stop("its entry says that it does not work with this host")
        }
        let table = unsafe answer.assumingMemoryBound(to: penstock_library.self)
        guard unsafe table.pointee.size >= FirstVersion.library, unsafe table.pointee.stage_count <= 256 else {
            throw Stop("its table is smaller than version 1's, or names more than 256 stage types")
        }
        var stages: [StageUnderTest] = []
        for index in 0..<(unsafe table.pointee.stage_count) {
            try stages.append(calling("reading its table") { unsafe try StageUnderTest(table.pointee.stages[index]) })
        }
        unsafe self.table = unsafe table
        self.stages = stages
    }

    var summary: LibrarySummary {
        unsafe LibrarySummary(
            id: String(cString: table.pointee.id),
            version: String(cString: table.pointee.version),
            stages: stages.map(\.name)
        )
    }
}
