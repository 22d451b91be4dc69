#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What the kernel says of this process (proc(5)); nil where it does not say. Reads files, so not on an event loop.
struct ProcessFigures: Sendable, Equatable {
    /// Open files, sockets among them.
    var files: Int?
    /// How many may be open.
    var fileLimit: Int?
    /// Memory in use, in bytes.
    var memory: Int?
    /// Time on the processors, user and system, in seconds.
    var processorTime: Double?

    /// The figures of this moment.
    static func read() -> ProcessFigures {
        func text(_ name: String) -> String? {
            (try? Data(contentsOf: URL(filePath: "/proc/self/\(name)"))).map { String(decoding: $0, as: UTF8.self) }
        }
        return ProcessFigures(
            files: (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count,
            fileLimit: text("limits").flatMap(fileLimit(inLimits:)),
            memory: text("status").flatMap(memory(inStatus:)),
            processorTime: text("stat").flatMap(processorTime(inStat:))
        )
    }

    /// The soft limit of `Max open files`.
    static func fileLimit(inLimits text: String) -> Int? {
        let name = "Max open files"
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) }
    }

    /// `VmRSS`, which is in KiB.
    static func memory(inStatus text: String) -> Int? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
            .map { $0 * 1024 }
    }

    /// Fields 14 and 15, in hundredths of a second: Linux tells every program so, whatever its own clock does.
    static func processorTime(inStat text: String) -> Double? {
        // The second field is the program's name in parentheses, which may hold anything.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
        return (user + system) / 100
    }
}
