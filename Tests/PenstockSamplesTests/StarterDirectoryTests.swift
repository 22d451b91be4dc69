import Foundation
import PenstockSamples
import Testing

@Suite struct `A first pipelines directory` {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "penstock-\(UUID().uuidString)")

    private func write(addsTo: Bool = false) throws -> [String] {
        try StarterDirectory.write(to: directory.path, addsTo: addsTo)
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: directory.appending(path: path), encoding: .utf8)
    }

    @Test func `has what is needed, with permissions that nothing else decides`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let old = umask(0)
        defer { umask(old) }
        let written = try write()
        #expect(
            written == [
                ".env.example", ".gitignore", "README.md", "events/course.completed.yaml", "events/user.added.yaml",
                "passed.yaml", "penstock.yaml",
            ]
        )
        for (path, mode) in written.map({ ($0, 0o644) }) + [("", 0o755), ("events", 0o755)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.appending(path: path).path)
            #expect(attributes[.posixPermissions] as? Int == mode, "\(path)")
        }
    }

    @Test func `is written into an empty directory, and never over something`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        #expect(try write().count == StarterDirectory.files.count)
        try "mine".write(to: directory.appending(path: "passed.yaml"), atomically: true, encoding: .utf8)
        try FileManager.default.removeItem(at: directory.appending(path: ".gitignore"))
        #expect(throws: SampleNotWritten.self) { try write() }
        #expect(try write(addsTo: true) == [".gitignore"])
        #expect(try text("passed.yaml") == "mine")
    }

    @Test(arguments: [("passed.yaml", "passed.yaml"), ("notes.txt", "notes.txt"), (".git", ".git")])
    func `says what is in the way`(name: String, told: String) throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try "x".write(to: directory.appending(path: name), atomically: true, encoding: .utf8)
        let refusal = #expect(throws: SampleNotWritten.self) { try write() }
        #expect(refusal?.description.contains("'\(told)' is there") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [name])
    }

    @Test func `cannot be made of a file`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try "x".write(to: directory, atomically: true, encoding: .utf8)
        #expect(throws: SampleNotWritten.self) { try write() }
        #expect(throws: SampleNotWritten.self) { try write(addsTo: true) }
    }
}
