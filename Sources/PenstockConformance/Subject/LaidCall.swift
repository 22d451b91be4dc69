internal import CPenstock
internal import PenstockPlugins

/// Everything that one call is made with, laid out for the plugin.
@safe final class LaidCall {
    /// How it is laid out.
    struct Manner: Sendable {
        var host = Arena.Host.current
        /// Input that faults when it is written to.
        var isGuarded = false
        var room = OutputDouble.Room()
    }

    private let arena: Arena
    let message: UnsafePointer<penstock_message>
    let call: CallDouble
    let output: OutputDouble
    let body: [UInt8]

    init(_ sample: SampleMessage, _ manner: Manner = Manner()) {
        arena = Arena(host: manner.host, guarded: manner.isGuarded)
        unsafe message = sample.lay(in: arena)
        call = CallDouble(in: arena)
        if manner.isGuarded { arena.seal() }
        output = OutputDouble(manner.room, in: Arena.forOutput(of: manner.host, arena))
        body = sample.body
    }

    /// Makes it ready to be called with again.
    func rewind() { output.rewind() }
}

extension Arena {
    /// The output's table is written to by the plugin, so it lies in memory that is not sealed.
    static func forOutput(of host: Arena.Host, _ sealed: Arena) -> Arena {
        let arena = Arena(host: host)
        sealed.keep(arena)
        return arena
    }
}

/// What came of one call.
struct CallResult: Sendable, Equatable {
    /// Nil where there was nothing to call.
    var verdict: Int32?
    var failureCode: String?
    var explanation: String?
    /// The body after the call: what was written, the slice, or the input.
    var body: [UInt8]
    var contentType: String?
    var headers: [Field]
    var attributes: [Field]
    var method: String
    var target: String
    /// What breaks the rules of the interface in the verdict, in a sentence; nil when nothing does.
    var offence: String?
    /// What breaks those of the output.
    var outputOffences: [String]

    init(_ laid: LaidCall, verdict: Int32?, kind: StageKind?) {
        self.verdict = verdict
        failureCode = laid.call.failure?.code
        explanation = laid.call.explanation
        contentType = laid.output.contentType
        headers = laid.output.headers
        attributes = laid.output.attributes
        method = laid.output.method
        target = laid.output.target
        outputOffences = laid.output.offences
        body = laid.body
        let writes = kind == .transform || kind == .sign
        switch verdict {
        case PENSTOCK_WROTE where writes: body = laid.output.written
        case PENSTOCK_SLICE where writes:
            let start = unsafe laid.output.raw.pointee.slice_offset
            let length = unsafe laid.output.raw.pointee.slice_length
            if start <= body.count, length <= body.count - start {
                body = Array(body[start..<start + length])
            } else {
                outputOffences.append("it named \(length) bytes from \(start) of a body of \(body.count)")
            }
        default: break
        }
        offence = verdict.flatMap { Self.offence($0, kind) }
    }

    private static func offence(_ verdict: Int32, _ kind: StageKind?) -> String? {
        let highest: Int32 =
            switch kind {
            case .filter: PENSTOCK_DROP
            case .transform, .sign: PENSTOCK_SLICE
            case .transport, nil: PENSTOCK_OK
            }
        guard verdict < PENSTOCK_FAIL_LIMIT || verdict > highest else { return nil }
        return "it answered \(verdict), which is no verdict of its kind"
    }

    /// The same in every respect that the host sees.
    func agrees(with other: CallResult) -> Bool { self == other }

    /// The verdict in words.
    var words: String {
        switch verdict {
        case nil: "nothing to call"
        case PENSTOCK_OK?: "0"
        case let verdict?: "\(verdict)" + (failureCode.map { " (\($0))" } ?? "")
        }
    }
}
