internal import PenstockCore

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A file that only takes room, given up when the disk is full so that outcomes can still be written.
struct Ballast: Sendable {
    let path: String
    /// In bytes; zero for a store without one.
    let size: Int64
    private(set) var isThere = false

    init(directory: String, size: Int64) {
        path = directory + "/ballast"
        self.size = size
    }

    /// Makes the file where it is missing and the disk has room for it and `beside` more.
    /// - Returns: Why it was not made; nil where it is there, or where none is wanted.
    mutating func make(_ disk: DiskSpace, beside: Int64) -> String? {
        guard size > 0, !isThere else { return nil }
        let descriptor = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return StoreError.system("cannot make \(path)").message }
        defer { _ = close(descriptor) }
        var status = stat()
        if unsafe fstat(descriptor, &status) == 0, Int64(status.st_blocks) * 512 >= size {
            isThere = true
            return nil
        }
        guard disk.free >= size + beside else {
            _ = unsafe unlink(path)
            return "the disk has too little room for \(path)"
        }
        let result = posix_fallocate(descriptor, 0, off_t(size))
        guard result == 0 else {
            let reason = StoreError.system("cannot set \(size >> 20) MiB aside in \(path)", result).message
            _ = unsafe unlink(path)
            return reason
        }
        isThere = true
        return nil
    }

    /// Gives the room up.
    /// - Returns: Whether there was any.
    mutating func release() -> Bool {
        guard isThere else { return false }
        isThere = false
        return unsafe unlink(path) == 0
    }
}
