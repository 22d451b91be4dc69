import Foundation
import PenstockJSON
import Testing

/// `penstock plugin new`, and what becomes of the projects that it writes.
@Suite struct `A new plugin` {
    @Test func `is written with the commands that come next, and never over something`() throws {
        let site = try Site()
        let written = try site.penstock("plugin", "new", "one-course", "--kind", "filter", "--lang", "c")
        #expect(written.status == 0, "\(written.error)")
        #expect(written.output.contains("filter 'com.example.one-course' is written to one-course."))
        #expect(
            Self.commands(in: written.output) == [
                "cd one-course", "make", "make test", "penstock check pipelines --plugins build",
            ]
        )
        let again = try site.penstock("plugin", "new", "one-course", "--kind", "sign", "--lang", "rust")
        #expect(again.status == 1 && again.error.contains("'one-course' exists already"), "\(again.error)")
        let elsewhere = ["plugin", "new", "one-course", "--kind", "sign", "--lang", "rust", "--into", "an other/"]
        let moved = try site.penstock(elsewhere + ["--id", "org.example.sums"])
        #expect(moved.status == 0 && moved.output.contains("cd 'an other'"), "\(moved)")
        let pipeline = try String(contentsOfFile: site.path("an other/pipelines/one-course.yaml"), encoding: .utf8)
        #expect(pipeline.contains("- sign: org.example.sums"))
    }

    @Test(arguments: [
        (["One Course", "--kind", "filter", "--lang", "c"], "such as 'one-course'"),
        (["x", "--kind", "filter", "--lang", "c", "--id", "x"], "reverse DNS"),
        (["x", "--kind", "filter", "--lang", "go"], "rust"), (["x", "--kind", "source", "--lang", "c"], "transport"),
        (["x", "--kind", "filter"], "--lang"), (["x", "--kind", "filter", "--lang", "c", "--into", ""], "--into"),
    ])
    func `is refused with a word on what to write`(arguments: [String], words: String) throws {
        let refused = try Site().penstock(["plugin", "new"] + arguments)
        #expect(refused.status == 2 && refused.error.contains(words), "\(refused.error)")
    }

    /// The commands that the output ends with.
    private static func commands(in output: String) -> [String] {
        output.split(separator: "\n").filter { $0.hasPrefix("  ") }.map { String($0.dropFirst(2)) }
    }

    @Test func `in C sends an event with the real server`() throws {
        let site = try Site()
        let built = try site.shell(
            """
            umask 022
            penstock plugin new spool --kind transport --lang c
            make -C spool
            cp -r spool/pipelines .
            """
        )
        try #require(built.status == 0, "\(built.error)")
        let server = try Server(site, arguments: ["--plugins", "spool/build"])
        let sent = try site.penstock("emit", "--sample", "course.completed", "--wait", "--server", server.url)
        #expect(sent.status == 0, "\(sent.output) \(sent.error) \(server.log)")
        let lines = try String(contentsOfFile: site.path("spool.txt"), encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 1 && lines[0].contains("\t{") && lines[0].contains(#""type":"course.completed""#))
        #expect(server.end(by: SIGTERM) == 0)
    }

    /// Takes some minutes, so only `scripts/test` asks for it; one of each language is built with the documentation.
    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["PENSTOCK_SAMPLE_TESTS"] != nil),
        arguments: ["filter", "transform", "sign", "transport"],
        ["c", "cpp", "rust", "swift"]
    )
    func `of every kind and language builds, passes its tests and the check`(kind: String, language: String) throws {
        let site = try Site()
        guard try site.has(["c": "cc", "cpp": "c++", "rust": "cargo", "swift": "swift"][language] ?? language) else {
            return
        }
        let written = try site.penstock("plugin", "new", "two-words", "--kind", kind, "--lang", language)
        let commands = Self.commands(in: written.output)
        try #require(written.status == 0 && commands.count == 4, "\(written.error)")
        let built = try site.shell((["umask 022"] + commands).joined(separator: "\n"))
        #expect(built.status == 0, "\(built.output.suffix(4000)) \(built.error.suffix(4000))")

        let directory = try #require(commands.last?.split(separator: " ").last)
        let list = try site.penstock("plugin", "list", "--plugins", "two-words/\(directory)", "--json")
        let answer = try JSONValue.parse(list.output)
        #expect(answer["problems"] == [])
        let plugin = answer["items"]?.arrayValue?.first { $0["id"]?.stringValue == "com.example.two-words" }
        let file = try #require(plugin?["file"]?.stringValue, "\(list.output)")
        let checked = try site.penstock("plugin", "check", file, "--quick")
        #expect(checked.status == 0, "\(checked.output)")
    }
}
