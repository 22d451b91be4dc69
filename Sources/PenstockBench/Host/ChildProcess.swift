internal import CBench
internal import Foundation
internal import Glibc

/// A program that runs beside the bench and ends with it, however the bench ends.
@safe final class ChildProcess {
    let id: Int32
    private let output: FileHandle?
    private var status: Int32?

    /// Starts a program by its path. What it says goes to a file; its standard output is read here when `reads` is
    /// set.
    /// - Throws: ``BenchFailure`` with the reason of the system.
    init(
        _ arguments: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        log: String,
        reads: Bool = false
    ) throws(BenchFailure) {
        let file = unsafe open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .system("\(log) cannot be written") }
        defer { close(file) }
        var ends: [Int32] = [-1, file]
        if reads {
            guard unsafe pipe(&ends) == 0 else { throw .system("there is no pipe") }
            // Nothing else is started meanwhile: all programs are started by one thread.
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        }
        let id = unsafe withCStrings(arguments) { arguments in
            unsafe withCStrings(environment.map { "\($0)=\($1)" }) { environment in
                unsafe cbench_spawn(arguments, environment, ends[1], file)
            }
        }
        if reads { close(ends[1]) }
        guard id > 0 else {
            if reads { close(ends[0]) }
            throw .system("\(arguments[0]) could not be started")
        }
        self.id = id
        output = reads ? FileHandle(fileDescriptor: ends[0], closeOnDealloc: true) : nil
    }

    deinit { if status == nil { end(by: SIGKILL) } }

    /// The next line of its output, without the end of the line; nil when there is none any more.
    func readLine() -> String? {
        var line: [UInt8] = []
        while let byte = try? output?.read(upToCount: 1)?.first {
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }

    /// All its output, until it has ended.
    func readAll() -> String {
        String(decoding: (try? output?.readToEnd()) ?? Data(), as: UTF8.self)
    }

    /// Whether it still runs.
    var isRunning: Bool {
        guard status == nil else { return false }
        var status: Int32 = 0
        guard unsafe waitpid(id, &status, WNOHANG) == id else { return true }
        self.status = status
        return false
    }

    /// Waits until it has ended.
    /// - Returns: Its exit code; nil when a signal ended it.
    @discardableResult func wait() -> Int32? {
        if status == nil {
            var status: Int32 = 0
            while unsafe waitpid(id, &status, 0) < 0 && errno == EINTR {}
            self.status = status
        }
        guard let status, status & 0x7F == 0 else { return nil }
        return status >> 8 & 0xFF
    }

    /// Sends a signal to it and to what it started, and waits for its end.
    @discardableResult func end(by signal: Int32) -> Int32? {
        if status == nil { kill(-id, signal) }
        return wait()
    }

    /// Asks it to end, and ends it when it did not within so many seconds.
    @discardableResult func end(by signal: Int32, within seconds: Int) -> Int32? {
        if status == nil { kill(-id, signal) }
        let deadline = cbench_now() + Int64(seconds) * 1_000_000_000
        while isRunning && cbench_now() < deadline { usleep(1000) }
        return end(by: SIGKILL)
    }
}

/// Lends texts as the list of C strings that `execve` takes, with a null pointer at its end.
private func withCStrings<Result>(
    _ texts: [String],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    let copies = unsafe texts.map { unsafe strdup($0) }
    defer { unsafe copies.forEach { unsafe free($0) } }
    let list = unsafe copies.map { unsafe UnsafePointer($0) } + [nil]
    return unsafe list.withUnsafeBufferPointer { list in
        guard let first = list.baseAddress else { preconditionFailure("a list with an end has an element") }
        return unsafe body(first)
    }
}
