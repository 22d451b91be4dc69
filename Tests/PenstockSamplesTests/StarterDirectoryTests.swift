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

    @Test func `has the sources that were asked for, switched on, with the event types that they make`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let asked = ReadyMadeSource.all.filter { ["docebo", "learn365"].contains($0.name) }
        try #require(asked.map(\.variables) == [["DOCEBO_PASSWORD", "DOCEBO_USERNAME"], ["LEARN365_SECRET"]])
        let written = try StarterDirectory.write(to: directory.path, with: asked, addsTo: false)
        #expect(
            written.filter { $0.hasPrefix("sources/") || $0.hasPrefix("events/") } == [
                "events/course.completed.yaml", "events/course.started.yaml", "events/user.added.yaml",
                "sources/docebo.test.yaml", "sources/docebo.yaml", "sources/learn365.test.yaml",
                "sources/learn365.yaml",
            ]
        )
        #expect(try text("sources/docebo.yaml").contains("\nname: docebo\n"))
        #expect(try !text("sources/docebo.yaml").contains("\nenabled:"))
        let environment = try text(".env.example")
        #expect(environment.contains("PASSED_SECRET=whsec_"))
        #expect(environment.contains("\n#DOCEBO_PASSWORD=\n#DOCEBO_USERNAME=\n\n# What the source learn365"))
        #expect(environment.hasSuffix("\n#LEARN365_SECRET=\n"), "\(environment)")
    }

    @Test func `knows the types that every source makes`() throws {
        #expect(ReadyMadeSource.all.count >= 8)
        for source in ReadyMadeSource.all {
            let files = StarterDirectory.files(with: [source]).map(\.path)
            #expect(files.contains("sources/\(source.name).test.yaml"), "\(source.name)")
            #expect(!source.variables.isEmpty, "\(source.name)")
        }
        for name in ["axis", "generic"] {
            let source = try #require(ReadyMadeSource.all.first { $0.name == name })
            #expect(StarterDirectory.files(with: [source]).count { $0.path.hasPrefix("events/") } == 12, "\(name)")
        }
    }

    @Test func `is written into an empty directory, and never over something`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        #expect(try write().count == StarterDirectory.files().count)
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
