extension JSONValue {
    /// Reads JSON text as RFC 8259 has it, and nothing laxer: UTF-8 is checked; duplicate members, halves of surrogate
    /// pairs, a byte order mark and anything after the value are refused.
    /// - Parameter maximumDepth: how many arrays and objects may be open at once, at most 512.
    package static func parse(_ bytes: Span<UInt8>, maximumDepth: Int = 64) throws(JSONError) -> JSONValue {
        var lexer = Lexer(maximumDepth: maximumDepth)
        let value = try lexer.value(bytes, depth: 0)
        try lexer.end(bytes)
        return value
    }

    /// Reads JSON text from an array of bytes, as strictly as from a span.
    package static func parse(_ bytes: [UInt8], maximumDepth: Int = 64) throws(JSONError) -> JSONValue {
        try parse(bytes.span, maximumDepth: maximumDepth)
    }

    /// Reads JSON text from a string, as strictly as from a span.
    package static func parse(_ text: String, maximumDepth: Int = 64) throws(JSONError) -> JSONValue {
        try parse(text.utf8.span, maximumDepth: maximumDepth)
    }
}

extension Lexer {
    /// Reads one value and all it holds.
    fileprivate mutating func value(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> JSONValue {
        skipSpace(bytes)
        guard position < bytes.count else { throw unexpected(bytes) }
        let start = position
        switch bytes[start] {
        case Byte.quote:
            let escaped = try string(bytes)
            return .string(Lexer.text(start + 1..<position - 1, escaped: escaped, bytes))
        case Byte.openBrace: return .object(try object(bytes, depth: depth))
        case Byte.openBracket: return .array(try array(bytes, depth: depth))
        case Byte.minus, Byte.zero...Byte.nine:
            try number(bytes)
            return .number(JSONNumber(checked: String(checked: bytes.extracting(start..<position))))
        case UInt8(ascii: "t"):
            try literal("true", bytes)
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false", bytes)
            return .bool(false)
        case UInt8(ascii: "n"):
            try literal("null", bytes)
            return .null
        default: throw unexpected(bytes)
        }
    }

    private mutating func array(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        guard try beginArray(bytes, depth: depth) else { return elements }
        repeat { elements.append(try value(bytes, depth: depth + 1)) } while try nextElement(bytes)
        return elements
    }

    private mutating func object(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> JSONObject {
        var members: [JSONObject.Element] = []
        guard try beginObject(bytes, depth: depth) else { return JSONObject() }
        let base = names.count
        var set: NameSet?
        repeat {
            let (name, escaped) = try memberName(bytes)
            try note(name, escaped: escaped, base: base, set: &set, bytes)
            let key = Lexer.text(name, escaped: escaped, bytes)
            members.append((key, try value(bytes, depth: depth + 1)))
        } while try nextMember(bytes)
        names.removeLast(names.count - base)
        return JSONObject(distinct: members)
    }

    /// The text of a string whose bytes between the quotes have been passed over.
    static func text(_ inside: Range<Int>, escaped: Bool, _ bytes: Span<UInt8>) -> String {
        escaped
            ? String(decoding: unescape(bytes.extracting(inside)), as: UTF8.self)
            : String(checked: bytes.extracting(inside))
    }
}
