internal import Foundation
internal import PenstockPluginKit

/// The thread that appends lines to a file. It takes all that waits at once, so that many messages share one fsync.
final class Writer: @unchecked Sendable {
    /// Lines, and the attempts that they belong to.
    private struct Batch {
        var lines: [UInt8] = []
        var deliveries: [Delivery] = []
    }

    private let file: String
    private let condition = NSCondition()
    // The condition guards what follows it.
    private var thread: PluginThread?
    /// Taken by the thread next.
    private var waiting = Batch()
    /// Whoever takes these completes them.
    private var writing: [Delivery] = []
    /// The thread writes or completes.
    private var isBusy = false
    private var hasEnded = false

    init(file: String) { self.file = file }

    func start() throws {
        condition.withLock { hasEnded = false }
        let thread = try PluginThread { [self] in run() }
        condition.withLock { self.thread = thread }
    }

    func end() {
        let thread = condition.withLock {
            hasEnded = true
            condition.broadcast()
            defer { self.thread = nil }
            return self.thread
        }
        thread?.join()
    }

    func add(_ line: [UInt8], for delivery: Delivery) {
        condition.withLock {
            waiting.lines += line
            waiting.deliveries.append(delivery)
            condition.broadcast()
        }
    }

    /// Waits until everything is written; what is not by then is completed as it stands.
    func drain(within microseconds: Int64) {
        let deadline = Date(timeIntervalSinceNow: Double(microseconds) / 1_000_000)
        let (unsent, unsure) = condition.withLock {
            while isBusy || !waiting.deliveries.isEmpty, condition.wait(until: deadline) {}
            defer { (waiting, writing) = (Batch(), []) }
            return (waiting.deliveries, writing)
        }
        // Never under the lock: the host may call again before `complete` returns.
        for delivery in unsure {
            delivery.complete(AttemptResult(.transient, .maybe, "cut", "the host ended before it was on disk"))
        }
        for delivery in unsent {
            delivery.complete(AttemptResult(.transient, .no, "cut", "the host ended before it was written"))
        }
    }

    private func run() {
        while let lines = next() {
            let failure = append(lines)
            let deliveries = condition.withLock {
                defer { writing = [] }
                return writing
            }
            for delivery in deliveries {
                delivery.complete(
                    failure.map { AttemptResult(.transient, .no, "not-written", "\(file) cannot be written: \($0)") }
                        ?? AttemptResult(.delivered, .yes, "written", "it is on disk")
                )
            }
            condition.withLock {
                isBusy = false
                condition.broadcast()
            }
        }
    }

    /// Waits for lines; nil when there will be no more.
    private func next() -> [UInt8]? {
        condition.withLock {
            while waiting.deliveries.isEmpty && !hasEnded { condition.wait() }
            guard !waiting.deliveries.isEmpty else { return nil }
            defer { waiting = Batch() }
            writing = waiting.deliveries
            isBusy = true
            return waiting.lines
        }
    }

    /// Opens the file for each batch, so that one that was moved away or a directory that was mended is noticed.
    /// - Returns: What went wrong; then the file is as it was.
    private func append(_ lines: [UInt8]) -> String? {
        let descriptor = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { return String(cString: strerror(errno)) }
        defer { close(descriptor) }
        let before = lseek(descriptor, 0, SEEK_END)
        var written = 0
        while written < lines.count {
            let count = lines[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                let failure = errno
                // Half a line would run into the next one.
                return String(cString: strerror(ftruncate(descriptor, before) == 0 ? failure : errno))
            }
            written += count
        }
        return fsync(descriptor) == 0 ? nil : String(cString: strerror(errno))
    }
}
