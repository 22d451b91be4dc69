internal import Dispatch
internal import Foundation
internal import PenstockCore

/// Wakes a thread that waits. Signals are counted, so one that comes before the wait is not lost; whoever waits looks
/// at its own state anyway.
struct Wake: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func signal() { semaphore.signal() }
    func wait() { semaphore.wait() }

    /// Waits at most this long, by a clock that does not jump.
    func wait(atMost duration: Duration) {
        _ = semaphore.wait(timeout: .now() + .microseconds(Int(max(duration.microseconds, 0))))
    }
}

/// A thread of the host's own, for work that blocks: plugin calls, commits, timers.
final class HostThread: Sendable {
    private let ended = DispatchSemaphore(value: 0)

    init(name: String, _ body: @escaping @Sendable () -> Void) {
        let ended = ended
        let thread = Thread {
            body()
            ended.signal()
        }
        thread.name = name
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Waits until it has ended. Once only.
    func join() { ended.wait() }
}
