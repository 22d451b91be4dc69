import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockSources

@Suite struct `A body` {
    private func read(_ type: String?, _ body: [UInt8]) throws(BodyFault) -> JSONValue {
        var request = InboundRequest()
        if let type { request.headers = [InboundRequest.Field("Content-Type", type)] }
        request.body = body
        return try BodyReader.read(request)
    }

    @Test(
        arguments: [
            ("application/json", #"{"a":1.50}"#, #"{"a":1.50}"#), ("text/json; charset=UTF-8", "[1]", "[1]"),
            ("application/vnd.lms+json", "{}", "{}"), ("application/json", "\u{FEFF}{}", "{}"),
            ("application/x-www-form-urlencoded", "a=1&b=x+y%20z&c=&d", #"{"a":"1","b":"x y z","c":"","d":""}"#),
            ("application/x-www-form-urlencoded; charset=utf-8", "a=%C3%A4&a=b", #"{"a":["ä","b"]}"#),
            (nil, " \n{\"a\":true}", #"{"a":true}"#), (nil, "a=1&b=2", #"{"a":"1","b":"2"}"#),
            ("text/plain", "[]", "[]"), ("application/octet-stream", "username=a", #"{"username":"a"}"#),
            ("application/xml", "", "null"), (nil, "", "null"),
        ] as [(String?, String, String)]
    )
    func `is read by its type, or by its looks`(type: String?, body: String, value: String) throws {
        #expect(try read(type, Array(body.utf8)).text == value)
    }

    @Test(
        arguments: [
            ("application/json", "{", .unreadable), ("application/json", "{\"a\":1,\"a\":2}", .unreadable),
            ("application/json", String(repeating: "[", count: 65), .unreadable),
            ("application/x-www-form-urlencoded", "a=%zz", .unreadable),
            ("application/x-www-form-urlencoded", "a=%ff", .unreadable),
            ("application/x-www-form-urlencoded", String(repeating: "a=1&", count: 1_001), .unreadable),
            ("application/xml", "<a/>", .unsupported), (nil, "<a b=\"1\"/>", .unsupported),
            (nil, "hello", .unsupported), ("text/plain", "a = b", .unsupported),
            ("application/json; charset=iso-8859-1", "{}", .unsupported),
            ("multipart/form-data", "--x", .unreadable),
        ] as [(String?, String, BodyFault.Kind)]
    )
    func `that cannot be read says why`(type: String?, body: String, kind: BodyFault.Kind) {
        let fault = #expect(throws: BodyFault.self) { try read(type, Array(body.utf8)) }
        #expect(fault?.kind == kind && fault?.text.isEmpty == false)
    }

    private static let parts = """
        ignored before the first\r
        --XX\r
        Content-Disposition: form-data; name="username"\r
        \r
        learner1\r
        --XX\r
        content-disposition: form-data; name="note"\r
        Content-Type: text/plain; charset=utf-8\r
        \r
        two\r
        lines --XX in it\r
        --XXY\r
        --XX \r
        Content-Disposition: form-data; name="certificate"; filename="a \\"b\\".pdf"\r
        Content-Type: application/pdf\r
        \r
        \u{1}\u{2}\r
        --XX\r
        Content-Disposition: form-data; name=note\r
        \r
        \r
        --XX--\r
        ignored behind the last

        """

    @Test(arguments: ["\r\n", "\n"])
    func `in parts is an object of its fields`(lineEnd: String) throws {
        let body = Self.parts.replacing("\r\n", with: "\n").replacing("\n", with: lineEnd)
        let value = try read("multipart/form-data; boundary=\"XX\"", Array(body.utf8))
        #expect(value["username"] == "learner1")
        #expect(value["note"] == .array([.string("two\(lineEnd)lines --XX in it\(lineEnd)--XXY"), ""]))
        #expect(value["certificate"] == ["filename": "a \"b\".pdf", "content_type": "application/pdf", "size": 2])
    }

    @Test(
        arguments: [
            ("--XX\r\n", "the last part has no end"), ("", "no part that begins with the boundary"),
            ("--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n--XX--\r\n", "no empty line behind its headers"),
            ("--XX\r\n\r\na\r\n--XX--\r\n", "does not say which field it is"),
            ("--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n\u{1}", "the last part has no end"),
            (
                String(repeating: "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n", count: 201) + "--XX--",
                "more than 200 parts"
            ),
            (
                "--XX\r\nX: \(String(repeating: "a", count: 9_000))\r\n\r\n1\r\n--XX--", "longer than 8 KiB"
            ),
        ]
    )
    func `in parts that are broken says why`(body: String, text: String) {
        let body = body.isEmpty ? "x" : body
        let fault = #expect(throws: BodyFault.self) {
            try read("multipart/form-data; boundary=XX", Array(body.utf8))
        }
        #expect(fault?.text.contains(text) == true, "\(fault?.text ?? "")")
    }

    @Test func `in parts with a field that is not text says which`() {
        let head = Array("--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n".utf8)
        let fault = #expect(throws: BodyFault.self) {
            try read("multipart/form-data; boundary=XX", head + [0xFF, 0xFE] + Array("\r\n--XX--".utf8))
        }
        #expect(fault?.text == "the field 'a' is not UTF-8 text")
    }

    @Test(arguments: [1, 71]) func `in parts has a boundary of at most seventy characters`(length: Int) throws {
        let boundary = String(repeating: "b", count: length)
        let body = "--\(boundary)\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--\(boundary)--"
        let result = Result { () throws(BodyFault) in
            try read("multipart/form-data; boundary=\(boundary)", Array(body.utf8))
        }
        #expect((try? result.get()) == (length == 1 ? ["a": "1"] : nil))
    }

    /// Every beginning of good inputs is read or refused, and nothing else.
    @Test func `that is cut anywhere is a value or a fault`() {
        for (type, text) in [
            ("multipart/form-data; boundary=XX", Self.parts), ("application/json", #"{"a":[1,{"b":"\u00e4"}]}"#),
            ("application/x-www-form-urlencoded", "a=%C3%A4&b=1"), ("text/plain", "{\"a\":1}"),
        ] {
            let bytes = Array(text.utf8)
            for count in 0...bytes.count { _ = try? read(type, Array(bytes.prefix(count))) }
        }
    }
}

/// Bodies that nobody wrote: good ones with bytes changed, taken out and doubled, the same in every run.
@Suite struct `A body of chance` {
    @Test func `is a value or a fault`() {
        var generator = Chance(state: 1)
        let seeds = [
            (
                "multipart/form-data; boundary=X",
                "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--X--\r\n"
            ),
            ("multipart/form-data; boundary=\"X\\\"", "--X\r\n"),
            ("application/json", #"{"a":[1,{"b":"\u00e4"}],"c":1e5}"#),
            ("application/x-www-form-urlencoded", "a=%C3%A4&b=1&c"), ("", "{\"a\":1}"),
        ]
        for _ in 0..<20_000 {
            let (type, text) = seeds.randomElement(using: &generator) ?? seeds[0]
            var bytes = Array(text.utf8)
            var header = Array(type.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) { change(&bytes, &generator) }
            if Bool.random(using: &generator) { change(&header, &generator) }
            var request = InboundRequest()
            request.headers = [InboundRequest.Field("content-type", String(decoding: header, as: UTF8.self))]
            request.body = bytes
            if let value = try? BodyReader.read(request) { #expect(value.serialized().count <= 64 + bytes.count * 6) }
        }
    }

    private func change(_ bytes: inout [UInt8], _ generator: inout Chance) {
        guard let place = bytes.indices.randomElement(using: &generator) else { return }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: bytes[place...].prefix(12), at: place)
        default: bytes.insert(Array("\r\n-\"\\;=&%{}".utf8).randomElement(using: &generator) ?? 0, at: place)
        }
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }
}
