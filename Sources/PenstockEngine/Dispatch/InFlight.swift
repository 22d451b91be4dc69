internal import PenstockCore
internal import PenstockPlugins
internal import Synchronization

/// A delivery in work: what is known of it until it is settled.
struct Work: Sendable {
    var claimed: ClaimedDelivery
    var chain: Chain
    var frame: MessageFrame
    /// When the attempt began.
    var startedAt: Timestamp
}

/// The attempts that transports have, by token. A token is never used twice, so that a second completion of the same
/// attempt finds nothing.
final class InFlight: Sendable {
    private struct State {
        var last: UInt64 = 0
        var work: [UInt64: Work] = [:]
    }

    private let state = Mutex(State())

    /// Takes note of an attempt and names it.
    func begin(_ work: Work) -> UInt64 {
        state.withLock { state in
            state.last += 1
            state.work[state.last] = work
            return state.last
        }
    }

    /// The attempt that a token names, once.
    func end(_ token: UInt64) -> Work? {
        state.withLock { $0.work.removeValue(forKey: token) }
    }

    var count: Int { state.withLock { $0.work.count } }
}

/// Frames for reuse: a delivery costs no allocation of its own.
final class FramePool: Sendable {
    private let frames = Mutex<[MessageFrame]>([])
    private static let kept = 1024

    func take() -> MessageFrame {
        frames.withLock { $0.popLast() } ?? MessageFrame()
    }

    func give(_ frame: MessageFrame) {
        frames.withLock { if $0.count < Self.kept { $0.append(frame) } }
    }
}
