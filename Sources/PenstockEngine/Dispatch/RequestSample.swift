internal import PenstockCore
internal import Synchronization

/// Decides of which tries of a pipeline the head of the request is kept: of every one that failed, and of those that were
/// delivered the first in each second.
///
/// So whoever has few deliveries finds all of them, and many in a second are not slowed down for what nobody will look at.
struct RequestSample: ~Copyable, Sendable {
    private static let pause: Int64 = 1_000_000
    private static let never = Int64.min

    /// When one was kept last, by the steady clock.
    private let last = Atomic(never)

    func keeps(_ outcome: Outcome, at now: Timestamp) -> Bool {
        guard outcome == .delivered else { return true }
        let last = last.load(ordering: .relaxed)
        guard last == Self.never || now.microseconds - last >= Self.pause else { return false }
        return self.last.compareExchange(expected: last, desired: now.microseconds, ordering: .relaxed).exchanged
    }
}
