internal import PenstockCore

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension WriteAheadLog {
    /// Reads the log of a store that nobody has open; nil where there is none, or none that SQLite would read.
    static func findings(inFile path: String) throws(StoreError) -> Findings? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system("cannot read \(path)")
        }
        defer { _ = close(descriptor) }
        var offset = 0
        let header = try read(descriptor, headerSize, &offset, path)
        guard var log = WriteAheadLog(header: header.span) else { return nil }
        // Many frames in one read; the last read is short.
        let perRead = max(1, (1 << 20) / log.frameSize)
        while true {
            let bytes = try read(descriptor, perRead * log.frameSize, &offset, path)
            var start = 0
            while start + log.frameSize <= bytes.count {
                log.take(bytes.span.extracting(start..<start + log.frameSize))
                start += log.frameSize
            }
            if bytes.count < perRead * log.frameSize { return log.findings }
        }
    }

    private static func read(
        _ descriptor: Int32,
        _ count: Int,
        _ offset: inout Int,
        _ path: String
    ) throws(StoreError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(
                    descriptor,
                    buffer.baseAddress?.advanced(by: filled),
                    count - filled,
                    off_t(offset + filled)
                )
            }
            if got < 0 {
                if errno == EINTR { continue }
                throw .system("cannot read \(path)")
            }
            if got == 0 { break }
            filled += got
        }
        offset += filled
        return Array(bytes.prefix(filled))
    }
}

extension DataDirectory {
    var log: String { file + "-wal" }

    /// Refuses a log of which SQLite would silently drop what was answered, after a copy of it was put aside.
    /// - Throws: `corrupt`, with what would be lost and what to do.
    func refuseDamagedLog() throws(StoreError) {
        guard let findings = try WriteAheadLog.findings(inFile: log), findings.isDamaged else { return }
        let copy = try saveLog()
        throw StoreError(
            .corrupt,
            """
            the log of the store is damaged: \(findings.transactions) transactions in it are whole, and at least \
            \(findings.lostTransactions) behind them, which were answered as stored, cannot be read. Nothing was \
            changed; a copy of the log is \(copy). Restore a backup, or go on without them: \
            `penstock doctor --accept-loss --data \(path)`
            """
        )
    }

    /// Copies the log beside it, once for each state of it.
    /// - Returns: The copy's name.
    func saveLog() throws(StoreError) -> String {
        let source = unsafe open(log, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw .system("cannot read \(log)") }
        defer { _ = close(source) }
        var status = stat()
        guard unsafe fstat(source, &status) == 0 else { throw .system("cannot read \(log)") }
        let name = "\(log).damaged-\(status.st_mtim.tv_sec)"
        let target = unsafe open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard target >= 0 else {
            if errno == EEXIST { return name }
            throw .system("cannot make \(name)")
        }
        defer { _ = close(target) }
        var offset: off_t = 0
        while offset < status.st_size {
            let count = unsafe sendfile(target, source, &offset, Int(status.st_size - offset))
            guard count > 0 else {
                let failure = errno
                _ = unsafe unlink(name)
                throw .system("cannot copy \(log) to \(name)", failure)
            }
        }
        guard fsync(target) == 0 else { throw .system("cannot write \(name)") }
        return name
    }
}
