internal import CPenstockHost
internal import Glibc

/// Finds, checks and loads plugins. A file that cannot be loaded becomes a problem; the others load.
package struct PluginLoader: Sendable {
    private let copies: PrivateCopies
    private let hostVersion: String
    private let hostCompiler: String
    private let policy: PlacementPolicy
    private let worker: WorkerSettings

    /// - Parameters:
    ///   - copies: Where private copies are kept.
    ///   - version: The host's version, told to plugins.
    ///   - policy: Where plugins run.
    ///   - worker: How those run that are isolated.
    package init(copies: PrivateCopies, version: String, policy: PlacementPolicy, worker: WorkerSettings) {
        self.copies = copies
        hostVersion = version
        hostCompiler = unsafe String(cString: penstock_host_compiler())
        self.policy = policy
        self.worker = worker
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
                    loaded.append(try placed(same, foundAt: file.path))
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
        let copy = try copies.path(of: file)
        let source = LibrarySource(file, copy: copy, hostVersion: hostVersion, worker: worker)
        // The plugin itself says its id, so it is asked where it would run without one: a stranger's in a worker.
        let id = try source.description(policy.placement(of: file.path, digest: file.digest).isolation).id
        return try placed(source, id: id, foundAt: file.path, compiler: identity.compiler)
    }

    /// A plugin that this process has loaded, as it is to be now.
    private func placed(_ same: Plugin, foundAt file: String) throws(PluginRefusal) -> Plugin {
        try placed(same.source, id: same.id, foundAt: file, compiler: same.compiler)
    }

    private func placed(
        _ source: LibrarySource,
        id: String,
        foundAt file: String,
        compiler: String?
    ) throws(PluginRefusal) -> Plugin {
        if let refusal = policy.refusal(of: source.digest, id: id) { throw refusal }
        let placement = policy.placement(of: file, digest: source.digest, id: id)
        source.placement = placement
        let described = try source.description(placement.isolation)
        return Plugin(
            id: described.id,
            version: described.version,
            vendor: described.vendor,
            file: file,
            digest: source.digest,
            compiler: compiler,
            stageTypes: described.stageTypes,
            placement: placement,
            source: source
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
}

extension Plugin {
    fileprivate func offersSame(as other: Plugin) -> Bool {
        stageTypes.contains { mine in other.stageTypes.contains { $0.kind == mine.kind && $0.id == mine.id } }
    }
}
