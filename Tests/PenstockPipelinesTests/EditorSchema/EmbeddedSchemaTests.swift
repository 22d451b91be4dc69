import PenstockJSON
import Testing

@testable import PenstockPipelines

/// A plugin's schema as a part of a larger one.
@Suite struct `An embedded schema` {
    private static func whole(_ text: String) throws -> JSONSchema {
        var definitions = try JSONValue.parse(CommonSchema.definitions).objectValue ?? [:]
        definitions["filter.x"] = EmbeddedSchema(try JSONValue.parse(text), as: "filter.x").schema
        return try JSONSchema(["$ref": "#/$defs/filter.x", "$defs": .object(definitions)])
    }

    @Test(arguments: [
        (##"{"$ref": "#/$defs/a", "$defs": {"a": {"type": "integer"}}}"##, "1", #""a""#),
        (
            ##"{"properties": {"more": {"$ref": "#"}}, "additionalProperties": false}"##, #"{"more": {}}"#,
            #"{"more": {"b": 1}}"#
        ),
        (##"{"$ref": "#here", "$defs": {"a": {"$anchor": "here", "type": "integer"}}}"##, "1", #""a""#),
        (
            ##"{"$id": "https://a.example/s", "$ref": "https://a.example/s#/$defs/a", "$defs": {"a": {"const": 1}}}"##,
            "1", "2"
        ),
        (
            ##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "items": {"$ref": "#/$defs/a"}, "$defs": {"a": {"const": 1}}}"##,
            "[1]", "[2]"
        ),
        // What looks like a reference in a value is none.
        (##"{"const": {"$ref": "#/a"}}"##, ##"{"$ref": "#/a"}"##, "{}"),
    ])
    func `means the same as by itself`(schema: String, right: String, wrong: String) throws {
        for schema in [try JSONSchema(try JSONValue.parse(schema)), try Self.whole(schema)] {
            #expect(schema.isValid(try JSONValue.parse(right)))
            #expect(!schema.isValid(try JSONValue.parse(wrong)))
        }
    }

    @Test(arguments: [
        (#"{"enum": ["POST", "PUT"]}"#, true), (#"{"type": "string", "pattern": "^https://"}"#, true),
        (#"{"pattern": "^https://"}"#, true), (#"{"type": "string", "maxLength": 3}"#, true),
        (#"{"type": ["string", "number"], "minLength": 40}"#, true), (#"{"const": "a"}"#, true),
        (#"{"type": "string", "x-penstock-duration": true}"#, true), (#"{"type": "string"}"#, true),
        (#"{"oneOf": [{"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^b"}]}"#, true),
        (#"{"oneOf": [{"enum": ["a"]}, {"type": "array"}]}"#, true),
        (#"{"anyOf": [{"type": "string"}], "maxLength": 3, "type": "string"}"#, true),
        // The host puts a text in place of a reference, and a text is no number.
        (#"{"type": "integer"}"#, false), (#"{"enum": [1, 2]}"#, false), (#"{"type": "boolean"}"#, false),
        (#"{"not": {"pattern": "[$]"}}"#, false),
    ])
    func `admits a reference where a text may stand`(schema: String, isAdmitted: Bool) throws {
        #expect(try Self.whole(schema).isValid("${env:NAME}") == isAdmitted)
        #expect(try Self.whole(schema).isValid("at ${file:/run/x}!") == isAdmitted)
    }

    @Test(arguments: [
        (#"{"enum": ["POST", "PUT"]}"#, "POST", "PATCH"), (#"{"type": "string", "pattern": "^a"}"#, "abc", "bcd"),
        (#"{"type": "string", "x-penstock-duration": true}"#, "15s", "15"),
        (#"{"oneOf": [{"enum": ["a"]}, {"type": "array"}]}"#, "a", "b"),
    ])
    func `still judges what is no reference`(schema: String, right: String, wrong: String) throws {
        #expect(try Self.whole(schema).isValid(.string(right)))
        #expect(try !Self.whole(schema).isValid(.string(wrong)))
    }

    @Test func `keeps what describes a place where an editor looks for it`() throws {
        let text = #"{"description": "a", "default": "b", "examples": ["c"], "enum": ["b", "c"]}"#
        let schema = EmbeddedSchema(try JSONValue.parse(text), as: "filter.x").schema
        #expect(schema["description"] == "a" && schema["default"] == "b" && schema["examples"] == ["c"])
        #expect(schema["anyOf"]?.arrayValue?.count == 2 && schema["enum"] == nil)
    }

    @Test func `does not take the names of members for references`() throws {
        let schema = try Self.whole(#"{"propertyNames": {"pattern": "^[a-z]+$"}}"#)
        #expect(try !schema.isValid(JSONValue.parse(#"{"${env:NAME}": 1}"#)))
    }
}
