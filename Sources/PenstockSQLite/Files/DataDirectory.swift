internal import PenstockCore

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The directory that holds a store's files.
struct DataDirectory: Sendable {
    let path: String

    /// The store's file.
    var file: String { path + "/penstock.db" }

    /// A directory that is there already.
    init(existing path: String) { self.path = path }

    /// Makes the directory where it is missing, for its owner only, and the store's file likewise: events hold
    /// people's data, and SQLite gives its log the permissions of the file.
    init(making path: String) throws(StoreError) {
        self.path = path
        try Self.make(path)
        let descriptor = unsafe open(file, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("cannot open \(file)") }
        _ = close(descriptor)
    }

    /// The bytes of a file; zero where there is none.
    static func size(of path: String) -> Int64 {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    private static func make(_ path: String) throws(StoreError) {
        if unsafe mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        let failure = errno
        guard failure == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw .system("cannot make \(path)", failure)
        }
        try make(String(path[..<slash]))
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system("cannot make \(path)") }
    }
}

extension StoreError {
    /// A failure of the system, with its own words.
    static func system(_ what: String, _ number: Int32 = errno) -> StoreError {
        StoreError(.unavailable, "\(what): \(unsafe String(cString: strerror(number)))", underlying: number)
    }
}
