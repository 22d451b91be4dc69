internal import Foundation
internal import Glibc

/// Takes samples of a process with `perf` while something is measured.
struct Profiler {
    private let perf: ChildProcess
    private let program: String
    private let directory: String
    /// Samples a second and processor: enough for shares in seconds, and too few to be felt.
    private static let frequency = "199"

    /// Where `perf` is; nil when it is not installed.
    static var program: String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/perf" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Begins to sample.
    /// - Throws: ``BenchFailure`` when it cannot be started.
    init(_ program: String, process: Int32, directory: String) throws(BenchFailure) {
        self.program = program
        self.directory = directory
        // A clock and no counter of the processor: virtual machines often have none.
        perf = try ChildProcess(
            [
                program, "record", "-q", "-e", "cpu-clock", "-F", Self.frequency, "-p", "\(process)", "-o",
                "\(directory)/perf.data",
            ],
            log: "\(directory)/perf.log"
        )
    }

    /// Ends, and says how the time is split; nil when perf could not see enough.
    func finish() -> CPUSplit? {
        perf.end(by: SIGINT)
        defer { try? FileManager.default.removeItem(atPath: "\(directory)/perf.data") }
        let arguments = [
            program, "report", "-i", "\(directory)/perf.data", "--stdio", "-q", "-n", "-g", "none", "--no-demangle",
            "--sort", "comm,dso,sym", "--field-separator", "|",
        ]
        guard let report = try? ChildProcess(arguments, log: "\(directory)/perf.log", reads: true) else { return nil }
        return CPUSplit(perf: report.readAll())
    }
}
