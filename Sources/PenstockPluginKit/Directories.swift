package import CPenstock

/// What events have told (service `penstock.directory`): rows of directories that the catalog's event types feed.
@safe public struct Directories: @unchecked Sendable {
    private let host: Host
    private let table: UnsafePointer<penstock_directory>

    package init(host: Host, table: UnsafePointer<penstock_directory>) {
        self.host = host
        unsafe self.table = unsafe table
    }

    /// The row of a key: a JSON object, valid until the stage's function returns; nil where the directory has none.
    public func row(of key: String, in directory: String, _ call: Call) throws(StageFailure) -> Bytes? {
        var found = unsafe penstock_bytes()
        let verdict = unsafe withBytes(directory) { directory in
            unsafe withBytes(key) { unsafe table.pointee.find(host.raw, call.raw, directory, $0, &found) }
        }
        guard verdict != PENSTOCK_DIRECTORY_ABSENT else { return nil }
        guard verdict == PENSTOCK_OK else {
            let kind = StageFailure.Kind(rawValue: verdict) ?? .permanent
            throw StageFailure(said: kind, code: "directory-failure", "the host could not do it and has said why")
        }
        return unsafe Bytes(found)
    }
}

extension Setup {
    /// What events have told.
    /// - Throws: A problem for `configure` to report, where the host is too old to have it.
    public func directories() throws(ConfigurationProblem) -> Directories {
        guard let table = unsafe host.service(PENSTOCK_DIRECTORY, revision: 1) else {
            throw ConfigurationProblem(at: "", "this stage asks what events have told, and this host is too old to say")
        }
        return unsafe Directories(host: host, table: table.assumingMemoryBound(to: penstock_directory.self))
    }
}
