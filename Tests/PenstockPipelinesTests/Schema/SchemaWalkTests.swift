import PenstockJSON
import Testing

@testable import PenstockPipelines

@Suite struct `Schema defaults` {
    @Test(arguments: [
        (#"{"properties":{"a":{"default":1}}}"#, "{}", #"{"a":1}"#),
        (#"{"properties":{"a":{"default":1}}}"#, #"{"a":null}"#, #"{"a":null}"#),
        (#"{"properties":{"a":{"default":{},"properties":{"b":{"default":2}}}}}"#, "{}", #"{"a":{"b":2}}"#),
        (#"{"properties":{"a":{"properties":{"b":{"default":2}}}}}"#, "{}", "{}"),
        (##"{"properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"default":3}}}"##, "{}", #"{"a":3}"#),
        (#"{"items":{"properties":{"a":{"default":1}}}}"#, "[{},{}]", #"[{"a":1},{"a":1}]"#),
        (#"{"additionalProperties":{"properties":{"a":{"default":1}}}}"#, #"{"x":{}}"#, #"{"x":{"a":1}}"#),
        (
            #"{"oneOf":[{"required":["p"],"properties":{"a":{"default":1}}},{"required":["q"],"properties":{"b":{"default":2}}}]}"#,
            #"{"q":0}"#, #"{"q":0,"b":2}"#
        ),
        (
            #"{"if":{"required":["p"]},"then":{"properties":{"a":{"default":1}}},"else":{"properties":{"b":{"default":2}}}}"#,
            "{}", #"{"b":2}"#
        ),
    ])
    func `fill what is missing`(schema: String, value: String, filled: String) throws {
        #expect(try JSONSchema(.parse(schema)).fillingDefaults(.parse(value)) == .parse(filled))
    }
}

@Suite struct `Schema annotations` {
    @Test(arguments: [
        (#"{"properties":{"p":{"x-mark":true}}}"#, #"{"p":1,"q":2}"#, ["/p"]),
        (#"{"items":{"x-mark":true}}"#, "[1,2]", ["/0", "/1"]),
        (#"{"additionalProperties":{"x-mark":true}}"#, #"{"a/b":1}"#, ["/a~1b"]),
        (##"{"properties":{"p":{"$ref":"#/$defs/s"}},"$defs":{"s":{"x-mark":true}}}"##, #"{"p":1}"#, ["/p"]),
        (
            #"{"oneOf":[{"type":"string","x-mark":true},{"type":"object","properties":{"file":{"x-mark":true}}}]}"#,
            #"{"file":"a"}"#, ["/file"]
        ),
        (#"{"anyOf":[{"minLength":9,"x-mark":true},{"type":"null"}]}"#, #""short""#, [""]),
    ])
    func `lead to the places that carry a keyword`(schema: String, value: String, pointers: [String]) throws {
        let places = try JSONSchema(.parse(schema)).places(of: "x-mark", in: .parse(value))
        #expect(places.map(\.pointer.description) == pointers)
        #expect(places.allSatisfy { $0.value == true })
    }
}

@Suite struct `Schema places` {
    static let schema = ##"""
        {"properties":{"score":{"type":"number"},"person":{"$ref":"#/$defs/person"},"tags":{"items":{"type":"string"}},
                       "free":{"type":"object"}},
         "$defs":{"person":{"type":["object","null"],"properties":{"email":{"type":"string"}}}}}
        """##

    @Test(arguments: [
        ("/score", SchemaPlace.known), ("/person/email", .known), ("/tags/0", .known), ("/free/any/thing", .open),
        ("", .known), ("/scroe", .unknown(name: "scroe", holder: .root, names: ["score", "person", "tags", "free"])),
        ("/person/mail", .unknown(name: "mail", holder: JSONPointer(tokens: ["person"]), names: ["email"])),
        ("/score/value", .unknown(name: "value", holder: JSONPointer(tokens: ["score"]), names: [])),
    ])
    func `are known, open or unknown`(pointer: String, place: SchemaPlace) throws {
        #expect(try JSONSchema(.parse(Self.schema)).place(JSONPointer(pointer)) == place)
    }
}
