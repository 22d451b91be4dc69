/// A request as a person pastes it: head and body as on the wire, or what a tool showed of it.
package struct RawRequest: Sendable {
    /// What is wrong with a pasted request, and in which line, from 1.
    package struct SyntaxError: Error, Sendable, Equatable {
        package var line: Int
        package var text: String
    }

    /// The first line, `POST /hooks HTTP/1.1`, where it is there.
    package var requestLine: String?
    package var request: SignedRequest
    /// What was done or noticed that whoever pasted it should know.
    package var notes: [String] = []

    /// Reads a head of lines that end with CR LF or LF, an empty line, and a body of any bytes.
    ///
    /// Of the body is taken what `Content-Length` says: more is what an editor put after it.
    package init(_ bytes: [UInt8]) throws(SyntaxError) {
        var headers: [SignedRequest.Header] = []
        var rest = bytes[...]
        var number = 0
        while true {
            guard !rest.isEmpty else {
                guard !headers.isEmpty else { throw SyntaxError(line: 1, text: "there is no request here") }
                throw SyntaxError(line: number + 1, text: "expected an empty line between the headers and the body")
            }
            number += 1
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            var line = rest[..<end]
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            rest = rest[end...].dropFirst()
            if line.isEmpty {
                // Empty lines before a request are no part of it (RFC 9112, section 2.2).
                if headers.isEmpty && requestLine == nil { continue }
                break
            }
            guard let text = String(validating: line, as: UTF8.self) else {
                throw SyntaxError(line: number, text: "the head of a request is text, and this is not UTF-8")
            }
            if headers.isEmpty, requestLine == nil, Self.isRequestLine(text) {
                requestLine = text
                continue
            }
            guard let colon = text.firstIndex(of: ":"), colon > text.startIndex,
                !text[..<colon].contains(where: \.isWhitespace)
            else { throw SyntaxError(line: number, text: "expected 'Name: value'") }
            let value = text[text.index(after: colon)...].drop(while: \.isWhitespace)
            let trailing = value.reversed().prefix(while: \.isWhitespace).count
            headers.append(.init(String(text[..<colon]), String(value.dropLast(trailing))))
        }
        request = SignedRequest(headers: headers, body: Array(rest))
        cut()
    }

    private mutating func cut() {
        guard let text = request.values(of: "content-length").first, let length = Int(text), length >= 0 else { return }
        let difference = request.body.count - length
        if difference > 0 {
            request.body.removeLast(difference)
            notes.append("\(difference) bytes after the \(length) that Content-Length says were left out")
        } else if difference < 0 {
            notes.append("the body is \(-difference) bytes shorter than Content-Length says: it was cut or changed")
        }
    }

    /// Whether a line is a method and a target, with the version where a tool shows it (RFC 9112, section 3).
    private static func isRequestLine(_ text: String) -> Bool {
        let parts = text.split(separator: " ")
        guard (2...3).contains(parts.count), parts[0].allSatisfy(\.isLetter) else { return false }
        return parts[1].hasPrefix("/") || parts[1].contains("://")
    }
}
