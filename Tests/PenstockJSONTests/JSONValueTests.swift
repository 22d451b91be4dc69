import PenstockJSON
import Testing

@Suite struct `JSON values` {
    @Test(arguments: [
        #"{"b":[1,2.50,"x\n\u001f\"\\"],"a":{"c":null,"d":true,"e":false}}"#, #"["é😀\u0000","/"]"#, "[[],{},[[]]]",
        "\"\"",
    ])
    func `are written as they were read`(text: String) throws {
        #expect(try JSONValue.parse(text).text == text)
    }

    @Test func `are decoded from escapes`() throws {
        let value = try JSONValue.parse(#""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00\u0000""#)
        #expect(value.stringValue == "\"\\/\u{8}\u{C}\n\r\té😀\u{0}")
    }

    @Test func `are laid out for people`() {
        let value: JSONValue = ["name": "x", "list": [1, ["y": nil]], "none": [:], "empty": []]
        let text = """
            {
              "empty": [],
              "list": [
                1,
                {
                  "y": null
                }
              ],
              "name": "x",
              "none": {}
            }
            """
        #expect(String(decoding: value.serialized(pretty: true, sortedKeys: true), as: UTF8.self) == text)
    }

    @Test func `sort names by their bytes`() {
        let value: JSONValue = ["é": 1, "z": 2, "Z": 3, "": 4]
        #expect(String(decoding: value.serialized(sortedKeys: true), as: UTF8.self) == #"{"":4,"Z":3,"z":2,"é":1}"#)
    }

    @Test(arguments: [
        (#"{"a":1,"b":2}"#, #"{"b":2.0,"a":1e0}"#, true), (#"{"a":1}"#, #"{"a":1,"b":2}"#, false),
        ("[1,2]", "[2,1]", false),
        ("1", #""1""#, false), ("0", "false", false), ("null", "false", false), (#""a""#, #""\u0061""#, true),
        (#"{"a":null}"#, #"{"b":null}"#, false),
    ])
    func `are equal as JSON Schema has it`(one: String, other: String, equal: Bool) throws {
        #expect(try (JSONValue.parse(one) == JSONValue.parse(other)) == equal)
    }

    @Test func `have typed views`() {
        let value: JSONValue = ["text": "x", "truth": true, "number": 1.5, "list": [1], "none": nil]
        #expect(value["text"]?.stringValue == "x" && value["text"]?.boolValue == nil)
        #expect(value["truth"]?.boolValue == true && value["truth"]?.numberValue == nil)
        #expect(value["number"]?.numberValue?.text == "1.5")
        #expect(value["list"]?.arrayValue == [1] && value["list"]?.objectValue == nil)
        #expect(value["none"]?.isNull == true && value["gone"] == nil)
        #expect(value.objectValue?.map(\.value.typeName) == ["string", "boolean", "number", "array", "null"])
    }

    @Test func `keep the order of members when some change`() {
        var object: JSONObject = ["a": 1, "b": 2, "c": 3]
        object["b"] = 4
        object["d"] = 5
        #expect(object.remove("a") == 1)
        #expect(object.remove("a") == nil)
        object["c"] = nil
        #expect(object.keys == ["b", "d"])
        #expect(JSONValue.object(object).text == #"{"b":4,"d":5}"#)
    }
}
