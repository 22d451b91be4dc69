/// Where the library under test comes from: a file that is loaded into this process, or a proxy that offers the same
/// table for a library that runs in another one.
protocol LibraryProvider: Sendable {
    /// Makes the library callable, once in a process.
    /// - Throws: When there is nothing to call, with a sentence that says why.
    func load() throws -> LibraryEntry
}

/// The entry of a library, `penstock_plugin_v1`: takes a `penstock_host_info`, answers a `penstock_library` or null.
typealias LibraryEntry = @convention(c) (UnsafeRawPointer?) -> UnsafeRawPointer?
