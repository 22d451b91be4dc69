/// A path to a value inside a JSON value (RFC 6901).
package struct JSONPointer: Sendable, Hashable {
    /// The member names and array indices on the way, unescaped.
    package var tokens: [String]

    /// The whole document.
    package static let root = JSONPointer(tokens: [])

    /// Makes a pointer of names and indices.
    package init(tokens: [String]) { self.tokens = tokens }

    /// Reads a pointer such as `/data/score` or `/a~1b/0`; the empty text is the whole document.
    package init(_ text: String) throws(JSONError) {
        tokens = []
        guard !text.isEmpty else { return }
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw JSONError(message: "a JSON Pointer begins with '/', as in '/data/score'", offset: 0)
        }
        var offset = 1
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            tokens.append(try JSONPointer.unescape(part, offset: offset))
            offset += part.count + 1
        }
    }

    /// The pointer to a member or an element of what this one points to.
    package func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }

    /// The pointer to an element of the array that this one points to.
    package func appending(_ index: Int) -> JSONPointer { appending("\(index)") }

    /// The pointer to what holds this one's value; nil at the root.
    package var parent: JSONPointer? { tokens.isEmpty ? nil : JSONPointer(tokens: tokens.dropLast()) }

    private static func unescape(_ part: Substring.UTF8View, offset: Int) throws(JSONError) -> String {
        guard part.contains(UInt8(ascii: "~")) else { return String(decoding: part, as: UTF8.self) }
        var text: [UInt8] = []
        var rest = part.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "~") else {
                text.append(byte)
                continue
            }
            switch rest.next() {
            case UInt8(ascii: "0"): text.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): text.append(UInt8(ascii: "/"))
            default: throw JSONError(message: "in a JSON Pointer '~' is written '~0' and '/' is '~1'", offset: offset)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads a token as an array index: digits without a needless 0.
    package static func index(_ token: String) -> Int? {
        guard token.utf8.allSatisfy(\.isDigit), token == "0" || token.utf8.first != Byte.zero else { return nil }
        return Int(token)
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The pointer as text, escaped; empty for the root.
    package var description: String {
        var text: [UInt8] = []
        for token in tokens {
            text.append(UInt8(ascii: "/"))
            for byte in token.utf8 {
                switch byte {
                case UInt8(ascii: "~"): text.append(contentsOf: "~0".utf8)
                case UInt8(ascii: "/"): text.append(contentsOf: "~1".utf8)
                default: text.append(byte)
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
