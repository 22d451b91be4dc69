import Foundation
import PenstockJSON
import Testing

/// The interpreter of `PENSTOCK_TEST_PYTHON`, for what is to be judged by code that is not ours.
enum Python {
    private static let interpreter = ProcessInfo.processInfo.environment["PENSTOCK_TEST_PYTHON"]

    /// Whether there is an interpreter with a module.
    static func has(_ module: String) -> Bool { (try? run("import \(module); print(1)", .null)) == 1 }

    /// Runs a program that reads JSON and prints JSON.
    static func run(_ program: String, _ input: JSONValue) throws -> JSONValue {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(interpreter))
        process.arguments = ["-c", program]
        let file = FileManager.default.temporaryDirectory.appending(path: "penstock-input-\(UUID().uuidString)")
        try Data(input.serialized()).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONValue.parse(Array(answer))
    }
}
