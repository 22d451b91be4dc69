/// How a command ended, for the shell and for scripts.
enum ExitStatus: Int32 {
    case fine = 0
    /// What was asked for failed.
    case failed = 1
    case wrongUsage = 2
    /// `EX_CONFIG` of sysexits.h: it makes no sense to try again before a person has changed something.
    case badConfiguration = 78
}

/// The end of a command that could not do what it was asked for.
struct CommandFailure: Error {
    var status = ExitStatus.failed
    /// What to tell the person; nil when everything was said.
    var message: String?

    /// Whether it is only that nobody listens where a server was looked for.
    var isNoServer = false

    /// Ends with a sentence.
    init(_ message: String) { self.message = message }

    /// Something is set up so that it cannot work.
    static func badConfiguration(_ message: String) -> CommandFailure {
        var failure = CommandFailure(message)
        failure.status = .badConfiguration
        return failure
    }

    /// Nobody listens.
    static func noServer(at address: String) -> CommandFailure {
        var failure = CommandFailure("no server at \(address); is `penstock serve` running?")
        failure.isNoServer = true
        return failure
    }

    private init(status: ExitStatus) { self.status = status }

    /// Everything is said, and it is not good.
    static let silent = CommandFailure(status: .failed)
    /// The diagnostics are printed.
    static let badConfiguration = CommandFailure(status: .badConfiguration)
}
