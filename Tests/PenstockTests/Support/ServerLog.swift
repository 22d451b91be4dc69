import Foundation

/// What a process writes to standard error, while it does.
final class ServerLog: @unchecked Sendable {
    private let condition = NSCondition()
    private var bytes = Data()
    private var hasEnded = false

    init(_ stream: FileHandle) {
        Thread.detachNewThread { [self] in
            while true {
                let more = stream.availableData
                guard !more.isEmpty else { break }
                condition.withLock {
                    bytes += more
                    condition.broadcast()
                }
            }
            condition.withLock {
                hasEnded = true
                condition.broadcast()
            }
        }
    }

    /// What was written so far.
    var text: String { condition.withLock { String(decoding: bytes, as: UTF8.self) } }

    /// All that was written, once the process has ended.
    var whole: String {
        condition.withLock {
            while !hasEnded { condition.wait() }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Waits until the process has ended, or so many seconds are over.
    func waitForEnd(seconds: Double) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while !hasEnded { guard condition.wait(until: end) else { return hasEnded } }
            return true
        }
    }

    func wait(for wanted: String, seconds: Double) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while !String(decoding: bytes, as: UTF8.self).contains(wanted) {
                guard !hasEnded, condition.wait(until: end) else { return false }
            }
            return true
        }
    }
}
