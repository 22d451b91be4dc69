internal import CPenstock
internal import Glibc
internal import Synchronization

/// How plugins are run in processes of their own.
package struct WorkerSettings: Sendable {
    /// The path of `penstock-worker`.
    package var executable: String
    package var limits: WorkerLimits

    package init(executable: String, limits: WorkerLimits = .standard) {
        self.executable = executable
        self.limits = limits
    }

    /// The worker of an installation: beside the host's executable, or in `libexec` beside its directory.
    package static func beside(_ executable: String) -> WorkerSettings {
        let directory = executable.lastIndex(of: "/").map { String(executable[..<$0]) } ?? "."
        let places = [directory, directory + "/../libexec/penstock"].map { $0 + "/penstock-worker" }
        return WorkerSettings(executable: places.first { unsafe access($0, X_OK) == 0 } ?? places[0])
    }
}

/// One plugin's library, in the host's process and in a worker; each is made when it is first asked for.
final class LibrarySource: Sendable {
    private let copy: String
    private let hostVersion: String
    private let worker: WorkerSettings
    private let known = Mutex<[PluginIsolation: Result<LibraryDescription, PluginRefusal>]>([:])
    private let placed = Mutex<Placement?>(nil)

    /// - Parameter copy: The private copy of a checked file.
    init(copy: String, hostVersion: String, worker: WorkerSettings) {
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
        return try unsafe LibraryDescription(table, source: self, isIsolated: true)
    }

    private typealias Entry = @convention(c) (UnsafePointer<penstock_host_info>) -> UnsafePointer<penstock_library>?

    private func loaded() throws(PluginRefusal) -> LibraryDescription {
        guard let handle = unsafe dlopen(copy, RTLD_NOW | RTLD_LOCAL | Int32(RTLD_NODELETE)) else {
            throw PluginRefusal("the loader says: \(unsafe String(cString: dlerror()))")
        }
        guard let symbol = unsafe dlsym(handle, PluginIdentity.entry) else {
            throw PluginRefusal("its entry \(PluginIdentity.entry) is not found")
        }
        let entry = unsafe unsafeBitCast(symbol, to: Entry.self)
        let table = unsafe "penstock".withCString { name in
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
        guard let table = unsafe table else { throw PluginRefusal("it says that it does not work with this host") }
        return try unsafe LibraryDescription(table, source: self, isIsolated: false)
    }
}
