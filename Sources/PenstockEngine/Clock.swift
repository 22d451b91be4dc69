internal import Foundation
package import PenstockCore

/// The two clocks of the engine, passed in so that tests can set them.
package struct EngineClock: Sendable {
    /// What people call now; may jump. For what is stored and sent.
    package var wall: @Sendable () -> Timestamp
    /// Never jumps and does not stop while the machine sleeps. For when a retry is due.
    package var steady: @Sendable () -> Timestamp

    package init(wall: @escaping @Sendable () -> Timestamp, steady: @escaping @Sendable () -> Timestamp) {
        self.wall = wall
        self.steady = steady
    }

    /// The machine's clocks. The steady one starts at the wall clock's time and goes on by CLOCK_BOOTTIME, so that due
    /// times can be stored and still mean something to the next process.
    package static func system() -> EngineClock {
        let clock = ContinuousClock()
        let started = clock.now
        let base = wallNow()
        return EngineClock(wall: wallNow, steady: { base + started.duration(to: clock.now) })
    }

    private static func wallNow() -> Timestamp {
        Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}
