internal import CPenstock
internal import CPenstockHost
internal import Glibc

/// Finds, checks and loads plugins. A file that cannot be loaded becomes a problem; the others load.
package struct PluginLoader: Sendable {
    private let copies: PrivateCopies
    private let hostVersion: String
    private let hostCompiler: String

    /// - Parameters:
    ///   - copies: Where private copies are kept.
    ///   - version: The host's version, told to plugins.
    package init(copies: PrivateCopies, version: String) {
        self.copies = copies
        hostVersion = version
        hostCompiler = unsafe String(cString: penstock_host_compiler())
    }

    /// Loads what the directories hold; an earlier directory shadows a later one.
    package func load(directories: [String]) -> PluginSet {
        var set = PluginSet()
        for directory in directories {
            load(PluginFinder.files(in: directory), into: &set)
        }
        return set
    }

    private func load(_ files: [String], into set: inout PluginSet) {
        var loaded: [Plugin] = []
        for path in files {
            do throws(PluginRefusal) {
                let file = try CheckedFile(path: path)
                // The same bytes found twice (a plugin installed and built) are one plugin.
                if (set.plugins + loaded).contains(where: { $0.digest == file.digest }) { continue }
                loaded.append(try load(file))
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
        let path = try copies.path(of: file)
        guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL | Int32(RTLD_NODELETE)) else {
            throw PluginRefusal("the loader says: \(unsafe String(cString: dlerror()))")
        }
        guard let symbol = unsafe dlsym(handle, PluginIdentity.entry) else {
            throw PluginRefusal("its entry \(PluginIdentity.entry) is not found")
        }
        let entry = unsafe unsafeBitCast(symbol, to: Entry.self)
        let described = try unsafe describe(entry)
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

    private func describe(_ entry: Entry) throws(PluginRefusal) -> LibraryDescription {
        var failure: PluginRefusal?
        let description = unsafe "penstock".withCString { name in
            unsafe hostVersion.withCString { version -> LibraryDescription? in
                var host = unsafe penstock_host_info(
                    size: UInt32(MemoryLayout<penstock_host_info>.size),
                    abi_minor: UInt32(PENSTOCK_ABI_MINOR),
                    name: name,
                    version: version
                )
                guard let library = unsafe entry(&host) else {
                    failure = PluginRefusal("it says that it does not work with this host")
                    return nil
                }
                do throws(PluginRefusal) {
                    return try unsafe LibraryDescription(library)
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
