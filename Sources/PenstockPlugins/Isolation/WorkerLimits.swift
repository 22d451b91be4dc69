/// What a worker may use, and how long the host waits for it.
package struct WorkerLimits: Sendable {
    /// Bytes of memory.
    package var memory: UInt64 = 2 << 30
    /// Open files: a transport has one for each attempt.
    package var files: UInt64 = 32_768
    /// CPU time that may pass without one answer, in seconds.
    package var cpuSeconds: UInt64 = 60
    /// How long a stage call may take.
    package var call: Duration = .seconds(5)
    /// How long the library may take to load, and a stage to be configured or made.
    package var preparation: Duration = .seconds(30)
    /// Stage calls that may be under way at once.
    package var channels = 8

    package static let standard = WorkerLimits()

    package init() {}

    /// How long a socket waits before it tells that nothing came. Deadlines are counted in it, so that a host that was
    /// stopped for a while accuses nobody.
    static let tick = 250

    /// A deadline in ticks.
    static func ticks(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return max(1, (Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000) + tick - 1) / tick)
    }
}
