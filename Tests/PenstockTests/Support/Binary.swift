import Foundation
import Testing

/// The built command, and what stands beside it.
enum Binary {
    /// The `penstock` that was built with these tests: beside the test bundle.
    static let path: String = {
        let directory = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let candidates = [directory, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()]
        return candidates.map { $0.appending(path: "penstock").path }
            .first { FileManager.default.isExecutableFile(atPath: $0) } ?? "penstock"
    }()

    /// The root of the project.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// An environment without settings of the person who runs the tests.
    static func environment(_ additions: [String: String] = [:]) -> [String: String] {
        ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PENSTOCK_") }
            .merging(additions) { _, new in new }
    }
}

/// How a command ended, and what it said.
struct Finished {
    var status: Int32
    var output: String
    var error: String
}

extension Site {
    /// Runs the command to its end, in the site's directory.
    @discardableResult
    func penstock(
        _ arguments: String...,
        input: String? = nil,
        environment: [String: String] = [:]
    ) throws -> Finished {
        try penstock(arguments, input: input, environment: environment)
    }

    func penstock(
        _ arguments: [String],
        input: String? = nil,
        environment: [String: String] = [:]
    ) throws -> Finished {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Binary.path)
        process.arguments = arguments
        process.environment = Binary.environment(["XDG_CACHE_HOME": path("cache")].merging(environment) { $1 })
        process.currentDirectoryURL = directory
        // Files and no pipes: nothing has to be read while the command runs.
        let name = UUID().uuidString
        let (output, error) = (path("\(name).out"), path("\(name).err"))
        process.standardOutput = try file(output)
        process.standardError = try file(error)
        if let input {
            try input.write(toFile: path("\(name).in"), atomically: false, encoding: .utf8)
            process.standardInput = FileHandle(forReadingAtPath: path("\(name).in"))
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        try process.run()
        process.waitUntilExit()
        return Finished(
            status: process.terminationStatus,
            output: try String(contentsOfFile: output, encoding: .utf8),
            error: try String(contentsOfFile: error, encoding: .utf8)
        )
    }

    func file(_ path: String) throws -> FileHandle {
        try Data().write(to: URL(fileURLWithPath: path))
        return try #require(FileHandle(forWritingAtPath: path))
    }
}
