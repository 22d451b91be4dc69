internal import PenstockCore

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The exclusive lock on a data directory, held until this goes away.
///
/// `flock` on a file of its own: SQLite's locks come and go, and the kernel drops this one with the process however it
/// ends. The file stays, with the last owner's pid in it for people.
struct DirectoryLock: ~Copyable {
    private let descriptor: Int32

    /// - Throws: `locked` when another process serves the directory.
    init(directory: String) throws(StoreError) {
        let path = directory + "/lock"
        let descriptor = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("cannot open \(path)") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let failure = errno
            let owner = Self.pid(in: descriptor)
            _ = close(descriptor)
            guard failure == EWOULDBLOCK else { throw .system("cannot lock \(path)", failure) }
            let who = owner.map { "another penstock (pid \($0))" } ?? "another penstock"
            throw StoreError(.locked, "\(who) serves \(directory); stop it first, or give another data directory")
        }
        self.descriptor = descriptor
        let text = Array("\(getpid())\n".utf8)
        // Only for people: a lock without a pid is a lock all the same.
        _ = ftruncate(descriptor, 0)
        _ = unsafe text.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    deinit { _ = close(descriptor) }

    private static func pid(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
