import PenstockJSON
import Testing

/// One text that RFC 8259 does not allow: what is said about it, and at which byte.
struct Refusal: Sendable, CustomTestStringConvertible {
    var bytes: [UInt8]
    var message: String
    var offset: Int
    var testDescription: String { String(decoding: bytes.prefix(40), as: UTF8.self) }

    init(_ text: String, _ message: String, at offset: Int) {
        self.init(Array(text.utf8), message, at: offset)
    }

    init(_ bytes: [UInt8], _ message: String, at offset: Int) {
        (self.bytes, self.message, self.offset) = (bytes, message, offset)
    }

    /// A string of these bytes between quotes that is not UTF-8.
    init(notUTF8 inside: [UInt8], at offset: Int = 1) {
        self.init([0x22] + inside + [0x22], "the text is not valid UTF-8 here", at: offset)
    }
}

/// What each reader says about some bytes; nil when it takes them.
private func verdicts(_ bytes: [UInt8]) -> [JSONError?] {
    func verdict(_ body: () throws(JSONError) -> Void) -> JSONError? {
        do { try body() } catch { return error }
        return nil
    }
    return [
        verdict { () throws(JSONError) in _ = try JSONValue.parse(bytes) },
        verdict { () throws(JSONError) in try JSONScanner.validate(bytes.span) },
    ]
}

@Suite struct `JSON grammar` {
    @Test(arguments: [
        #"{"a":1}"#, " \t\r\n[ 1 , 2 ]\n", "0", "-0", "-0.0e-0", "1E+2", "1e2", "0.5", #""""#, "null", "true", "false",
        "[]",
        "{}", "[[],{}]", #"{"":0}"#, #"{"a":{"a":1},"b":{"a":2}}"#, #""\u0000""#, #""\ud83d\ude00""#,
        #""\"\\\/\b\f\n\r\t""#,
        "\"\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}\"", "12345678901234567890123456789e400",
    ])
    func `takes what RFC 8259 allows`(text: String) {
        #expect(verdicts(Array(text.utf8)) == [nil, nil])
    }

