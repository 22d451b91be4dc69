internal import ArgumentParser
internal import CProcess
internal import Foundation

/// The entry: reads the arguments, runs the command they name, and turns how it ended into an exit code.
@main
struct Main {
    static func main() async {
        // A reader that goes away, as in `penstock events | head`, is noticed where the write fails.
        cprocess_ignore_broken_pipes()
        exit(await run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    private static func run(_ arguments: [String]) async -> ExitStatus {
        do {
            var command = try Penstock.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return .fine
        } catch {
            return report(error)
        }
    }

    /// Says why a command failed, unless it has said so, and which exit code that is.
    static func report(_ error: any Error) -> ExitStatus {
        if let failure = error as? CommandFailure {
            if let message = failure.message { Terminal.error.write("penstock: \(message)\n") }
            return failure.status
        }
        switch Penstock.exitCode(for: error) {
        case .success:
            Terminal.output.write(Penstock.fullMessage(for: error) + "\n")
            return .fine
        case .validationFailure:
            Terminal.error.write(Penstock.fullMessage(for: error) + "\n")
            return .wrongUsage
        default:
            Terminal.error.write("penstock: \(error)\n")
            return .failed
        }
    }
}
