internal import CBench
internal import Foundation
internal import Glibc

/// What the figures were measured on, without which they say nothing.
package struct Machine: Sendable {
    /// The name of the processor.
    package var processor: String
    /// Processors that programs may use.
    package var cores: Int
    /// The name and version of the kernel.
    package var kernel: String
    /// In bytes.
    package var memory: Int
    /// The median time of writing 4 KiB at the end of a file in the data's file system and making it durable, in
    /// nanoseconds.
    package var syncTime: Int64

    /// Looks at this machine.
    /// - Parameter directory: Where the data of the measurement is.
    /// - Throws: ``BenchFailure`` when nothing can be written there.
    static func look(directory: String) throws(BenchFailure) -> Machine {
        let syncTime = unsafe cbench_sync_time("\(directory)/sync", 101)
        guard syncTime >= 0 else { throw .system("\(directory) cannot be written") }
        return Machine(
            processor: processor(in: text("/proc/cpuinfo")),
            cores: ProcessInfo.processInfo.activeProcessorCount,
            kernel: "Linux " + text("/proc/sys/kernel/osrelease").trimmingCharacters(in: .whitespacesAndNewlines),
            memory: Int(ProcessInfo.processInfo.physicalMemory),
            syncTime: syncTime
        )
    }

    /// The processor's name in `/proc/cpuinfo`, or what stands for it on machines that give none.
    package static func processor(in text: String) -> String {
        let lines = text.split(separator: "\n").map { $0.split(separator: ":", maxSplits: 1) }
        for key in ["model name", "Processor", "CPU part"] {
            let line = lines.first { $0.count == 2 && $0[0].trimmingCharacters(in: .whitespaces) == key }
            if let line { return line[1].trimmingCharacters(in: .whitespaces) }
        }
        return "unknown"
    }

    private static func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

    /// The commit of the working copy that a program was built in; nil when it stands in none.
    static func commit(of program: String, log: String) -> String? {
        let directory = URL(fileURLWithPath: program).deletingLastPathComponent().path
        let arguments = ["/usr/bin/env", "git", "-C", directory, "describe", "--always", "--dirty", "--tags"]
        guard let git = try? ChildProcess(arguments, log: log, reads: true) else { return nil }
        let line = git.readLine()
        return git.wait() == 0 ? line : nil
    }
}
