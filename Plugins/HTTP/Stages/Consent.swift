internal import PenstockPluginKit

/// Whether a receiver has agreed to be sent to, and the attempts that wait for its answer. Belongs to the loop's thread.
final class Consent {
    /// An attempt that waits.
    struct Waiting {
        var submission: TransferLoop.Submission
        /// When it began to, in nanoseconds of the monotonic clock.
        var since: UInt64
    }

    let options: HandshakeOptions
    /// Where the question goes: the same receiver, with another method.
    let asker: Endpoint
    /// The first one's attempt is the one that asks.
    var waiting: [Waiting] = []
    var isAsking = false
    private var holdsUntil: UInt64 = 0

    init(_ options: HandshakeOptions, asker: Endpoint) {
        (self.options, self.asker) = (options, asker)
    }

    /// - Parameter now: nanoseconds of the monotonic clock.
    func holds(at now: UInt64) -> Bool { now < holdsUntil }

    func grant(at now: UInt64) {
        let span = UInt64(clamping: options.every.value).multipliedReportingOverflow(by: 1_000)
        let (until, isOver) = now.addingReportingOverflow(span.overflow ? .max : span.partialValue)
        holdsUntil = isOver ? .max : until
    }
}
