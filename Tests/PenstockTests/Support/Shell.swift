import Foundation

extension Site {
    /// Runs lines of a shell in the site's directory, with the built command in the path, until one fails.
    func shell(_ script: String) throws -> Finished {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["bash", "-euo", "pipefail", "-c", script]
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let command = URL(fileURLWithPath: Binary.path).deletingLastPathComponent().path
        process.environment = Binary.environment(["PATH": "\(command):\(path)", "XDG_CACHE_HOME": self.path("cache")])
        process.currentDirectoryURL = directory
        let name = UUID().uuidString
        let (output, error) = (self.path("\(name).out"), self.path("\(name).err"))
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try file(output)
        process.standardError = try file(error)
        try process.run()
        process.waitUntilExit()
        return Finished(
            status: process.terminationStatus,
            output: try String(contentsOfFile: output, encoding: .utf8),
            error: try String(contentsOfFile: error, encoding: .utf8)
        )
    }

    /// Whether a program is installed; prints that a test is skipped where it is not.
    func has(_ program: String) throws -> Bool {
        let isThere = try shell("command -v \(program) > /dev/null").status == 0
        if !isThere { print("skipped: \(program) is not installed") }
        return isThere
    }
}
