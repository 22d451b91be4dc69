import Foundation
import PenstockJSON
import Testing

/// `docs/pipelines.md` has every key that a file of a pipelines directory can have, in its text and in an example.
@Suite struct `The page on pipelines` {
    @Test(
        arguments: [
            ("pipeline", ""), ("pipeline", "/properties/retry"), ("pipeline", "/properties/order_by"),
            ("pipeline", "/properties/dedupe/anyOf/1"), ("pipeline", "/$defs/egress"), ("pipeline", "/$defs/filter"),
            ("pipeline", "/$defs/transform"), ("pipeline", "/$defs/sign"), ("pipeline", "/$defs/transport"),
            ("catalog", ""), ("catalog", "/properties/identity"), ("settings", ""), ("settings", "/properties/listen"),
            ("settings", "/properties/tls"),
            ("settings", "/properties/retention"), ("settings", "/properties/plugins/anyOf/1"),
            ("settings", "/properties/plugins/anyOf/1/additionalProperties"),
        ]
    )
    func `has every key, with an example`(file: String, place: String) throws {
        let committed = Binary.root.appending(path: "pipelines/schemas/\(file).json")
        let schema = try JSONValue.parse(try String(contentsOf: committed, encoding: .utf8))
        let keys = try #require(schema[try JSONPointer(place)]?["properties"]?.objectValue?.keys)
        let page = try String(contentsOf: Binary.root.appending(path: "docs/pipelines.md"), encoding: .utf8)
        // What plugins are allowed stands where plugins are explained.
        let examples = DocumentedBlock.all.filter { ["docs/pipelines.md", "docs/security.md"].contains($0.page) }
        for key in keys {
            #expect(
                page.contains("`\(key)`") || page.contains("`{ \(key):") || page.contains(", \(key):"),
                "no word of '\(key)'"
            )
            #expect(examples.contains { $0.documents().contains { Self.has(key, in: $0) } }, "no example of '\(key)'")
        }
    }

    /// Whether an object somewhere in a value has a key.
    private static func has(_ key: String, in value: JSONValue) -> Bool {
        switch value {
        case .array(let elements): elements.contains { has(key, in: $0) }
        case .object(let members): members.contains { $0.key == key || has(key, in: $0.value) }
        default: false
        }
    }
}
