import PenstockJSON
import Testing

@Suite struct `JSON Pointer` {
    /// The document of RFC 6901, section 5.
    static let document = #"""
        {"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}
        """#

    @Test(arguments: [
        ("/foo", #"["bar","baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/e^f", "3"),
        ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"), ("/m~0n", "8"), ("", document),
    ])
    func `finds the values of RFC 6901, as a tree and as bytes`(text: String, expected: String) throws {
        let pointer = try JSONPointer(text)
        let bytes = Array(Self.document.utf8)
        #expect(try JSONValue.parse(bytes)[pointer]?.text == expected)
        let range = try #require(try range(of: text, in: bytes))
        #expect(String(decoding: bytes[range], as: UTF8.self) == expected)
        #expect(pointer.description == text)
    }

    @Test(arguments: ["/foo/2", "/foo/-", "/foo/00", "/foo/+1", "/foo/bar", "/nope", "/foo/0/x", "/ /x", "//"])
    func `finds nothing where nothing is`(text: String) throws {
        let pointer = try JSONPointer(text)
        #expect(try JSONValue.parse(Self.document)[pointer] == nil)
        #expect(try range(of: text, in: Array(Self.document.utf8)) == nil)
    }

    @Test(arguments: [("foo", 0), ("/a~", 1), ("/a/b~2", 3), ("#/a", 0)])
    func `refuses other text`(text: String, offset: Int) {
        #expect(throws: JSONError.self) { try JSONPointer(text) }
        do { _ = try JSONPointer(text) } catch { #expect(error.offset == offset) }
    }

    @Test func `is put together and taken apart`() throws {
        let pointer = JSONPointer.root.appending("a/b").appending(3)
        #expect(pointer.description == "/a~1b/3")
        #expect(pointer.parent == (try JSONPointer("/a~1b")))
        #expect(JSONPointer.root.parent == nil)
    }

    @Test(arguments: [
        ("/a/b/c", #"{"a":{"b":{"c":9}}}"#, "{}"), ("/a/0", #"{"a":[9,2]}"#, #"{"a":[1,2]}"#),
        ("/a/-", #"{"a":[1,9]}"#, #"{"a":[1]}"#), ("/a/1/b", #"{"a":[1,{"b":9}]}"#, #"{"a":[1]}"#),
        ("", "9", #"{"a":1}"#),
        ("/a", #"{"a":9,"b":2}"#, #"{"a":{"x":1},"b":2}"#), ("/0", #"{"0":9}"#, "{}"),
    ])
    func `sets values and makes the objects on the way`(text: String, expected: String, before: String) throws {
        var value = try JSONValue.parse(before)
        try value.set(9, at: JSONPointer(text))
        #expect(value.text == expected)
    }

    @Test(arguments: [
        ("/a/b", "cannot set /a/b: /a is a number, not an object or an array", 2),
        ("/l/2", "cannot set /l/2: /l is an array of 1 and has no place '2'", 2),
        ("/l/x/y", "cannot set /l/x/y: /l is an array of 1 and has no place 'x'", 2),
        ("/l/0/x", "cannot set /l/0/x: /l/0 is null, not an object or an array", 4),
    ])
    func `does not set through other values, and leaves them alone`(text: String, message: String, offset: Int) throws {
        let before: JSONValue = ["a": 1, "l": [nil]]
        var value = before
        let pointer = try JSONPointer(text)
        #expect(throws: JSONError(message: message, offset: offset)) { try value.set(9, at: pointer) }
        #expect(value == before)
    }
}
