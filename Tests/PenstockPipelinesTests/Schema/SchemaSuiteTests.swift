import PenstockJSON
import Testing

@testable import PenstockPipelines

@Suite(
    .enabled(
        if: SchemaSuite.directory != nil,
        "no data/json-schema-test-suite in ../shared or in the directory that PENSTOCK_SHARED names"
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
}
