internal import CBench

/// Sends events of a ledger over keep-alive connections, one request at a time on each. An event whose connection
/// breaks, or that is answered with 429 or 503, is sent again until it has an answer.
@safe package final class LoadGenerator: @unchecked Sendable {
    /// What to send, and how.
    package struct Load: Sendable {
        /// The events, by their place in the ledger.
        package var events: Range<Int>
        /// How many connections stay open.
        package var connections: Int
        /// Requests a second; nil for as many as are answered.
        package var rate: Double?
        /// Events in one request.
        package var batch: Int
        /// A line of JSON for each event over TCP, and no HTTP: written is accepted.
        package var asLines: Bool

        /// Says what to send.
        package init(
            events: Range<Int>,
            connections: Int,
            rate: Double? = nil,
            batch: Int = 1,
            asLines: Bool = false
        ) {
            self.events = events
            self.connections = connections
            self.rate = rate
            self.batch = batch
            self.asLines = asLines
        }
    }

    /// What became of it so far.
    package struct Sent: Sendable {
        /// The events that were sent, which are fewer than there were when it was ended before.
        package var events: Range<Int>
        /// Events that were taken with a 2xx.
        package var accepted: Int
        /// Events refused for good.
        package var refused: Int
        /// The status of the last refusal.
        package var refusal: Int
        /// Requests repeated because their connection broke.
        package var resent: Int
        /// Requests repeated because the answer asked for it.
        package var deferred: Int
        /// When the first was sent, by the ledger's clock.
        package var started: Int64
        /// When the last was answered.
        package var ended: Int64
        /// CPU time of the generator, in nanoseconds.
        package var cpu: Int64
        /// Whether each event has an answer.
        package var isDone: Bool
    }

    private let raw: OpaquePointer
    private let ledger: Ledger
    private let first: Int
    private var isFinished = false

    /// Starts to send.
    /// - Throws: ``BenchFailure`` with the reason of the system.
    package init(_ ledger: Ledger, _ load: Load, to port: UInt16) throws(BenchFailure) {
        first = load.events.lowerBound
        let load = cbench_load(
            first: UInt32(clamping: load.events.lowerBound),
            end: UInt32(clamping: load.events.upperBound),
            port: port,
            connections: UInt16(clamping: load.connections),
            batch: UInt16(clamping: load.batch),
            lines: load.asLines,
            rate: load.rate ?? 0
        )
        guard let raw = unsafe cbench_generator_start(ledger.raw, load) else {
            throw .system("the load generator could not be started")
        }
        unsafe self.raw = raw
        self.ledger = ledger
    }

    deinit { if !isFinished { _ = finish() } }

    /// What became of it so far.
    package var sent: Sent { unsafe Sent(cbench_generator_read(raw), from: first) }

    /// Goes on at another port, also with what was under way.
    package func turn(to port: UInt16) { unsafe cbench_generator_turn(raw, port) }

    /// Sends nothing new, waits at most two seconds for answers, and ends. Once only.
    package func finish() -> Sent {
        precondition(!isFinished, "a generator is finished once")
        isFinished = true
        unsafe cbench_generator_end(raw)
        return unsafe Sent(cbench_generator_finish(raw), from: first)
    }
}

extension LoadGenerator.Sent {
    fileprivate init(_ sent: cbench_sent, from first: Int) {
        self.init(
            events: first..<first + Int(sent.events),
            accepted: Int(sent.accepted),
            refused: Int(sent.refused),
            refusal: Int(sent.refusal),
            resent: Int(sent.resent),
            deferred: Int(sent.deferred),
            started: sent.started,
            ended: sent.ended,
            cpu: sent.cpu,
            isDone: sent.done
        )
    }
}
