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
    /// - Parameter openFiles: How many files it may have open; nil for as many as this process.
    init(
        _ site: Site,
        arguments: [String] = [],
        environment: [String: String] = [:],
        openFiles: Int? = nil
    ) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: openFiles == nil ? Binary.path : "/usr/bin/prlimit")
        process.arguments =
            (openFiles.map { ["--nofile=\($0):\($0)", Binary.path] } ?? [])
            + ["serve", "pipelines", "--data", "data", "--listen", "127.0.0.1:0"] + arguments
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
    var processIdentifier: Int32 { process.processIdentifier }

    /// Waits until the log contains a text.
    /// - Returns: Whether it did before the process ended, or so many seconds were over.
    func waitForLog(_ text: String, seconds: Double = 30) -> Bool { lines.wait(for: text, seconds: seconds) }
    var isRunning: Bool { process.isRunning }

    /// Ends it as a crash or a lack of memory would.
    func kill() { _ = end(by: SIGKILL) }

    func send(_ signal: Int32) { _ = Glibc.kill(process.processIdentifier, signal) }

    /// Waits until it has ended by itself.
    /// - Returns: The exit code, as ``end(by:)``; nil when it has not within so many seconds, and then it is killed.
    func endsByItself(seconds: Double = 30) -> Int32? {
        guard lines.waitForEnd(seconds: seconds) else {
            kill()
            return nil
        }
        return end(by: 0)
    }

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

// MARK: - The process

extension Server {
    /// The most memory that it has used so far, in bytes.
    var peakMemory: Int {
        get throws {
            let status = try String(contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
            return try #require(kibibytes) << 10
        }
    }

    /// Lets it open descriptors below this number only.
    func limitDescriptors(to count: UInt) throws {
        let tool = Process()
        tool.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tool.arguments = ["prlimit", "--pid", "\(processIdentifier)", "--nofile=\(count):"]
        try tool.run()
        tool.waitUntilExit()
        try #require(tool.terminationStatus == 0, "prlimit failed")
    }
}
