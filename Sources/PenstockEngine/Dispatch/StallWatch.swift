internal import PenstockCore
internal import Synchronization

/// Notices when the host itself stood still (SIGSTOP, a suspended machine): what failed meanwhile is not the endpoint's
/// fault.
///
/// The timer's thread ticks at a steady pace, by a clock that runs on while the machine sleeps; a tick that comes late
/// is a stall. An attempt's end may be handled before that late tick, so it looks at the time since the last one too.
final class StallWatch: Sendable {
    /// Between two ticks.
    static let pace = Duration.seconds(1)
    /// Longer than a busy machine is late by.
    static let limit = Duration.seconds(5)

    private let lastTick: Atomic<Int64>
    private let stalledUntil = Atomic<Int64>(.min)

    init(now: Timestamp) { lastTick = Atomic(now.microseconds) }

    /// - Returns: How long the host stood still, where it did.
    @discardableResult
    func tick(at now: Timestamp) -> Duration? {
        let gap = now - Timestamp(microseconds: lastTick.load(ordering: .acquiring))
        let isStall = gap > Self.pace + Self.limit
        // In this order: whoever sees the new tick must see the stall before it.
        if isStall { stalledUntil.store(now.microseconds, ordering: .releasing) }
        lastTick.store(now.microseconds, ordering: .releasing)
        return isStall ? gap : nil
    }

    /// Whether the host stood still at a time between these.
    func isStalled(since began: Timestamp, now: Timestamp) -> Bool {
        let tick = Timestamp(microseconds: lastTick.load(ordering: .acquiring))
        if now - tick > Self.pace + Self.limit { return true }
        return began.microseconds <= stalledUntil.load(ordering: .acquiring)
    }
}
