internal import PenstockPlugins
internal import Synchronization

/// A plugin's file in a worker, as the host runs a stranger's: the same questions, asked through the worker.
struct IsolatedLibrary: LibraryProvider {
    let path: String
    /// How long a call may take: the check has a deadline of its own, and a debug build is slow with a large body.
    let patience: Duration

    func load() throws -> LibraryEntry {
        do throws(PluginRefusal) {
            var worker = WorkerSettings.beside(PluginFinder.executable)
            worker.limits.call = patience
            let library = try WorkerLibrary(
                file: path,
                executable: worker.executable,
                hostVersion: "0.0.0",
                limits: worker.limits
            )
            Self.table.withLock { $0 = UInt(bitPattern: unsafe library.table) }
        } catch { throw Stop(error.description) }
        return { _ in unsafe UnsafeRawPointer(bitPattern: IsolatedLibrary.table.withLock { $0 }) }
    }

    /// What the entry answers, which as a C function can keep nothing itself.
    private static let table = Mutex<UInt>(0)
}
