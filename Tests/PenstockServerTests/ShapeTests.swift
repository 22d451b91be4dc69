import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockServer

@Suite struct `A shape` {
    private static let part = Shape.named("Part", .answer([.always("id", .text(longest: 8), "Its id.")]))
    private static let whole = Shape.named(
        "Whole",
        .answer([.always("first", part, "The first."), .maybe("rest", .list(of: part), "The others.")])
    )

    @Test func `is written as a reference, and those that it names stand once`() {
        var writer = ShapeWriter(place: "#/components/schemas/")
        #expect(writer.schema(Self.whole) == ["$ref": "#/components/schemas/Whole"])
        #expect(writer.named.keys == ["Whole", "Part"])
        let expected: JSONValue = [
            "type": "object", "required": ["first"],
            "properties": [
                "first": ["$ref": "#/components/schemas/Part", "description": "The first."],
                "rest": [
                    "type": "array", "items": ["$ref": "#/components/schemas/Part"], "description": "The others.",
                ],
            ],
        ]
        #expect(writer.named["Whole"] == expected)
    }

    @Test func `admits what a later version adds, but not in tests`() throws {
        let later: JSONValue = ["first": ["id": "a", "colour": "red"]]
        var writer = ShapeWriter(place: "#/$defs/")
        var open = try #require(writer.schema(Self.whole).objectValue)
        open["$defs"] = .object(writer.named)
        #expect(try JSONSchema(.object(open)).isValid(later))
        let strict = try JSONSchema(Self.whole.strictSchema)
        #expect(!strict.isValid(later))
        #expect(strict.isValid(["first": ["id": "a"]]))
        #expect(!strict.isValid(["first": ["id": "123456789"]]))
    }

    @Test func `of a request refuses what it does not name`() throws {
        let schema = try JSONSchema(Shape.request([.maybe("render", .truth, "Again.")]).strictSchema)
        #expect(schema.isValid([:]) && schema.isValid(["render": true]))
        #expect(!schema.isValid(["redner": true]))
    }

    @Test(arguments: [
        ("2026-03-04T10:00:00Z", true), ("2026-03-04t10:00:00.123456+01:00", true), ("2h", true), ("1.5d", true),
        ("250ms", true), ("noon", false), ("2", false), ("2w", false), ("2026-03-04", false), ("", false),
    ])
    func `of a moment is what the reader takes`(text: String, isTaken: Bool) throws {
        #expect(try JSONSchema(Shape.momentOrAge.strictSchema).isValid(.string(text)) == isTaken)
        let reader = try QueryReader("since=\(text.replacing("+", with: "%2B"))", names: ["since"])
        let moment = try? reader.time("since", now: MemoryEngine.epoch)
        #expect((moment != nil) == isTaken)
    }

    @Test(arguments: [("dead", true), ("dead,held", true), ("dead;held", false), ("deaf", false)])
    func `of states is what the reader takes`(text: String, isTaken: Bool) throws {
        #expect(try JSONSchema(Shape.stateList.strictSchema).isValid(.string(text)) == isTaken)
    }
}
