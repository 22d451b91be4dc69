import PenstockJSON
import Testing

/// The macros of the tests cannot pass spans on, hence these.
func range(of pointer: String, in bytes: [UInt8]) throws(JSONError) -> Range<Int>? {
    JSONScanner.range(of: try JSONPointer(pointer), in: bytes.span)
}

private func string(_ bytes: [UInt8], in range: Range<Int>) -> String? { JSONScanner.string(bytes.span, in: range) }

private func number(_ bytes: [UInt8], in range: Range<Int>) -> JSONNumber? { JSONScanner.number(bytes.span, in: range) }

private func elements(of bytes: [UInt8], in range: Range<Int>) -> [Range<Int>] {
    JSONScanner.elements(of: bytes.span, in: range)
}

private func kind(_ bytes: [UInt8], at range: Range<Int>) -> JSONScanner.Kind {
    JSONScanner.kind(bytes.span, at: range)
}

@Suite struct `JSON scanner` {
    static let text =
        #" { "id" : "a\u0062c", "data" : { "list" : [ 1.5 , "]}" , { "x" : null } ] , "\u006eame" : true } , "n":-1 } "#
    let bytes = Array(text.utf8)

    @Test func `lists the members of the outermost object`() throws {
        let members = try JSONScanner.members(of: bytes.span)
        #expect(members.map(\.key) == ["id", "data", "n"])
        #expect(members.map { kind(bytes, at: $0.value) } == [.string, .object, .number])
        #expect(string(bytes, in: members[0].value) == "abc")
        #expect(string(bytes, in: members[1].value) == nil)
        #expect(number(bytes, in: members[2].value)?.int64 == -1)
    }

    @Test(arguments: [
        ("/id", #""a\u0062c""#), ("/data/list/0", "1.5"), ("/data/list/1", #""]}""#),
        ("/data/list/2", #"{ "x" : null }"#),
        ("/data/list/2/x", "null"), ("/data/name", "true"), ("/n", "-1"),
    ])
    func `finds the bytes of a value`(pointer: String, expected: String) throws {
        let range = try #require(try range(of: pointer, in: bytes))
        #expect(String(decoding: bytes[range], as: UTF8.self) == expected)
    }

    @Test func `lists the elements of an array`() throws {
        let list = try #require(try range(of: "/data/list", in: bytes))
        let all = elements(of: bytes, in: list)
        #expect(all.map { String(decoding: bytes[$0], as: UTF8.self) } == ["1.5", #""]}""#, #"{ "x" : null }"#])
        #expect(elements(of: bytes, in: 0..<1).isEmpty)
        #expect(elements(of: Array("[]".utf8), in: 0..<2).isEmpty)
    }

    @Test(
        arguments: [
            (#""""#, ""), (#""a b""#, "a b"), (#""größer""#, "größer"), (#""a\"b""#, nil), (#""\u0061""#, nil),
            ("\"", nil),
        ] as [(String, String?)]
    )
    func `knows where a string is its own text`(literal: String, text: String?) {
        let bytes = Array(literal.utf8)
        let plain = JSONScanner.plainString(bytes.span, in: bytes.indices)
        #expect(plain.map { String(decoding: bytes[$0], as: UTF8.self) } == text)
    }

    @Test(arguments: [
        ("[]", "expected an object", 0), (#"{"a":1} x"#, "expected nothing after the end of the JSON value", 8),
    ])
    func `checks everything before it lists members`(text: String, message: String, offset: Int) {
        #expect(throws: JSONError(message: message, offset: offset)) {
            try JSONScanner.members(of: Array(text.utf8).span)
        }
    }

    @Test func `gives every prefix of a text some answer and never crashes`() throws {
        let pointers = try ["", "/id", "/data/list/2/x", "/data/name", "/n", "/0"].map { try JSONPointer($0) }
        for length in 0..<bytes.count {
            let prefix = Array(bytes[..<length])
            for pointer in pointers {
                guard let range = JSONScanner.range(of: pointer, in: prefix.span) else { continue }
                #expect(range.upperBound <= prefix.count)
                _ = JSONScanner.string(prefix.span, in: range)
                _ = JSONScanner.number(prefix.span, in: range)
                _ = JSONScanner.elements(of: prefix.span, in: range)
            }
            if length < bytes.count - 1 { #expect(throws: JSONError.self) { try JSONScanner.validate(prefix.span) } }
        }
    }

    @Test(arguments: [#"{"a\ud8EX t"#, #"{"a\ud800"#, #"{"\ud800\"#, #"{"\u"#, #"{"\"#])
    func `survives an escape that ends too early`(text: String) throws {
        for length in 0...text.utf8.count {
            let bytes = Array(text.utf8.prefix(length))
            for closed in [bytes, bytes + Array("\":1}".utf8)] {
                #expect(JSONScanner.range(of: try JSONPointer("/b"), in: closed.span) == nil)
            }
        }
    }

    @Test func `has no string or number outside of the bytes`() {
        #expect(string(bytes, in: 0..<10_000) == nil)
        #expect(number(bytes, in: 10_000..<10_001) == nil)
        #expect(kind(bytes, at: 10_000..<10_001) == .null)
    }
}

@Suite struct `JSON writer` {
    @Test func `puts commas where they belong`() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("a")
        writer.number(1)
        writer.key("b")
        writer.beginArray()
        writer.string("x\u{1}\"é")
        writer.null()
        writer.bool(false)
        writer.beginObject()
        writer.endObject()
        writer.raw(Array("[0]".utf8).span)
        writer.endArray()
        writer.key("c")
        writer.number(Double.nan)
        writer.endObject()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self) == #"{"a":1,"b":["x\u0001\"é",null,false,{},[0]],"c":null}"#
        )
        writer.removeAll()
        writer.value([1])
        #expect(writer.bytes == Array("[1]".utf8))
    }
}
