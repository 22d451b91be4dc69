import PenstockSignatures
import Testing

@Suite struct `A pasted request` {
    private func read(_ text: String) throws -> RawRequest { try RawRequest(Array(text.utf8)) }

    @Test(arguments: ["\r\n", "\n"])
    func `head and body are read, whatever ends the lines`(end: String) throws {
        let head = ["", "POST /hooks?a=b HTTP/1.1", "Host: example.com", "X-A:  b: c  ", "X-Empty:", ""]
        let raw = try read(head.joined(separator: end) + end + "{\"a\":1}\r\n\nb")
        #expect(raw.requestLine == "POST /hooks?a=b HTTP/1.1")
        #expect(raw.request.headers == [.init("Host", "example.com"), .init("X-A", "b: c"), .init("X-Empty", "")])
        #expect(String(decoding: raw.request.body, as: UTF8.self) == "{\"a\":1}\r\n\nb")
        #expect(raw.notes.isEmpty)
    }

    @Test func `the first line may be left out`() throws {
        let raw = try read("webhook-id: 1\n\n")
        #expect(raw.requestLine == nil)
        #expect(raw.request.values(of: "Webhook-ID") == ["1"])
        #expect(raw.request.body.isEmpty)
    }

    @Test func `what an editor put after the body is left out, and said`() throws {
        let raw = try read("POST / HTTP/1.1\ncontent-length: 2\n\n{}\n")
        #expect(raw.request.body == Array("{}".utf8))
        #expect(raw.notes == ["1 bytes after the 2 that Content-Length says were left out"])
    }

    @Test func `a body that is too short is said to be`() throws {
        let raw = try read("content-length: 5\n\n{}")
        #expect(raw.notes == ["the body is 3 bytes shorter than Content-Length says: it was cut or changed"])
    }

    @Test func `a body of any bytes is taken`() throws {
        let raw = try RawRequest(Array("a: b\n\n".utf8) + [0xFF, 0x00, 0x0A])
        #expect(raw.request.body == [0xFF, 0x00, 0x0A])
    }

    @Test(arguments: [
        ("", 1, "there is no request"), ("\n\n", 1, "there is no request"),
        ("POST / HTTP/1.1\n", 1, "there is no request"),
        ("a: b", 2, "expected an empty line"), ("a: b\nc\n\n", 2, "expected 'Name: value'"),
        ("a b: c\n\n", 1, "expected 'Name: value'"), (": c\n\n", 1, "expected 'Name: value'"),
        ("GET / HTTP/1.1\nPOST / HTTP/1.1\n\n", 2, "expected 'Name: value'"),
    ])
    func `what is no request is refused with the line`(text: String, line: Int, words: String) {
        let error = #expect(throws: RawRequest.SyntaxError.self) { try read(text) }
        #expect(error?.line == line)
        #expect(error?.text.contains(words) == true)
    }

    @Test func `a head that is no text is refused`() {
        let error = #expect(throws: RawRequest.SyntaxError.self) {
            try RawRequest(Array("a: b\nc: ".utf8) + [0xFF, 0x0A, 0x0A])
        }
        #expect(error?.line == 2)
    }
}
