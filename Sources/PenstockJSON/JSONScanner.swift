/// Work on JSON as bytes, without a tree of values: for the paths that every event takes.
package enum JSONScanner {
    /// The kinds of JSON values.
    package enum Kind: Sendable, Equatable { case null, bool, number, string, array, object }

    /// Checks that the bytes are one JSON value, exactly as strictly as ``JSONValue/parse(_:maximumDepth:)``.
    /// - Parameter maximumDepth: how many arrays and objects may be open at once, at most 512.
    package static func validate(_ bytes: Span<UInt8>, maximumDepth: Int = 64) throws(JSONError) {
        var lexer = Lexer(maximumDepth: maximumDepth)
        try lexer.skipValue(bytes, depth: 0)
        try lexer.end(bytes)
    }

    /// The members of the outermost object: names, and where the values are. Checks everything, as ``validate`` does.
    /// - Throws: also when the value is not an object.
    package static func members(
        of bytes: Span<UInt8>,
        maximumDepth: Int = 64
    ) throws(JSONError) -> [(key: String, value: Range<Int>)] {
        var lexer = Lexer(maximumDepth: maximumDepth)
        var members: [(key: String, value: Range<Int>)] = []
        lexer.skipSpace(bytes)
        guard lexer.peek(bytes) == Byte.openBrace else {
            throw JSONError(message: "expected an object", offset: lexer.position)
        }
        if try lexer.beginObject(bytes, depth: 0) {
            var set: NameSet?
            repeat {
                let (name, escaped) = try lexer.memberName(bytes)
                try lexer.note(name, escaped: escaped, base: 0, set: &set, bytes)
                lexer.skipSpace(bytes)
                let start = lexer.position
                try lexer.skipValue(bytes, depth: 1)
                members.append((Lexer.text(name, escaped: escaped, bytes), start..<lexer.position))
            } while try lexer.nextMember(bytes)
        }
        try lexer.end(bytes)
        return members
    }

    /// Decodes the string literal at a range, quotes included; nil when that is no valid string.
    package static func string(_ bytes: Span<UInt8>, in range: Range<Int>) -> String? {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count, range.count >= 2 else { return nil }
        let literal = bytes.extracting(range)
        guard literal[0] == Byte.quote else { return nil }
        var lexer = Lexer(maximumDepth: 0)
        guard let escaped = try? lexer.string(literal), lexer.position == literal.count else { return nil }
        return Lexer.text(1..<literal.count - 1, escaped: escaped, literal)
    }

    /// The number at a range, as it is written; nil when that is no valid number.
    package static func number(_ bytes: Span<UInt8>, in range: Range<Int>) -> JSONNumber? {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return nil }
        return JSONNumber(parsing: String(checked: bytes.extracting(range)))
    }

    /// The kind of the value at a range, told from its first byte. Assumes valid JSON.
    package static func kind(_ bytes: Span<UInt8>, at range: Range<Int>) -> Kind {
        guard range.lowerBound >= 0, range.lowerBound < bytes.count else { return .null }
        switch bytes[range.lowerBound] {
        case Byte.openBrace: return .object
        case Byte.openBracket: return .array
        case Byte.quote: return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        default: return .number
        }
    }
}
