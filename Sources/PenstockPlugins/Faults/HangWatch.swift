/// Notices calls into plugins that do not come back. Pure.
///
/// Time is counted in ticks of the one who watches, and not by a clock: while the process is stopped, or the machine
/// sleeps, or a clock jumps, nothing ticks, and nobody is accused.
package struct HangWatch: Sendable {
    /// What a thread was seen to do.
    package struct Reading: Sendable, Equatable {
        package var thread: UInt32
        /// How many calls it has begun: the same number and still inside is the same call.
        package var calls: UInt64
        /// How long its call may take; nil while it is in none, or in one that may take as long as it likes.
        package var limit: Duration?

        package init(thread: UInt32, calls: UInt64, limit: Duration?) {
            self.thread = thread
            self.calls = calls
            self.limit = limit
        }
    }

    /// Between two ticks.
    package let pace: Duration
    private var seen: [UInt32: (calls: UInt64, ticks: Int)] = [:]

    package init(pace: Duration = .milliseconds(100)) { self.pace = pace }

    /// Takes what the threads do now.
    /// - Returns: The first whose call has lasted longer than it may.
    package mutating func tick(_ readings: [Reading]) -> Reading? {
        var hung: Reading?
        for reading in readings {
            guard let limit = reading.limit else {
                seen[reading.thread] = nil
                continue
            }
            var ticks = 0
            if let before = seen[reading.thread], before.calls == reading.calls { ticks = before.ticks + 1 }
            seen[reading.thread] = (reading.calls, ticks)
            if ticks > 0, pace * ticks >= limit, hung == nil { hung = reading }
        }
        return hung
    }
}
