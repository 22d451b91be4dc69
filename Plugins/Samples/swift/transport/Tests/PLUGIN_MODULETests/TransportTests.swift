import Foundation
import PluginTesting
import Testing

@testable import PLUGIN_MODULE

@Suite struct `The transport` {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "PLUGIN_NAME-\(UUID().uuidString)")
    private var file: URL { directory.appending(path: "spool.txt") }
    private var content: String { (try? String(contentsOf: file, encoding: .utf8)) ?? "" }

    private func stage() throws -> StageHarness {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        return try StageHarness(library, .transport, "PLUGIN_ID", with: #"{"file":"\#(file.path)"}"#)
    }

    @Test func `completes an attempt when its line is on disk`() async throws {
        let stage = try stage()
        defer { try? FileManager.default.removeItem(at: directory) }
        var call = TestCall()
        call.delivery = "dlv_1"
        let done = try await stage.send(TestMessage(body: #"{"score":92}"#), call)
        #expect(done.outcome == .delivered && done.sent == .yes)
        #expect(content == "dlv_1\t{\"score\":92}\n")

        call.purpose = .trial
        #expect(try await stage.send(TestMessage(body: "{}"), call).sent == .no)
        #expect(content == "dlv_1\t{\"score\":92}\n")
        stage.close()
    }

    @Test func `completes each of many once, and drain returns when all are`() async throws {
        let stage = try stage()
        defer { try? FileManager.default.removeItem(at: directory) }
        let tokens = try (0..<100).map { try stage.submit(TestMessage(body: "\($0)")) }
        try stage.drain(withinMicroseconds: 30_000_000)
        #expect(tokens.allSatisfy { stage.completionCount(of: $0) == 1 })
        stage.close()
        #expect(content.split(separator: "\n").count == 100)
    }

    @Test func `says what is wrong with a body or with the disk`() async throws {
        let stage = try stage()
        let lines = try await stage.send(TestMessage(body: "two\nlines"))
        #expect(lines.outcome == .permanent && lines.code == "not-one-line")
        try FileManager.default.removeItem(at: directory)
        let failed = try await stage.send(TestMessage(body: "x"))
        #expect(failed.outcome == .transient && failed.sentence.contains("spool.txt cannot be written"))
        stage.close()
    }

    @Test(arguments: [#"{"file":""}"#, #"{"file":7}"#])
    func `refuses a configuration and says where it is wrong`(json: String) throws {
        let refused = #expect(throws: ConfigurationRefused.self) {
            try StageHarness(library, .transport, "PLUGIN_ID", with: json)
        }
        #expect(refused?.problems.map(\.pointer) == ["/file"])
    }
}
