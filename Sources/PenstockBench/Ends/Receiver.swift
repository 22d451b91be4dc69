internal import CBench

/// Answers every request on a port of its own with 200, and notes which event it brought.
@safe package final class Receiver: @unchecked Sendable {
    /// What arrived so far.
    package struct Arrivals: Sendable {
        /// Requests, also of events that came before.
        package var requests: Int
        /// Requests that carried a signature.
        package var signed: Int
        /// Different events.
        package var events: Int
        /// Requests with an event that is none of this run.
        package var strangers: Int
        /// When the first request since ``Receiver/mark()`` came; 0 when none did.
        package var first: Int64
        /// When the last one came.
        package var last: Int64
        /// CPU time of the receiver, in nanoseconds.
        package var cpu: Int64
    }

    private let raw: OpaquePointer
    private let ledger: Ledger

    /// Starts to listen on a free port of the loopback.
    /// - Throws: ``BenchFailure`` with the reason of the system.
    package init(_ ledger: Ledger) throws(BenchFailure) {
        guard let raw = unsafe cbench_receiver_start(ledger.raw) else {
            throw .system("the receiver could not be started")
        }
        unsafe self.raw = raw
        self.ledger = ledger
    }

    deinit { unsafe cbench_receiver_stop(raw) }

    /// Where it listens.
    package var port: UInt16 { unsafe cbench_receiver_port(raw) }
    /// What arrived so far.
    package var arrivals: Arrivals {
        let read = unsafe cbench_receiver_read(raw)
        return Arrivals(
            requests: Int(read.requests),
            signed: Int(read.signed_requests),
            events: Int(read.events),
            strangers: Int(read.strangers),
            first: read.first,
            last: read.last,
            cpu: read.cpu
        )
    }

    /// Answers so much later from now on.
    package func answer(after delay: Duration) { unsafe cbench_receiver_delay(raw, delay.nanoseconds) }

    /// Lets the next request be the first.
    package func mark() { unsafe cbench_receiver_mark(raw) }
}

extension Duration {
    /// The whole of it in nanoseconds.
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    /// The whole of it in seconds.
    package var inSeconds: Double { Double(nanoseconds) / 1e9 }
}