    @Test(arguments: [
        Refusal("", "expected a JSON value, found no text at all", at: 0),
        Refusal(" ", "expected a value before the end", at: 1),
        Refusal("{", "expected a member name in double quotes", at: 1),
        Refusal("[", "expected a value before the end", at: 1),
        Refusal("[1", "expected ',' or ']' after an element", at: 2),
        Refusal("[1 2]", "expected ',' or ']' after an element", at: 3),
        Refusal("[1,]", "expected an element after ','; none may follow the last one", at: 3),
        Refusal("[,1]", "expected a value before ','", at: 1),
        Refusal("]", "expected a value before ']'", at: 0),
        Refusal(#"{"a":1 "b":2}"#, "expected ',' or '}' after a member", at: 7),
        Refusal(#"{"a":1,}"#, "expected a member after ','; none may follow the last one", at: 7),
        Refusal(#"{"a" 1}"#, "expected ':' after a member name", at: 5),
        Refusal(#"{"a":}"#, "expected a value before '}'", at: 5),
        Refusal("{a:1}", "expected a member name in double quotes", at: 1),
        Refusal("{'a':1}", "expected a member name in double quotes", at: 1),
        Refusal("['a']", "expected a value; strings need double quotes", at: 1),
        Refusal("[1] x", "expected nothing after the end of the JSON value", at: 4),
        Refusal("{}{}", "expected nothing after the end of the JSON value", at: 2),
        Refusal("// x\n1", "expected a value; JSON has no comments", at: 0),
        Refusal("nul", "expected a value; the words are 'true', 'false' and 'null', in small letters", at: 0),
        Refusal("nullx", "expected a value; the words are 'true', 'false' and 'null', in small letters", at: 0),
        Refusal("True", "expected a value; the words are 'true', 'false' and 'null', in small letters", at: 0),
        Refusal("NaN", "expected a value; JSON has neither NaN nor Infinity", at: 0),
        Refusal("é", "expected a value; only strings may hold characters beyond ASCII", at: 0),
        Refusal("\u{FEFF}{}", "expected a value, found a byte order mark; JSON text begins without one", at: 0),
        Refusal("\u{0}", "expected a value, found a control character", at: 0),
        Refusal("@", "expected a value, found '@'", at: 0),
    ])
    func `refuses other text and says what it expected`(refusal: Refusal) {
        let error = JSONError(message: refusal.message, offset: refusal.offset)
        #expect(verdicts(refusal.bytes) == [error, error])
    }

    @Test(arguments: [
        Refusal("01", "a number must not begin with a needless 0", at: 0),
        Refusal("-01", "a number must not begin with a needless 0", at: 1),
        Refusal("-", "expected a digit after '-'", at: 1),
        Refusal("-x", "expected a digit after '-'", at: 1),
        Refusal("+1", "expected a value; a number must not begin with '+'", at: 0),
        Refusal(".5", "expected a value; a number needs a digit before the decimal point", at: 0),
        Refusal("1.", "expected a digit after the decimal point", at: 2),
        Refusal("1.e1", "expected a digit after the decimal point", at: 2),
        Refusal("1e", "expected a digit in the exponent", at: 2),
        Refusal("1e+", "expected a digit in the exponent", at: 3),
        Refusal("0x10", "expected nothing after the end of the JSON value", at: 1),
        Refusal("1_000", "expected nothing after the end of the JSON value", at: 1),
    ])
    func `refuses numbers that only look like ones`(refusal: Refusal) {
        let error = JSONError(message: refusal.message, offset: refusal.offset)
        #expect(verdicts(refusal.bytes) == [error, error])
        #expect(JSONNumber(parsing: String(decoding: refusal.bytes, as: UTF8.self)) == nil)
    }

    @Test(arguments: [
        Refusal("\"a", "expected a '\"' that closes the string begun here", at: 0),
        Refusal("\"a\\", "expected a '\"' that closes the string begun here", at: 0),
        Refusal("\"a\\\"", "expected a '\"' that closes the string begun here", at: 0),
        Refusal("\"a\nb\"", "a control character in a string must be written as an escape", at: 2),
        Refusal("\"\t\"", "a control character in a string must be written as an escape", at: 1),
        Refusal("\"\u{0}\"", "a control character in a string must be written as an escape", at: 1),
        Refusal(#""\x41""#, #"expected one of " \ / b f n r t u after '\'"#, at: 2),
        Refusal(#""\u12g4""#, #"expected four hexadecimal digits after '\u'"#, at: 5),
        Refusal(#""\u12"#, #"expected four hexadecimal digits after '\u'"#, at: 5),
        Refusal(#""\ud800""#, "an escape must not be half of a surrogate pair", at: 1),
        Refusal(#""a\udc00\ud800""#, "an escape must not be half of a surrogate pair", at: 2),
        Refusal(#""\ud800\u0041""#, "an escape must not be half of a surrogate pair", at: 1),
        Refusal(#""\ud800\ud800""#, "an escape must not be half of a surrogate pair", at: 1),
    ])
    func `refuses strings with raw control characters and broken escapes`(refusal: Refusal) {
        let error = JSONError(message: refusal.message, offset: refusal.offset)
        #expect(verdicts(refusal.bytes) == [error, error])
    }

    @Test(arguments: [
        Refusal(notUTF8: [0x80]), Refusal(notUTF8: [0xBF]),
        Refusal(notUTF8: [0xC0, 0xAF]), Refusal(notUTF8: [0xC1, 0xBF]),
        Refusal(notUTF8: [0xE0, 0x9F, 0xBF]), Refusal(notUTF8: [0xF0, 0x8F, 0xBF, 0xBF]),
        Refusal(notUTF8: [0xED, 0xA0, 0x80]), Refusal(notUTF8: [0xED, 0xBF, 0xBF]),
        Refusal(notUTF8: [0xF4, 0x90, 0x80, 0x80]), Refusal(notUTF8: [0xF5, 0x80, 0x80, 0x80]),
        Refusal(notUTF8: [0xFE]), Refusal(notUTF8: [0xFF]),
        Refusal(notUTF8: [0x61, 0xC3], at: 2), Refusal(notUTF8: [0xE2, 0x82]), Refusal(notUTF8: [0xF0, 0x9F, 0x98]),
        Refusal(notUTF8: [0xE2, 0x28, 0xA1]), Refusal(notUTF8: [0xF0, 0x9F, 0x98, 0x61]),
    ])
    func `refuses bytes that are not UTF-8`(refusal: Refusal) {
        let error = JSONError(message: refusal.message, offset: refusal.offset)
        #expect(verdicts(refusal.bytes) == [error, error])
    }

    @Test func `refuses UTF-8 that the end of the text cuts off`() {
        for bytes in [[0x22, 0xC3], [0x22, 0xE2, 0x82], [0x22, 0xF0, 0x9F, 0x98]] as [[UInt8]] {
            #expect(verdicts(bytes).allSatisfy { $0?.offset == 1 })
        }
    }

    @Test(arguments: [(#"{"a":1,"b":2,"a":3}"#, "a", 13), (#"[{"a":1,"\u0061":2}]"#, "a", 8), (#"{"":0,"":0}"#, "", 6)])
    func `refuses a member that is there twice, however it is spelled`(text: String, name: String, offset: Int) {
        let error = JSONError(message: "the object has the member '\(name)' twice", offset: offset)
        #expect(verdicts(Array(text.utf8)) == [error, error])
    }

    @Test func `finds a duplicate among very many members`() {
        let members = (0..<20_000).map { "\"m\($0)\":0" }
        #expect(verdicts(Array("{\(members.joined(separator: ","))}".utf8)) == [nil, nil])
        let twice = "{\((members + [#""m7":0"#]).joined(separator: ","))}"
        #expect(verdicts(Array(twice.utf8)).allSatisfy { $0?.message == "the object has the member 'm7' twice" })
    }

    @Test func `takes names that differ in their code points although they look the same`() throws {
        let value = try JSONValue.parse("{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(value["\u{E9}"] == 1)
        #expect(value["e\u{301}"] == 2)
        #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
    }

    @Test(arguments: [("[", "]"), (#"{"a":"#, "}")])
    func `takes the deepest nesting that is allowed and names the bracket beyond`(open: String, close: String) {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
        }
        #expect(verdicts(nested(64)) == [nil, nil])
        let error = JSONError(message: "nested more deeply than 64 levels", offset: 64 * open.utf8.count)
        #expect(verdicts(nested(65)) == [error, error])
        #expect(verdicts(nested(100_000)) == [error, error])
    }

    @Test func `never nests more deeply than a small stack can bear, whoever asks`() {
        let deep = Array(String(repeating: "[", count: 100_000).utf8)
        #expect(throws: JSONError(message: "nested more deeply than 512 levels", offset: 512)) {
            try JSONValue.parse(deep, maximumDepth: .max)
        }
    }
}
