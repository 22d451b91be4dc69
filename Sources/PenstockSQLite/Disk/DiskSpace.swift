internal import PenstockCore

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// What the file system says of the place where a store lies, in bytes.
struct DiskSpace: Sendable, Equatable {
    var free: Int64
    var total: Int64

    init(free: Int64, total: Int64) {
        self.free = free
        self.total = total
    }

    /// - Throws: `unavailable` where the directory cannot be asked.
    init(at path: String) throws(StoreError) {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { throw .system("cannot ask how full the disk of \(path) is") }
        let unit = Int64(status.f_frsize)
        // What only root may use is not ours.
        self.init(free: Int64(status.f_bavail) * unit, total: Int64(status.f_blocks) * unit)
    }

    /// How much is left for outcomes when events are refused: 256 MiB, or a hundredth of a large disk.
    var reserve: Int64 { max(256 << 20, total / 100) }
}
