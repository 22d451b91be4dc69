internal import Glibc

/// Tells one version of a file from another.
struct FileVersion: Sendable, Equatable {
    private var device: UInt64
    private var inode: UInt64
    private var size: Int
    private var modified: [Int]

    /// The version that is there now; nil when there is no such file or it cannot be looked at.
    init?(of path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    fileprivate init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        modified = [
            status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
        ]
    }
}

/// Reads a whole file into one piece of memory.
/// - Throws: ``DirectoryProblem`` when it cannot be read, or changes meanwhile.
func readFile(_ path: String) throws(DirectoryProblem) -> (bytes: [UInt8], version: FileVersion) {
    // Without O_NONBLOCK, opening a pipe would wait for somebody to write to it.
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw DirectoryProblem("the file cannot be opened: \(reason())") }
    defer { close(file) }
    var before = stat()
    guard unsafe fstat(file, &before) == 0 else { throw DirectoryProblem("the file cannot be read: \(reason())") }
    guard before.st_mode & S_IFMT == S_IFREG else { throw DirectoryProblem("this is no regular file") }
    let size = Int(before.st_size)
    guard size <= KeyIndex.largestFile else { throw DirectoryProblem("the file is larger than 4 GiB") }
    var failed = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        guard let start = buffer.baseAddress else { return }
        while count < size {
            let got = unsafe pread(file, start + count, size - count, off_t(count))
            if got < 0, errno == EINTR { continue }
            guard got > 0 else {
                failed = got < 0
                return
            }
            count += got
        }
    }
    if failed { throw DirectoryProblem("the file cannot be read: \(reason())") }
    var after = stat()
    guard unsafe fstat(file, &after) == 0, FileVersion(before) == FileVersion(after), bytes.count == size else {
        throw DirectoryProblem("the file was written while it was read; replace it by renaming a finished one")
    }
    return (bytes, FileVersion(after))
}

private func reason() -> String {
    let code = errno
    return unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
}
