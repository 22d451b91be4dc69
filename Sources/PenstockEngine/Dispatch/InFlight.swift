internal import PenstockCore
internal import PenstockPlugins
internal import Synchronization

/// A delivery in work: what is known of it until it is settled.
struct Work: Sendable {
    var claimed: ClaimedDelivery
    var chain: Chain
    var frame: MessageFrame
    /// The revision that it goes out under.
    var revision: RevisionID
    /// Whether it goes out to see whether its endpoint works again.
    var isProbe: Bool
    /// When the attempt began, by the wall clock.
    var startedAt: Timestamp
    /// The same by the steady clock.
    var began: Timestamp
    /// Whether a person has stopped or ended the delivery meanwhile, so that a failure changes nothing any more.
    var isWithdrawn = false
}

/// The attempts that transports have, by token. A token is never used twice, so that a second completion of the same
/// attempt finds nothing.
final class InFlight: Sendable {
    private struct State {
        var last: UInt64 = 0
        var work: [UInt64: Work] = [:]
        /// Deliveries that a person stopped while a stage may have had them, the newest last.
        var withdrawn: [DeliveryID] = []
    }

    private let state = Mutex(State())
    /// A stage thread has a few hundred deliveries at most.
    private static let withdrawnLimit = 1024

    /// Takes note of an attempt and names it; nil when a person has just stopped the delivery.
    func begin(_ work: Work) -> UInt64? {
        state.withLock { state in
            if !state.withdrawn.isEmpty, let index = state.withdrawn.firstIndex(of: work.claimed.id) {
                state.withdrawn.remove(at: index)
                return nil
            }
            state.last += 1
            state.work[state.last] = work
            return state.last
        }
    }

    /// The attempt that a token names, once.
    func end(_ token: UInt64) -> Work? {
        let work = state.withLock { $0.work.removeValue(forKey: token) }
        work?.frame.land()
        return work
    }

    /// Takes note that a person has stopped a delivery.
    ///
    /// Looks through all attempts: it is rare, and an index by delivery would cost each of them.
    /// - Returns: Its attempt, where a transport has one.
    func withdraw(_ delivery: DeliveryID) -> (token: UInt64, chain: Chain)? {
        state.withLock { state in
            guard let (token, work) = state.work.first(where: { $0.value.claimed.id == delivery }) else {
                state.withdrawn.append(delivery)
                if state.withdrawn.count > Self.withdrawnLimit { state.withdrawn.removeFirst() }
                return nil
            }
            state.work[token]?.isWithdrawn = true
            return (token, work.chain)
        }
    }

    /// A person lets a delivery go on that was stopped.
    func admit(_ delivery: DeliveryID) {
        state.withLock { state in state.withdrawn.removeAll { $0 == delivery } }
    }

    var count: Int { state.withLock { $0.work.count } }
}

/// Frames for reuse: a delivery costs no allocation of its own.
final class FramePool: Sendable {
    private let frames = Mutex<[MessageFrame]>([])
    private let state: PluginStateView
    private static let kept = 1024

    /// - Parameter state: What stages keep.
    init(state: PluginStateView) { self.state = state }

    func take() -> MessageFrame {
        frames.withLock { $0.popLast() } ?? MessageFrame(state: state)
    }

    /// Takes a frame back; what its stages wrote and no outcome took is dropped.
    func give(_ frame: MessageFrame) {
        frame.state.drop()
        frames.withLock { if $0.count < Self.kept { $0.append(frame) } }
    }
}
