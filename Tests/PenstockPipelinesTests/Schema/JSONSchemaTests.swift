import PenstockJSON
import Testing

@testable import PenstockPipelines

/// Compiles a schema and tells the violations of a value.
func violations(of value: String, _ schema: String, formats: Set<SchemaFormat> = []) throws -> [String] {
    try JSONSchema(.parse(schema), checking: formats).validate(.parse(value)).map(\.description)
}

@Suite struct `Schema messages` {
    @Test(arguments: [
        (#"{"type":"number"}"#, #""5""#, #"expected a number, found the string "5""#),
        (#"{"type":["number","null"]}"#, #"[]"#, "expected a number or null, found an array"),
        (#"{"type":"integer"}"#, "1.5", "expected a whole number, found the number 1.5"),
        (#"{"minLength":1}"#, #""""#, "expected at least 1 character, found an empty string"),
        (#"{"maxLength":2}"#, #""äöü""#, "expected at most 2 characters, found 3"),
        (#"{"minimum":0}"#, "-1", "expected a number of at least 0, found the number -1"),
        (#"{"exclusiveMaximum":10}"#, "10", "expected a number below 10, found the number 10"),
        (#"{"multipleOf":0.1}"#, "0.25", "expected a multiple of 0.1, found the number 0.25"),
        (#"{"minItems":2}"#, "[1]", "expected at least 2 elements, found 1 element"),
        (#"{"uniqueItems":true}"#, "[1,2,1.0]", "expected elements that all differ, but those at 0 and 2 are the same"),
        (#"{"contains":{"const":"a"}}"#, "[1]", "expected at least 1 element that is a, found none"),
        (#"{"maxProperties":1}"#, #"{"a":1,"b":2}"#, "expected at most 1 key, found 2 keys"),
        (#"{"pattern":"^a"}"#, #""b""#, #"expected a string that matches ^a, found the string "b""#),
        (#"{"const":"dead"}"#, #""alive""#, #"expected dead, found the string "alive""#),
        (
            #"{"enum":["hold","skip","fail"]}"#, #""hodl""#,
            #"expected one of hold, skip, fail, found the string "hodl"; did you mean 'hold'?"#
        ),
        (#"{"required":["url"]}"#, "{}", "the key 'url' is missing"),
        (
            #"{"properties":{"timeout":true},"additionalProperties":false}"#, #"{"timout":1}"#,
            "/timout: unknown key 'timout'; did you mean 'timeout'?"
        ),
        (#"{"properties":{"a":false}}"#, #"{"a":1}"#, "/a: nothing is allowed here, found the number 1"),
        (
            #"{"dependentRequired":{"username":["password"]}}"#, #"{"username":1}"#,
            "'username' also needs the key 'password', which is missing"
        ),
        (
            #"{"propertyNames":{"pattern":"^[a-z]+$"}}"#, #"{"X Y":1}"#,
            #"/X Y: 'X Y' cannot be a key here: expected a string that matches ^[a-z]+$, found the string "X Y""#
        ),
        (#"{"not":{"type":"null"}}"#, "null", "expected anything that is not null, found null"),
        (#"{"not":{"required":["a","b"]}}"#, #"{"a":1,"b":1}"#, "'a' and 'b' cannot be there together"),
        (
            #"{"if":{"properties":{"a":{"const":1}}},"then":{"required":["b"]}}"#, #"{"a":1}"#,
            "the key 'b' is missing"
        ),
        (
            ##"{"items":{"$ref":"#/$defs/n"},"$defs":{"n":{"type":"null"}}}"##, "[null,1]",
            "/1: expected null, found the number 1"
        ),
    ])
    func `a violation says what was expected, where, and what was found`(
        schema: String,
        value: String,
        message: String
    ) throws {
        #expect(try violations(of: value, schema) == [message])
    }

    @Test func `all violations are told at once`() throws {
        let schema =
            #"{"properties":{"a":{"type":"string"},"b":{"minimum":1}},"required":["c"],"additionalProperties":false}"#
        #expect(
            try violations(of: #"{"a":1,"b":0,"d":2}"#, schema) == [
                "/a: expected a string, found the number 1",
                "/b: expected a number of at least 1, found the number 0", "/d: unknown key 'd'",
                "the key 'c' is missing",
            ]
        )
    }

    @Test func `an unknown key comes with the known ones and points at itself`() throws {
        let schema = try JSONSchema(["properties": ["host": true, "port": true], "additionalProperties": false])
        let violation = try #require(schema.validate(["hots": 1]).first)
        #expect(violation.pointer.tokens == ["hots"])
        #expect(violation.atKey == "hots")
        #expect(violation.expected == "one of host, port")
        #expect(violation.suggestion == "host")
    }

    @Test func `a format is only checked when asked for`() throws {
        let schema = #"{"format":"date"}"#
        #expect(try violations(of: #""soon""#, schema) == [])
        #expect(
            try violations(of: #""soon""#, schema, formats: [.date]) == [
                #"expected a day such as 2026-03-09, found the string "soon""#
            ]
        )
    }

    @Test func `a long value is cut short`() throws {
        let value = JSONValue.string(String(repeating: "x", count: 500))
        let violation = try #require(try JSONSchema(["type": "null"]).validate(value).first)
        #expect(violation.message.count < 90)
    }
}

@Suite struct `Schema alternatives` {
    static let match = ##"""
        {"oneOf":[
          {"properties":{"pointer":{"type":"string"},"greater":{"type":"number"}},"required":["pointer"],
           "additionalProperties":false},
          {"properties":{"all":{"type":"array","items":{"$ref":"#"}}},"required":["all"],"additionalProperties":false},
          {"properties":{"any":{"type":"array","items":{"$ref":"#"}}},"required":["any"],"additionalProperties":false}]}
        """##

    @Test(arguments: [
        (#"{"pointer":"/a","graeter":5}"#, ["/graeter: unknown key 'graeter'; did you mean 'greater'?"]),
        (#"{"all":[{"pointer":5}]}"#, ["/all/0/pointer: expected a string, found the number 5"]),
        (#"{"al":[]}"#, ["/al: unknown key 'al'; did you mean 'all'?"]),
        ("{}", ["one of the keys 'pointer', 'all' or 'any' must be there"]),
        ("5", []),
    ])
    func `the one that came nearest is explained`(value: String, messages: [String]) throws {
        if value == "5" {
            #expect(try violations(of: value, #"{"oneOf":[{"type":"object"},{"const":5}]}"#) == messages)
        } else {
            #expect(try violations(of: value, Self.match) == messages)
        }
    }

    @Test func `alternatives of type are joined`() throws {
        let schema = #"{"anyOf":[{"type":"string"},{"type":"object","required":["file"]},{"const":5}]}"#
        #expect(try violations(of: "7", schema) == ["expected a string, an object or 5, found the number 7"])
        #expect(try violations(of: "{}", schema) == ["the key 'file' is missing"])
    }

    @Test func `two that hold at once are named`() throws {
        let schema = #"{"oneOf":[{"required":["basic"]},{"required":["bearer"]}]}"#
        #expect(
            try violations(of: #"{"basic":1,"bearer":1}"#, schema) == [
                "only one of the keys 'basic' or 'bearer' can be there"
            ]
        )
        let titled = #"{"oneOf":[{"title":"a day","minLength":1},{"maxLength":5}]}"#
        #expect(
            try violations(of: #""abc""#, titled) == [
                "is a day and form 2 at once; exactly one of the 2 forms must hold"
            ]
        )
    }
}

@Suite struct `Schema secrets` {
    @Test(arguments: [
        #"{"properties":{"p":{"type":"string","minLength":100,"pattern":"^x","x-penstock-secret":true}}}"#,
        #"{"properties":{"p":{"x-penstock-secret":true,"enum":["fixed"]}}}"#,
        #"{"properties":{"p":{"x-penstock-secret":true,"anyOf":[{"type":"number"},{"const":"fixed"}]}}}"#,
        #"{"properties":{"p":{"x-penstock-secret":true,"type":"number"}}}"#,
        #"{"properties":{"p":{"x-penstock-secret":true,"not":{"type":"string"}}}}"#,
        #"{"properties":{"p":{"oneOf":[{"type":"number","x-penstock-secret":true},{"type":"object"}]}}}"#,
        ##"{"properties":{"p":{"$ref":"#/$defs/s","pattern":"^x"}},"$defs":{"s":{"x-penstock-secret":true}}}"##,
    ])
    func `a message never holds a secret`(schema: String) throws {
        let messages = try violations(of: #"{"p":"hunter2"}"#, schema)
        #expect(!messages.isEmpty)
        #expect(!messages.joined().contains("hunter"), "\(messages)")
    }

    @Test func `a message never holds what the caller conceals`() throws {
        let schema = try JSONSchema(["properties": ["url": ["pattern": "^https:"]]])
        let found = schema.validate(["url": "hunter2"], concealing: [JSONPointer(tokens: ["url"])])
        #expect(found.map(\.message) == ["expected a string that matches ^https:, found a string"])
    }
}
