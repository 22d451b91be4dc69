import Foundation
import PenstockPlugins
import PenstockSamples
import Testing

@Suite struct `The project of a new plugin` {
    private static let all = StageKind.allCases.flatMap { kind in SampleLanguage.allCases.map { (kind, $0) } }
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func project(_ kind: StageKind, _ language: SampleLanguage) throws -> SampleProject {
        let name = try #require(SampleName("two-words"))
        let id = try #require(SampleID("org.example-company.two-words"))
        return SampleProject(name, id: id, kind: kind, language: language)
    }

    @Test(arguments: all)
    func `is whole, and no word of the samples is left in it`(kind: StageKind, language: SampleLanguage) throws {
        let project = try project(kind, language)
        let files = project.files
        let paths = Set(files.map(\.path))
        #expect(paths.count == files.count)
        #expect(paths.isSuperset(of: ["README.md", ".gitignore", "pipelines/two-words.yaml"]))
        #expect(paths.contains("pipelines/events/course.completed.yaml"))
        #expect(files.contains { $0.path.hasSuffix("penstock.h") })
        #expect(files.contains { $0.path.lowercased().contains("tests") })
        let placeholder = /PLUGIN_(ID|NAME|KIND|MODULE|CRATE|VENDOR|BUILD|TEST|OUTPUT|FILE)/
        for file in files {
            #expect(!file.path.contains(placeholder))
            #expect(!String(decoding: file.bytes, as: UTF8.self).contains(placeholder), "\(file.path)")
        }
        let pipeline = try #require(files.first { $0.path == "pipelines/two-words.yaml" })
        let step = "\(kind.rawValue): org.example-company.two-words"
        #expect(String(decoding: pipeline.bytes, as: UTF8.self).contains(step))
        let event = try #require(files.first { $0.path == "pipelines/events/course.completed.yaml" })
        #expect(String(decoding: event.bytes, as: UTF8.self).hasPrefix("type: course.completed\n"))
    }

    @Test func `in Swift carries the whole kit`() throws {
        let paths = Set(try project(.filter, .swift).files.map(\.path))
        for (source, target) in [
            ("Sources/PenstockPluginKit", "PenstockPluginKit"), ("Sources/CPenstock", "CPenstock"),
            ("Tests/PluginTesting", "PluginTesting"),
        ] {
            let files = try FileManager.default.subpathsOfDirectory(atPath: Self.root.appending(path: source).path)
            for file in files where file.contains(".") {
                #expect(paths.contains("Penstock/\(target)/\(file)"), "run: \(Self.refresh)")
            }
        }
    }

    private static let refresh = "scripts/support/embed samples > Sources/CSamples/files.c"

    @Test func `is made of the files that are there`() throws {
        let process = Process()
        process.executableURL = Self.root.appending(path: "scripts/support/embed")
        process.arguments = ["samples"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let table = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let committed = Self.root.appending(path: "Sources/CSamples/files.c")
        #expect(try String(contentsOf: committed, encoding: .utf8) == table, "run: \(Self.refresh)")
    }

    @Test func `is written whole, and never over something`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "penstock-sample-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let project = try project(.transport, .rust)
        try project.write(to: directory.path)
        for file in project.files {
            #expect(try Array(Data(contentsOf: directory.appending(path: file.path))) == file.bytes)
        }
        let refused = #expect(throws: SampleNotWritten.self) { try project.write(to: directory.path) }
        #expect(refused?.description.contains("exists already") == true)
        let unwritable = #expect(throws: SampleNotWritten.self) { try project.write(to: "/proc/none/sample") }
        #expect(unwritable?.description.contains("cannot be written") == true)
    }

    @Test(arguments: ["a", "one-course", "x2", "a-1-b"])
    func `has a name of small letters, digits and single hyphens`(name: String) {
        #expect(SampleName(name)?.text == name)
    }

    @Test(
        arguments: [
            ("My Plugin!", "my-plugin"), ("2fast", "fast"), ("a--b", "a-b"), ("-a-", "a"), ("Grün", "gr-n"),
            ("a_b", "a-b"),
            ("", nil), ("42", nil), ("../x", "x"),
        ] as [(String, String?)]
    )
    func `has no other name, and proposes one`(name: String, near: String?) {
        #expect(SampleName(name) == nil)
        #expect(SampleName.near(name)?.text == near)
    }

    @Test(arguments: [
        ("com.example.x", true), ("org.example-company.two-words", true), ("x", false), ("Com.Example", false),
        ("com..x", false), ("com.example.", false), ("com.example/x", false), (#"com.x";"#, false),
    ])
    func `has an id in reverse DNS`(id: String, isOne: Bool) {
        #expect((SampleID(id) != nil) == isOne)
    }
}
