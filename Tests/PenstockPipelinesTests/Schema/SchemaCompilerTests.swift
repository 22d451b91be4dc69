import PenstockJSON
import Testing

@testable import PenstockPipelines

@Suite struct `Schema faults` {
    @Test(arguments: [
        (#"{"type":"strnig"}"#, "/type", "'strnig' is not a type; the types are string, number, integer"),
        (#"{"properties":{"a":{"minLength":-1}}}"#, "/properties/a/minLength", "expected a whole number of at least 0"),
        (#"{"required":"a"}"#, "/required", "expected an array of different strings"),
        (#"{"pattern":"("}"#, "/pattern", "'(' is not a regular expression"),
        (#"{"patternProperties":{"[a":true}}"#, "/patternProperties/[a", "is not a regular expression"),
        (##"{"$ref":"#/$defs/x"}"##, "/$ref", "leads to nothing"),
        (#"{"$ref":"https://example.com/x"}"#, "/$ref", "leads out of this schema"),
        (##"{"$ref":"#"}"##, "", "refers to itself"),
        (##"{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"not":{"$ref":"#"}}}}"##, "", "refers to itself"),
        (#"{"items":[true]}"#, "/items", "'prefixItems'"),
        (#"{"anyOf":[]}"#, "/anyOf", "at least one schema"),
        (#"{"properties":{"a":5}}"#, "/properties/a", "expected a schema"),
        (#"{"multipleOf":0}"#, "/multipleOf", "above 0"),
        (#"{"$defs":{"unused":{"type":5}}}"#, "/$defs/unused/type", "expected an array of different strings"),
        (#"{"$schema":"http://json-schema.org/draft-07/schema#"}"#, "/$schema", "only JSON Schema 2020-12"),
        (#"{"unevaluatedProperties":false}"#, "/unevaluatedProperties", "not supported"),
    ])
    func `a fault is named with its place`(schema: String, pointer: String, words: String) throws {
        let document = try JSONValue.parse(schema)
        let error = #expect(throws: SchemaError.self) { try JSONSchema(document) }
        #expect(error?.pointer.description == pointer)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [#"{"unknown":5}"#, #"{"x-anything":{}}"#, ##"{"items":{"$ref":"#"}}"##, "true"])
    func `a schema without a fault compiles`(schema: String) throws {
        _ = try JSONSchema(.parse(schema))
    }
}

@Suite struct `Schema patterns` {
    @Test(arguments: [
        ("^a$", "a", true), ("^a$", "a\n", false), ("[[]", "[", true), ("[a&&b]", "&", true), ("[~~]", "~", true),
        ("[]", "a", false), ("^[^]$", "\n", true), (#"\d"#, "٣", false), (#"^\w+$"#, "é", false), (#"[$]"#, "$", true),
        (#"\$"#, "$", true), (#"^\p{Lu}"#, "É", true), ("b", "abc", true), (#"[\]$]"#, "$", true),
        ("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", "X-Secret", true), ("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", "X-Secret\n", false),
        ("^.$", "e\u{301}", false), (#"^a\/b$"#, "a/b", true), (#"^\u00e9$"#, "é", true),
    ])
    func `an expression means what ECMA-262 says`(pattern: String, text: String, found: Bool) throws {
        #expect(try SchemaPattern(pattern).matches(text) == found)
    }
}

@Suite struct `Schema formats` {
    @Test(arguments: [
        (SchemaFormat.date, "2026-03-09", true), (.date, "2024-02-29", true), (.date, "2026-02-29", false),
        (.date, "2026-3-9", false), (.date, "20260309", false), (.date, "2026-13-01", false),
        (.date, "2026-04-31", false),
        (.date, "2026-03-00", false), (.dateTime, "2026-03-09T14:02:07Z", true), (.dateTime, "2026-03-09", false),
        (.dateTime, "2026-03-09 14:02:07Z", false), (.uri, "https://example.com/a?b#c", true),
        (.uri, "example.com", false),
        (.uri, "urn:a:b", true), (.uri, "https://a b", false), (.uri, "https://a/%2", false), (.uri, ":a", false),
        (.email, "learner1@example.com", true), (.email, "learner1", false), (.email, "a b@example.com", false),
        (.email, "@example.com", false), (.email, "learner1@", false),
    ])
    func `a text has the format or not`(format: SchemaFormat, text: String, accepted: Bool) {
        #expect(format.accepts(text) == accepted)
    }
}

@Suite struct `Multiples` {
    @Test(arguments: [
        ("0.1", "0.3", true), ("0.01", "19.99", true), ("3", "1e400", false), ("1e-3", "1e400", true),
        ("4", "1e1000000000000000000", true), ("0.1", "1e-1000000000000000000", false), ("7", "-21", true),
        ("2", "0.0", true),
        ("1e308", "1e309", true), ("0.5", "123456789012345678901234567890123456789012345678901234567890.5", true),
        ("1e5", "150000", false),
    ])
    func `are told exactly`(divisor: String, value: String, divides: Bool) throws {
        let by = try #require(JSONNumber(parsing: divisor).flatMap(Divisor.init))
        let number = try #require(JSONNumber(parsing: value))
        #expect(by.divides(number) == divides)
    }
}
