internal import Glibc
internal import PenstockPlugins

/// A plugin's file, loaded into this process as it stands: whether the host would take it is a test of its own.
struct LibraryFile: LibraryProvider {
    let path: String

    init(path: String) { self.path = path }

    func load() throws -> LibraryEntry {
        let handle = unsafe try open()
        guard let symbol = unsafe dlsym(handle, PluginIdentity.entry) else {
            throw Stop("its entry \(PluginIdentity.entry) is not found")
        }
        return unsafe unsafeBitCast(symbol, to: LibraryEntry.self)
    }

    /// Loads it with every symbol bound.
    func open() throws -> UnsafeMutableRawPointer {
        let name = path.contains("/") ? path : "./" + path
        let handle = unsafe calling("dlopen") { unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) }
        guard let handle = unsafe handle else {
            throw Stop("the loader says: \(unsafe String(cString: dlerror()))")
        }
        return unsafe handle
    }
}

/// The end of a test that cannot go on, with the sentence that says why.
struct Stop: Error {
    var text: String
    init(_ text: String) { self.text = text }
}
