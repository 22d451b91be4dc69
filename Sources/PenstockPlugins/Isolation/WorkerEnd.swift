internal import Glibc

/// How a worker came to its end.
struct WorkerEnd: Error, Sendable {
    enum Cause: Sendable, Equatable {
        /// It did not do within its time what was asked.
        case hung
        /// It sent what is none of the protocol.
        case garbage
        /// The host has no use for it any more.
        case unused
        /// By itself: a signal, or the code it left with.
        case died(signal: Int32?, code: Int32)
    }

    var plugin: String
    var cause: Cause

    /// The code of the fault that a delivery suffers.
    var code: String { cause == .hung ? "plugin-hung" : "plugin-crashed" }

    /// What a stage call returns for it.
    var verdict: Int32 { cause == .hung ? WorkerVerdict.hung : WorkerVerdict.crashed }

    /// What happened, for people; without a full stop.
    var sentence: String { sentence(in: "") }

    /// - Parameter place: Where the call was that it did not come back from, such as ` in filter at stages/0 (match)`.
    func sentence(in place: String) -> String {
        switch cause {
        case .hung: "the plugin \(plugin) hung\(place), and its worker was ended"
        case .garbage: "the worker of the plugin \(plugin) sent what makes no sense\(place), and was ended"
        case .unused: "the worker of the plugin \(plugin) was ended"
        case .died(let signal?, _): "the plugin \(plugin) crashed (\(signalName(signal)))\(place), in its worker"
        case .died(nil, let code): "the plugin \(plugin) ended its worker\(place) (exit code \(code))"
        }
    }

    /// Reads a status of `waitpid`.
    static func cause(ofStatus status: Int32) -> Cause {
        let signal = status & 0x7F
        return .died(signal: signal == 0 ? nil : signal, code: status >> 8 & 0xFF)
    }
}

/// What the calls to a worker return beside the verdicts of the interface. A plugin cannot return them: what comes over
/// the wire is checked.
enum WorkerVerdict {
    static let crashed: Int32 = -1001
    static let hung: Int32 = -1002

    /// A verdict as a plugin may have given it.
    static func checked(_ verdict: Int32) -> Int32 { verdict == crashed || verdict == hung ? .min : verdict }

    /// The code of a fault that ended a worker; nil for any other verdict.
    static func end(_ verdict: Int32) -> String? {
        switch verdict {
        case crashed: "plugin-crashed"
        case hung: "plugin-hung"
        default: nil
        }
    }
}

private func signalName(_ signal: Int32) -> String {
    switch signal {
    case SIGILL: "SIGILL"
    case SIGTRAP: "SIGTRAP"
    case SIGABRT: "SIGABRT"
    case SIGBUS: "SIGBUS"
    case SIGFPE: "SIGFPE"
    case SIGKILL: "SIGKILL"
    case SIGSEGV: "SIGSEGV"
    case SIGTERM: "SIGTERM"
    case SIGXCPU: "SIGXCPU, for too much CPU time"
    case SIGSYS: "SIGSYS"
    default: "signal \(signal)"
    }
}
