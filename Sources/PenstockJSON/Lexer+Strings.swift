extension Lexer {
    /// Passes over the string that begins at the position and checks its escapes and its UTF-8.
    /// - Returns: whether it has an escape, so that its bytes are not yet its text.
    mutating func string(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        var index = position + 1
        var escaped = false
        let end = bytes.count
        while index < end {
            // Most bytes are plain: they get a loop of their own.
            var byte = bytes[index]
            while byte.isPlain {
                index &+= 1
                if index == end { break }
                byte = bytes[index]
            }
            if index == end { break }
            if byte == Byte.quote {
                position = index + 1
                return escaped
            }
            if byte == Byte.backslash {
                escaped = true
                index = try escape(bytes, at: index)
            } else if byte < 0x20 {
                throw JSONError(message: "a control character in a string must be written as an escape", offset: index)
            } else {
                index = try sequence(bytes, at: index)
            }
        }
        throw JSONError(message: "expected a '\"' that closes the string begun here", offset: position)
    }

    /// The index after the escape that begins at `start` (RFC 8259, section 7).
    private func escape(_ bytes: Span<UInt8>, at start: Int) throws(JSONError) -> Int {
        guard start + 1 < bytes.count else {
            throw JSONError(message: "expected a '\"' that closes the string begun here", offset: position)
        }
        switch bytes[start + 1] {
        case Byte.quote, Byte.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            let unit = try codeUnit(bytes, at: start)
            guard unit & 0xF800 == 0xD800 else { return start + 6 }
            guard unit < 0xDC00, start + 7 < bytes.count, bytes[start + 6] == Byte.backslash,
                bytes[start + 7] == UInt8(ascii: "u"), try codeUnit(bytes, at: start + 6) & 0xFC00 == 0xDC00
            else {
                throw JSONError(message: "an escape must not be half of a surrogate pair", offset: start)
            }
            return start + 12
        default:
            throw JSONError(message: "expected one of \" \\ / b f n r t u after '\\'", offset: start + 1)
        }
    }

    /// The UTF-16 code unit of the `\uXXXX` at `start`.
    private func codeUnit(_ bytes: Span<UInt8>, at start: Int) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for index in start + 2..<start + 6 {
            guard index < bytes.count, let digit = bytes[index].hexadecimal else {
                throw JSONError(
                    message: "expected four hexadecimal digits after '\\u'",
                    offset: min(index, bytes.count)
                )
            }
            unit = unit << 4 | digit
        }
        return unit
    }

    /// The index after the UTF-8 sequence of two to four bytes at `start` (RFC 3629, section 4).
    private func sequence(_ bytes: Span<UInt8>, at start: Int) throws(JSONError) -> Int {
        let first = bytes[start]
        let length: Int
        // The second byte has a narrower range after some first bytes: that rules out overlong forms, surrogates and
        // what lies beyond U+10FFFF.
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw Lexer.notUTF8(start)
        }
        guard start + length <= bytes.count, second.contains(bytes[start + 1]) else { throw Lexer.notUTF8(start) }
        for index in start + 2..<max(start + 2, start + length) where bytes[index] & 0xC0 != 0x80 {
            throw Lexer.notUTF8(start)
        }
        return start + length
    }

    private static func notUTF8(_ offset: Int) -> JSONError {
        JSONError(message: "the text is not valid UTF-8 here", offset: offset)
    }
}

/// Decodes the inside of a string literal (without its quotes) that a ``Lexer`` has passed over.
func unescape(_ bytes: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
        let byte = bytes[index]
        guard byte == Byte.backslash, index + 1 < bytes.count else {
            text.append(byte)
            index += 1
            continue
        }
        index += 2
        switch bytes[index - 1] {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): appendScalar(of: bytes, at: &index, to: &text)
        case let other: text.append(other)
        }
    }
    return text
}

/// Appends the scalar whose four digits begin at `index`, or those of a surrogate pair, as UTF-8.
private func appendScalar(of bytes: Span<UInt8>, at index: inout Int, to text: inout [UInt8]) {
    func unit(at start: Int) -> UInt32 {
        var unit: UInt32 = 0
        // Bytes that were never checked may end within the pair.
        let end = min(start + 4, bytes.count)
        for index in min(start, end)..<end { unit = unit << 4 | (bytes[index].hexadecimal ?? 0) }
        return unit
    }
    var value = unit(at: index)
    index += 4
    if value & 0xFC00 == 0xD800 {
        value = 0x10000 + ((value & 0x3FF) << 10) + (unit(at: index + 2) & 0x3FF)
        index += 6
    }
    if let scalar = Unicode.Scalar(value) { text.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
}
