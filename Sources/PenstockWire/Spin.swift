internal import Glibc

/// How often a socket is asked for more before its thread goes to sleep. Pure.
///
/// To wake a sleeping thread on an idle core takes tens of microseconds, of a virtual machine above all; an answer of a
/// stage comes sooner. To ask in vain costs the processor, so it is asked less the more often it was in vain, down to not
/// at all, and only now and then whether that has changed.
package struct Spin: Sendable {
    /// About 40 µs of asking, so that one side that asks lasts until the other has woken and asks too.
    package static let most = 128
    private static let again = 64

    /// How often to ask now.
    package private(set) var attempts: Int
    private let isUseful: Bool
    private var waits = 0

    /// - Parameter processors: Where there is one, the other side cannot work while this one asks.
    package init(processors: Int = sysconf(Int32(_SC_NPROCESSORS_ONLN))) {
        isUseful = processors > 1
        attempts = isUseful ? Self.most : 0
    }

    /// Takes note of how that went.
    package mutating func note(found: Bool) {
        guard isUseful else { return }
        if attempts == 0 {
            waits += 1
            if waits % Self.again == 0 { attempts = Self.most }
        } else {
            attempts = found ? Self.most : attempts / 2
        }
    }
}
