internal import PenstockCore

/// Why a file holds no request.
package struct RecordingFault: Error, Sendable, Equatable {
    package var text: String
}

extension InboundRequest {
    /// Reads a request in the form in which HTTP/1.1 sends it (RFC 9112, section 2.1): request line, headers, an empty
    /// line, and the body. Lines may end with a line feed alone, as editors write them.
    ///
    /// With `Content-Length` the body has so many bytes at most; else one line break at its end, which is an editor's, is
    /// no part of it.
    package init(wire bytes: [UInt8]) throws(RecordingFault) {
        self.init()
        var rest = bytes[...]
        guard let first = Self.line(&rest), let text = String(validating: first, as: UTF8.self) else {
            throw RecordingFault(text: "it has no request line such as POST /in/axis/course.completed HTTP/1.1")
        }
        let words = text.split(separator: " ")
        guard words.count == 3, words[2].hasPrefix("HTTP/"), words[0].allSatisfy(\.isUppercase) else {
            throw RecordingFault(
                text: "its first line is no request line such as POST /in/axis/course.completed HTTP/1.1"
            )
        }
        method = String(words[0])
        try read(target: words[1])
        while true {
            guard let line = Self.line(&rest) else {
                throw RecordingFault(text: "an empty line behind the headers is missing")
            }
            if line.isEmpty { break }
            guard let text = String(validating: line, as: UTF8.self), let colon = text.firstIndex(of: ":"),
                colon > text.startIndex
            else { throw RecordingFault(text: "header \(headers.count + 1) is no `Name: value`") }
            headers.append(Field(String(text[..<colon]), String(text[text.index(after: colon)...].trimmingSpace)))
        }
        body = Array(rest)
        if let length = header("content-length").flatMap({ Int($0) }), length >= 0 {
            body = Array(body.prefix(length))
        } else if body.last == UInt8(ascii: "\n") {
            body.removeLast(body.dropLast().last == UInt8(ascii: "\r") ? 2 : 1)
        }
    }

    private mutating func read(target: Substring) throws(RecordingFault) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        // A whole URL is a target too (RFC 9112, section 3.2.2).
        let path = parts[0].split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        if let start = path.firstIndex(of: "in"), path.count > start + 1 {
            source = String(percentDecoding: path[start + 1])
            if path.count > start + 2 {
                hook = String(percentDecoding: path[(start + 2)...].joined(separator: "/"))
            }
        }
        guard parts.count == 2 else { return }
        guard let fields = FormDecoding.fields(Array(parts[1].utf8)) else {
            throw RecordingFault(text: "its query is not valid percent-encoded UTF-8")
        }
        query = fields
    }

    /// Takes the next line off, without its end.
    private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = rest[..<end]
        rest = rest[(end + 1)...]
        return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
}

extension Substring {
    fileprivate var trimmingSpace: Substring {
        var text = self
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
