extension Lexer {
    /// Passes over one value and all it holds, checking everything.
    mutating func skipValue(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) {
        skipSpace(bytes)
        guard position < bytes.count else { throw unexpected(bytes) }
        switch bytes[position] {
        case Byte.quote: _ = try string(bytes)
        case Byte.openBrace: try skipObject(bytes, depth: depth)
        case Byte.openBracket: try skipArray(bytes, depth: depth)
        case Byte.minus, Byte.zero...Byte.nine: try number(bytes)
        case UInt8(ascii: "t"): try literal("true", bytes)
        case UInt8(ascii: "f"): try literal("false", bytes)
        case UInt8(ascii: "n"): try literal("null", bytes)
        default: throw unexpected(bytes)
        }
    }

    private mutating func skipArray(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) {
        guard try beginArray(bytes, depth: depth) else { return }
        repeat { try skipValue(bytes, depth: depth + 1) } while try nextElement(bytes)
    }

    private mutating func skipObject(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) {
        guard try beginObject(bytes, depth: depth) else { return }
        let base = names.count
        var set: NameSet?
        repeat {
            let (name, escaped) = try memberName(bytes)
            try note(name, escaped: escaped, base: base, set: &set, bytes)
            try skipValue(bytes, depth: depth + 1)
        } while try nextMember(bytes)
        names.removeLast(names.count - base)
    }

    /// Passes over `[`, and over `]` when nothing is between them.
    /// - Returns: whether there is an element.
    @inline(__always) mutating func beginArray(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> Bool {
        try checkDepth(depth)
        position += 1
        skipSpace(bytes)
        guard peek(bytes) == Byte.closeBracket else { return true }
        position += 1
        return false
    }

    /// Passes over `{`, and over `}` when nothing is between them.
    /// - Returns: whether there is a member.
    @inline(__always) mutating func beginObject(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> Bool {
        try checkDepth(depth)
        position += 1
        skipSpace(bytes)
        guard peek(bytes) == Byte.closeBrace else { return true }
        position += 1
        return false
    }

    /// Passes over the `,` or the `]` after an element.
    @inline(__always) mutating func nextElement(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        skipSpace(bytes)
        switch peek(bytes) {
        case Byte.comma:
            position += 1
            skipSpace(bytes)
            guard peek(bytes) != Byte.closeBracket else {
                throw JSONError(
                    message: "expected an element after ','; none may follow the last one",
                    offset: position
                )
            }
            return true
        case Byte.closeBracket:
            position += 1
            return false
        default:
            throw JSONError(message: "expected ',' or ']' after an element", offset: position)
        }
    }

    /// Passes over the `,` or the `}` after a member.
    @inline(__always) mutating func nextMember(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        skipSpace(bytes)
        switch peek(bytes) {
        case Byte.comma:
            position += 1
            skipSpace(bytes)
            guard peek(bytes) != Byte.closeBrace else {
                throw JSONError(message: "expected a member after ','; none may follow the last one", offset: position)
            }
            return true
        case Byte.closeBrace:
            position += 1
            return false
        default:
            throw JSONError(message: "expected ',' or '}' after a member", offset: position)
        }
    }

    /// Passes over a member name and its colon.
    /// - Returns: the bytes between the quotes, and whether there is an escape among them.
    @inline(__always) mutating func memberName(_ bytes: Span<UInt8>) throws(JSONError) -> (Range<Int>, escaped: Bool) {
        skipSpace(bytes)
        guard peek(bytes) == Byte.quote else {
            throw JSONError(message: "expected a member name in double quotes", offset: position)
        }
        let start = position + 1
        let escaped = try string(bytes)
        let name = start..<position - 1
        skipSpace(bytes)
        guard peek(bytes) == Byte.colon else {
            throw JSONError(message: "expected ':' after a member name", offset: position)
        }
        position += 1
        return (name, escaped)
    }
}
