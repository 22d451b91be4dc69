internal import CPenstock
internal import Glibc
internal import Synchronization

/// One plugin's library, in the host's process and in a worker; each is made when it is first asked for.
final class LibrarySource: Sendable {
    /// Where it was found, and the SHA-256 of it.
    let file: String
    let digest: String
    private let copy: String
    private let hostVersion: String
    private let worker: WorkerSettings
    private let known = Mutex<[PluginIsolation: Result<LibraryDescription, PluginRefusal>]>([:])
    private let placed = Mutex<Placement?>(nil)

    /// - Parameter copy: The path of the file's private copy.
    init(_ file: CheckedFile, copy: String, hostVersion: String, worker: WorkerSettings) {
        self.file = file.path
        digest = file.digest
        self.copy = copy
        self.hostVersion = hostVersion
        self.worker = worker
    }

    /// Where its stages run unless they ask for something else.
    var placement: Placement? {
        get { placed.withLock { $0 } }
        set { placed.withLock { $0 = newValue } }
    }

    /// What the library says of itself.
    func description(_ isolation: PluginIsolation) throws(PluginRefusal) -> LibraryDescription {
        let result = known.withLock { known in
            if let result = known[isolation] { return result }
            let result: Result<LibraryDescription, PluginRefusal>
            do throws(PluginRefusal) {
                result = .success(isolation == .process ? try isolated() : try loaded())
            } catch { result = .failure(error) }
            known[isolation] = result
            return result
        }
        return try result.get()
    }

    private func isolated() throws(PluginRefusal) -> LibraryDescription {
        let library = try WorkerLibrary(
            file: copy,
            executable: worker.executable,
            hostVersion: hostVersion,
            limits: worker.limits
        )
        let table = unsafe library.table.assumingMemoryBound(to: penstock_library.self)
        return try unsafe LibraryDescription(table, source: self, isIsolated: true) { [digest] _ in
            .elsewhere(digest: digest)
        }
    }

    private typealias Entry = @convention(c) (UnsafePointer<penstock_host_info>) -> UnsafePointer<penstock_library>?

    private func loaded() throws(PluginRefusal) -> LibraryDescription {
        let site = PluginOrigin(self, id: nil).site
        let opened = unsafe site.recorded(.load) {
            unsafe dlopen(copy, RTLD_NOW | RTLD_LOCAL | Int32(RTLD_NODELETE))
        }
        guard let handle = unsafe opened else {
            throw PluginRefusal("the loader says: \(unsafe String(cString: dlerror()))")
        }
        guard let symbol = unsafe dlsym(handle, PluginIdentity.entry) else {
            throw PluginRefusal("its entry \(PluginIdentity.entry) is not found")
        }
        let entry = unsafe unsafeBitCast(symbol, to: Entry.self)
        guard let table = unsafe ask(entry, from: site) else {
            throw PluginRefusal("it says that it does not work with this host")
        }
        return try unsafe LibraryDescription(table, source: self, isIsolated: false) { id in
            let origin = PluginOrigin(self, id: id)
            unsafe origin.owns(image: handle)
            return origin
        }
    }

    private func ask(_ entry: Entry, from site: CallSite) -> UnsafePointer<penstock_library>? {
        unsafe "penstock".withCString { name in
            unsafe hostVersion.withCString { version in
                var host = unsafe penstock_host_info(
                    size: UInt32(MemoryLayout<penstock_host_info>.size),
                    abi_minor: UInt32(PENSTOCK_ABI_MINOR),
                    name: name,
                    version: version
                )
                return unsafe site.recorded(.entry) { unsafe entry(&host) }
            }
        }
    }
}
