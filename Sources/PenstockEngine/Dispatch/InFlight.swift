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
        var withdrawn = Withdrawn()
    }

    private let state = Mutex(State())

    /// Takes note of an attempt and names it; nil when a person has just stopped the delivery.
    func begin(_ work: Work) -> UInt64? {
        state.withLock { state in
            if state.withdrawn.remove(work.claimed.id) { return nil }
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

    /// Takes note that a person has stopped deliveries.
    ///
    /// Looks through all attempts once: it is rare, and an index by delivery would cost each of them.
    /// - Returns: Their attempts, where a transport has them.
    func withdraw(_ deliveries: Set<DeliveryID>) -> [(token: UInt64, chain: Chain)] {
        state.withLock { state in
            var rest = deliveries
            var found: [(token: UInt64, chain: Chain)] = []
            for (token, work) in state.work where rest.remove(work.claimed.id) != nil {
                found.append((token, work.chain))
            }
            for (token, _) in found { state.work[token]?.isWithdrawn = true }
            for delivery in rest { state.withdrawn.insert(delivery) }
            return found
        }
    }

    /// The same, and calls off what transports have.
    func callOff(_ deliveries: Set<DeliveryID>) {
        for (token, chain) in withdraw(deliveries) { chain.transport.cancel(token) }
    }

    /// A person lets deliveries go on that were stopped.
    func admit(_ deliveries: [DeliveryID]) {
        state.withLock { state in
            for delivery in deliveries { state.withdrawn.remove(delivery) }
        }
    }

    var count: Int { state.withLock { $0.work.count } }
}

/// Frames for reuse: a delivery costs no allocation of its own.
final class FramePool: Sendable {
    private let frames = Mutex<[MessageFrame]>([])
    private let state: PluginStateView
    private let directories: DirectoryView
    private let history: HistoryView
    private static let kept = 1024

    /// - Parameters:
    ///   - state: What stages keep.
    ///   - directories: What events have told.
    ///   - history: What stood before events.
    init(
        state: PluginStateView,
        directories: DirectoryView = DirectoryView(),
        history: HistoryView = HistoryView()
    ) {
        self.state = state
        self.directories = directories
        self.history = history
    }

    func take() -> MessageFrame {
        frames.withLock { $0.popLast() }
            ?? MessageFrame(state: state, directories: directories, history: history)
    }

    /// Takes a frame back; what its stages wrote and no outcome took is dropped.
    func give(_ frame: MessageFrame) {
        frame.state.drop()
        frames.withLock { if $0.count < Self.kept { $0.append(frame) } }
    }
}
