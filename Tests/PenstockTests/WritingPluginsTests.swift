import Foundation
import Testing

/// `docs/writing-plugins.md` is run as it stands: its commands, one language after the other, and its code is the code
/// that they build.
@Suite struct `The page on writing plugins` {
    /// A piece of code on the page.
    private struct Block {
        var section: String
        var language: String
        var text: String
    }

    private let blocks: [Block]

    init() throws {
        let page = try String(contentsOf: Binary.root.appending(path: "docs/writing-plugins.md"), encoding: .utf8)
        blocks = page.split(separator: "\n## ").flatMap { section in
            section.matches(of: /```([a-z]+)(?: [a-z]+)?\n([\s\S]*?)```/).map {
                Block(
                    section: String(section.prefix { $0 != "\n" }),
                    language: String($0.output.1),
                    text: String($0.output.2)
                )
            }
        }
    }

    @Test(arguments: [
        ("In C", "cc", ["c"]), ("In C++", "c++", ["cpp"]), ("In Rust", "cargo", ["rust"]),
        ("In Swift", "swift", ["swift"]),
    ])
    func `leads to a plugin that builds, passes its tests and is found`(
        section: String,
        tool: String,
        languages: [String]
    ) throws {
        let site = try Site()
        guard try site.has(tool) else { return }
        let commands = blocks.filter { $0.section == section && $0.language == "sh" }.map(\.text).joined()
        try #require(commands.contains("penstock plugin new"))
        let ran = try site.shell(commands)
        #expect(ran.status == 0, "\(ran.output.suffix(4000)) \(ran.error.suffix(4000))")
        #expect(ran.output.contains("no problems"))

        let snippets = blocks.filter { $0.section == section && languages.contains($0.language) }
        #expect(!snippets.isEmpty)
        let sources = try Self.sources(below: site.directory)
        for snippet in snippets {
            #expect(sources.contains { $0.contains(snippet.text) }, "in no file of the project:\n\(snippet.text)")
        }
    }

    @Test func `shows the pipeline that is written`() throws {
        let site = try Site()
        try site.penstock("plugin", "new", "one-course", "--kind", "filter", "--lang", "c")
        let pipeline = try String(contentsOfFile: site.path("one-course/pipelines/one-course.yaml"), encoding: .utf8)
        #expect(blocks.filter { $0.language == "yaml" }.map(\.text) == [pipeline])
    }

    @Test func `has the plugin in Swift that the README shows`() throws {
        let readme = try String(contentsOf: Binary.root.appending(path: "README.md"), encoding: .utf8)
        let shown = readme.matches(of: /```swift\n([\s\S]*?)```/).map { String($0.output.1) }
        #expect(shown.count == 1)
        #expect(shown.allSatisfy { text in blocks.contains { $0.language == "swift" && $0.text.contains(text) } })
    }

    /// The texts of a project, without what was built.
    private static func sources(below directory: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: directory.path)
            .filter { $0.contains(/\.(c|cpp|rs|swift)$/) && !$0.contains(/(^|\/)(build|target|\.build)\//) }
            .map { try String(contentsOf: directory.appending(path: $0), encoding: .utf8) }
    }
}
