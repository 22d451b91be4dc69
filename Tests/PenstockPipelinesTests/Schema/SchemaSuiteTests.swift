import Foundation
import PenstockJSON
import Testing

@testable import PenstockPipelines

@Suite(
    .enabled(
        if: SchemaSuite.directory != nil,
        "no json-schema-test-suite in ../shared/data or in the folder that PENSTOCK_SUITES names"
    )
)
struct `JSON Schema test suite` {
    /// What is left out, each with its reason. All of it is refused when a schema is compiled, so that no value is ever
    /// judged wrongly because of it.
    static let leftOut: [(says: String, reason: String, groups: [String: Int])] = [
        (
            "leads out of this schema", "a configuration must not need the network to be understood",
            ["defs.json": 1, "dynamicRef.json": 4, "ref.json": 1, "refRemote.json": 12]
        ),
        (
            "only the whole schema can have an '$id'", "schemas inside schemas serve bundles of remote documents",
            ["anchor.json": 3, "dynamicRef.json": 12, "ref.json": 12, "refRemote.json": 3]
        ),
        (
            "'$dynamicRef' is not supported", "it serves schemas that are extended by others",
            ["dynamicRef.json": 3]
        ),
        (
            "'unevaluatedProperties' is not supported", "it asks for a record of every member that was looked at",
            ["dynamicRef.json": 1, "not.json": 1, "ref.json": 1, "unevaluatedProperties.json": 44]
        ),
        (
            "'unevaluatedItems' is not supported", "it asks for a record of every element that was looked at",
            ["unevaluatedItems.json": 29]
        ),
        ("only JSON Schema 2020-12 is read", "vocabularies are dialects of their own", ["vocabulary.json": 2]),
    ]

    @Test(arguments: SchemaSuite.groups)
    func `every schema that compiles judges as the specification says`(group: SchemaSuite.Group) {
        guard let schema = try? JSONSchema(group.schema) else { return }
        for test in group.tests {
            let data = test["data"] ?? nil
            let valid = test["valid"] == true
            #expect(schema.isValid(data) == valid, "\(test["description"]?.stringValue ?? "")")
            #expect(schema.validate(data).isEmpty == valid, "\(test["description"]?.stringValue ?? "")")
        }
    }

    @Test func `only what is listed is left out`() {
        var refused: [String: [String: Int]] = [:]
        for group in SchemaSuite.groups {
            do throws(SchemaError) {
                _ = try JSONSchema(group.schema)
            } catch {
                let entry = Self.leftOut.first { error.message.contains($0.says) }
                refused[entry?.says ?? "\(group): \(error)", default: [:]][group.file, default: 0] += 1
            }
        }
        #expect(refused == Dictionary(uniqueKeysWithValues: Self.leftOut.map { ($0.says, $0.groups) }))
    }

    @Test func `it comes out as docs/reliability.md says`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/reliability.md")
        let text = try String(contentsOf: page.standardizedFileURL, encoding: .utf8)
        let judged = SchemaSuite.groups.map { group -> (all: Int, passed: Int?) in
            let schema = try? JSONSchema(group.schema)
            let passed = schema.map { schema in
                group.tests.count { schema.isValid($0["data"] ?? nil) == ($0["valid"] == true) }
            }
            return (group.tests.count, passed)
        }
        let (read, refused) = (judged.filter { $0.passed != nil }, judged.filter { $0.passed == nil })
        let all = read.map(\.all).reduce(0, +)
        let rows =
            [
                "| schemas that are read | \(read.count) | \(all) | \(read.compactMap(\.passed).reduce(0, +)) |",
                "| schemas that are refused | \(refused.count) | \(refused.map(\.all).reduce(0, +)) | 0 |",
            ] + Self.leftOut.map { "| `\($0.says)` | \($0.reason) | \($0.groups.values.reduce(0, +)) |" }
        let missing = rows.filter { !text.contains($0) }
        #expect(missing.isEmpty, "write there: \(missing.joined(separator: "\n"))")
    }
}
