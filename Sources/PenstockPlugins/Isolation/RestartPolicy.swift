/// When a worker that died is started again: at once after the first time, ever later while it does nothing but die, and
/// it is never given up.
struct RestartPolicy: Sendable, Equatable {
    private(set) var failures = 0
    /// Not before this time of the steady clock, in milliseconds.
    private(set) var notBefore: Int64 = 0

    private static let longest: Int64 = 30_000

    /// A worker ended.
    /// - Parameter useful: Whether it had answered a call before.
    mutating func ended(at now: Int64, useful: Bool) {
        failures = useful ? 1 : failures + 1
        // 0, 0, 100 ms, 200 ms, …
        let delay = failures < 3 ? 0 : min(Self.longest, 100 << min(failures - 3, 10))
        notBefore = now + delay
    }

    /// How long to wait, in milliseconds; 0 when it may start.
    func delay(at now: Int64) -> Int64 { max(0, notBefore - now) }
}
