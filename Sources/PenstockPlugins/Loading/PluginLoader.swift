internal import CPenstock
internal import CPenstockHost
internal import Glibc

/// Finds, checks and loads plugins. A file that cannot be loaded becomes a problem; the others load.
package struct PluginLoader: Sendable {
    private let copies: PrivateCopies
    private let hostVersion: String
    private let hostCompiler: String
    private let policy: PlacementPolicy

    /// - Parameters:
    ///   - copies: Where private copies are kept.
    ///   - version: The host's version, told to plugins.
    ///   - policy: Where plugins run, and which are not run again.
    package init(copies: PrivateCopies, version: String, policy: PlacementPolicy = PlacementPolicy()) {
        self.copies = copies
        hostVersion = version
        self.policy = policy
        hostCompiler = unsafe String(cString: penstock_host_compiler())
    }

    /// Loads what the directories hold; an earlier directory shadows a later one.
    /// - Parameter known: Plugins that this process has loaded: the same file again is the same plugin.
    package func load(directories: [String], known: [Plugin] = []) -> PluginSet {
        let known = Dictionary(known.map { ($0.digest, $0) }, uniquingKeysWith: { first, _ in first })
        var set = PluginSet()
        for directory in directories {
            load(PluginFinder.files(in: directory), known, into: &set)
        }
        return set
    }

    private func load(_ files: [String], _ known: [String: Plugin], into set: inout PluginSet) {
        var loaded: [Plugin] = []
        for path in files {
            do throws(PluginRefusal) {
                let file = try CheckedFile(path: path)
                // The same bytes found twice (a plugin installed and built) are one plugin.
                if (set.plugins + loaded).contains(where: { $0.digest == file.digest }) { continue }
                if let same = known[file.digest] {
                    loaded.append(same.found(at: file.path))
                } else {
                    loaded.append(try load(file))
                }
            } catch {
                set.refuse(path, error)
            }
        }
        for plugin in loaded {
            // Twice in one directory: nobody can say which is meant, so neither is.
            if let twin = loaded.first(where: { $0.file != plugin.file && $0.offersSame(as: plugin) }) {
                set.refuse(plugin.file, PluginRefusal("\(twin.file) in the same directory offers the same stage type"))
            } else {
                set.add(plugin)
            }
        }
    }

    /// Loads one file.
    package func load(_ file: CheckedFile) throws(PluginRefusal) -> Plugin {
        let elf: ELFFile
        do { elf = try ELFFile(file.bytes) } catch { throw PluginRefusal(error.message) }
        let identity = try PluginIdentity(of: elf, hostCompiler: hostCompiler)
        try refuseNeighbours(of: file.path, elf)
        let bars = policy.bars(of: file.digest)
        if let crash = bars.first(where: { $0.site == nil }) { throw PluginRefusal(crashed: crash) }
        let path = try copies.path(of: file)
        let site = PluginOrigin(file, id: nil, bars: bars).site
        let opened = unsafe site.recorded(.load) {
            unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL | Int32(RTLD_NODELETE))
        }
        guard let handle = unsafe opened else {
            throw PluginRefusal("the loader says: \(unsafe String(cString: dlerror()))")
        }
        guard let symbol = unsafe dlsym(handle, PluginIdentity.entry) else {
            throw PluginRefusal("its entry \(PluginIdentity.entry) is not found")
        }
        let entry = unsafe unsafeBitCast(symbol, to: Entry.self)
        let described = try unsafe describe(entry, from: site) { id in
            let origin = PluginOrigin(file, id: id, bars: bars)
            unsafe origin.owns(image: handle)
            return origin
        }
        return Plugin(
            id: described.id,
            version: described.version,
            vendor: described.vendor,
            file: file.path,
            digest: file.digest,
            compiler: identity.compiler,
            stageTypes: described.stageTypes
        )
    }

    /// A plugin is one file: what lies beside it would not be found beside its private copy.
    private func refuseNeighbours(of path: String, _ elf: ELFFile) throws(PluginRefusal) {
        guard elf.searchPaths.contains(where: { $0.contains("$ORIGIN") }) else { return }
        let directory = path.lastIndex(of: "/").map { path[...$0] } ?? "./"
        for library in elf.needed where unsafe access(directory + library, F_OK) == 0 {
            throw PluginRefusal("it needs \(library) beside it; a plugin is one file: link that library statically")
        }
    }

    private typealias Entry = @convention(c) (UnsafePointer<penstock_host_info>) -> UnsafePointer<penstock_library>?

    private func describe(
        _ entry: Entry,
        from site: CallSite,
        origin: (_ id: String) -> PluginOrigin
    ) throws(PluginRefusal) -> LibraryDescription {
        var failure: PluginRefusal?
        let description = unsafe "penstock".withCString { name in
            unsafe hostVersion.withCString { version -> LibraryDescription? in
                var host = unsafe penstock_host_info(
                    size: UInt32(MemoryLayout<penstock_host_info>.size),
                    abi_minor: UInt32(PENSTOCK_ABI_MINOR),
                    name: name,
                    version: version
                )
                guard let library = unsafe site.recorded(.entry, { unsafe entry(&host) }) else {
                    failure = PluginRefusal("it says that it does not work with this host")
                    return nil
                }
                do throws(PluginRefusal) {
                    return try unsafe LibraryDescription(library, origin: origin)
                } catch {
                    failure = error
                    return nil
                }
            }
        }
        guard let description else { throw failure ?? PluginRefusal("it could not be described") }
        return description
    }
}

extension Plugin {
    fileprivate func offersSame(as other: Plugin) -> Bool {
        stageTypes.contains { mine in other.stageTypes.contains { $0.kind == mine.kind && $0.id == mine.id } }
    }
}
