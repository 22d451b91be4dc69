import Foundation
import Glibc
import PenstockJSON
import Testing

/// A `penstock serve` that runs.
final class Server {
    /// The line that says it is ready.
    let announcement: String
    let port: UInt16
    private let process: Process
    private let lines: ServerLog

    struct NotStarted: Error, CustomStringConvertible {
        var log: String
        var description: String { "penstock serve did not start: \(log)" }
    }

    /// Starts the server of a site on a free port, and waits until it takes events.
    init(_ site: Site, arguments: [String] = [], environment: [String: String] = [:]) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: Binary.path)
        process.arguments = ["serve", "pipelines", "--data", "data", "--listen", "127.0.0.1:0"] + arguments
        process.environment = Binary.environment(environment)
        process.currentDirectoryURL = site.directory
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        let error = Pipe()
        process.standardError = error
        try process.run()
        // The write end that this process has would keep the pipe open when the server ends.
        try output.fileHandleForWriting.close()
        try error.fileHandleForWriting.close()
        lines = ServerLog(error.fileHandleForReading)
        var line = Data()
        while let more = try output.fileHandleForReading.read(upToCount: 1), more != Data("\n".utf8) { line += more }
        announcement = String(decoding: line, as: UTF8.self)
        let address = announcement.firstMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)/)
        guard let port = address.flatMap({ UInt16($0.output.1) }) else {
            process.waitUntilExit()
            throw NotStarted(log: lines.whole)
        }
        self.port = port
    }

    deinit { if process.isRunning { kill() } }

    var url: String { "http://127.0.0.1:\(port)" }
    var log: String { lines.text }

    /// Waits until the log contains a text.
    /// - Returns: Whether it did before the process ended, or so many seconds were over.
    func waitForLog(_ text: String, seconds: Double = 30) -> Bool { lines.wait(for: text, seconds: seconds) }
    var isRunning: Bool { process.isRunning }

    /// Ends it as a crash or a lack of memory would.
    func kill() { _ = end(by: SIGKILL) }

    func send(_ signal: Int32) { _ = Glibc.kill(process.processIdentifier, signal) }

    /// Sends a signal and waits for the end.
    /// - Returns: The exit code; 128 and the signal's number where it was ended by one.
    func end(by signal: Int32) -> Int32 {
        send(signal)
        process.waitUntilExit()
        _ = lines.whole
        return process.terminationReason == .uncaughtSignal
            ? 128 + process.terminationStatus : process.terminationStatus
    }
}
