import Foundation
import Testing

@Suite struct `The ABI's layout` {
    /// Compiled from the header itself by a small C program, and compared with what was released: a field that moves
    /// breaks every plugin that exists.
    @Test func `sizes and offsets are those of the committed dump`() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let committed = try String(contentsOf: tests.appending(path: "Fixtures/abi/layout.txt"), encoding: .utf8)
        let program = FileManager.default.temporaryDirectory.appending(path: "layout-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: program) }
        try run(
            "/usr/bin/env",
            [
                "cc", "-std=c11", "-I", tests.appending(path: "../Sources/CPenstock/include").path, "-o", program.path,
                tests.appending(path: "Fixtures/abi/layout.c").path,
            ]
        )
        let dump = try run(program.path, [])
        #expect(dump == committed, "fields are only ever appended; then write Tests/Fixtures/abi/layout.txt anew")
    }

    @discardableResult
    private func run(_ executable: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }
}
