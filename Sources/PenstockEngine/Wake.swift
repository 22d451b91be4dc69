internal import Dispatch
internal import Foundation
internal import PenstockCore
internal import Synchronization

/// Wakes threads that wait. Signals are counted, so one that comes before the wait is not lost; whoever waits looks
/// at its own state anyway.
struct Wake: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func signal() { semaphore.signal() }
    func wait() { semaphore.wait() }
}

/// Wakes the one thread that waits, or lets it wake by itself after a time. A signal before the wait is not lost; several
/// are as good as one.
///
/// A group and no semaphore: on Linux a semaphore's timed wait ends at a wall-clock time (`sem_timedwait`, POSIX.1-2017),
/// so that a clock put back by an hour would make a wait of two milliseconds last an hour. A group's wait is a futex's,
/// by the monotonic clock.
package final class Alarm: Sendable {
    private let group = DispatchGroup()
    private let isSet = Mutex(false)

    /// Makes one that is not set.
    package init() { group.enter() }

    // A group must be left as often as it was entered.
    deinit { signal() }

    /// Wakes whoever waits, or who waits next.
    package func signal() {
        isSet.withLock { isSet in
            guard !isSet else { return }
            isSet = true
            group.leave()
        }
    }

    /// Waits for a signal.
    package func wait() {
        group.wait()
        reset()
    }

    /// Waits at most this long, by a clock that does not jump.
    package func wait(atMost duration: Duration) {
        let end = DispatchTime.now() + .microseconds(Int(max(duration.microseconds, 0)))
        if group.wait(timeout: end) == .success { reset() }
    }

    private func reset() {
        isSet.withLock { isSet in
            guard isSet else { return }
            isSet = false
            group.enter()
        }
    }
}

/// A thread of the host's own, for work that blocks: plugin calls, commits, timers.
final class HostThread: Sendable {
    private let ended = DispatchSemaphore(value: 0)

    init(name: String, _ body: @escaping @Sendable () -> Void) {
        let ended = ended
        let thread = Thread {
            Self.nameThread(name)
            body()
            ended.signal()
        }
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Tells Linux the name of the thread that calls, which `perf`, `top -H` and `penstock bench` show (proc(5)).
    ///
    /// `Thread.name` does so only when it is set by the thread itself, and not in its first moments.
    private static func nameThread(_ name: String) {
        try? FileHandle(forWritingAtPath: "/proc/thread-self/comm")?.write(contentsOf: Data(name.utf8))
    }

    /// Waits until it has ended. Once only.
    func join() { ended.wait() }
}
