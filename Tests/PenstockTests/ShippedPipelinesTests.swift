import Foundation
import PenstockJSON
import Testing

/// The pipelines and the recipes that come with Penstock, by their own tests.
@Suite struct `Pipelines that come with Penstock` {
    private let shipped = Binary.root.appending(path: "pipelines")

    /// The names of all pipelines, those of the recipes too.
    private func names() throws -> Set<String> {
        let files = try ["", "cookbook/"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: shipped.appending(path: folder).path)
                .filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".test.yaml") && $0 != "penstock.yaml" }
                .map { shipped.appending(path: folder + $0) }
        }
        return Set(
            try files.flatMap { file in
                try String(contentsOf: file, encoding: .utf8).matches(of: /(?m)^name: (.+)$/)
                    .map { String($0.output.1) }
            }
        )
    }

    @Test func `pass their tests, and each has some that deliver and some that do not`() throws {
        let ran = try Site().penstock("test", shipped.path, "--json")
        #expect(ran.status == 0, "\(ran.output.suffix(4000)) \(ran.error)")
        let results = try JSONValue.parse(ran.output)["tests"]?.arrayValue ?? []
        var states: [String: Set<String>] = [:]
        // Those of sources have a test of their own (SourceTests.swift).
        for result in results where result["source"] == nil {
            let pipeline = try #require(result["pipeline"]?.stringValue)
            states[pipeline, default: []].insert(try #require(result["output"]?["state"]?.stringValue))
        }
        #expect(Set(states.keys) == (try names()))
        for (pipeline, seen) in states {
            #expect(seen.contains("delivered") && seen.count > 1, "\(pipeline): \(seen.sorted())")
        }
    }

    @Test func `run as recipes once they are copied one directory up`() throws {
        let site = try Site()
        let copied = try site.shell(
            """
            cp -r '\(shipped.path)/.' pipelines/
            mv pipelines/cookbook/*.yaml pipelines/
            rm -f pipelines/.env
            penstock check pipelines --without-secrets --json
            """
        )
        #expect(copied.status == 0, "\(copied.output) \(copied.error)")
        let answer = try JSONValue.parse(copied.output)
        #expect(answer["pipelines"] == .number(JSONNumber(try names().count)), "\(copied.output)")
        let complaints = (answer["diagnostics"]?.arrayValue ?? []).filter { $0["severity"] != "hint" }
        #expect(complaints.isEmpty, "\(copied.output)")
    }

    @Test func `stand on the cookbook's page, each recipe once`() throws {
        let page = try String(contentsOf: Binary.root.appending(path: "docs/cookbook.md"), encoding: .utf8)
        let linked = page.matches(of: /\[`([a-z-]+)`\]\(\.\.\/pipelines\/cookbook\/([a-z-]+)\.yaml\)/)
        let folder = try FileManager.default.contentsOfDirectory(atPath: shipped.appending(path: "cookbook").path)
        #expect(linked.allSatisfy { $0.output.1 == $0.output.2 })
        #expect(linked.map { "\($0.output.1).yaml" }.sorted() == folder.filter { $0.hasSuffix(".yaml") }.sorted())
    }
}
