extension JSONScanner {
    /// The byte range of the value that a pointer leads to; nil when it is absent. Assumes valid JSON.
    ///
    /// Bytes that are not JSON give nil or a wrong range, never a crash.
    package static func range(of pointer: JSONPointer, in bytes: Span<UInt8>) -> Range<Int>? {
        range(of: pointer.tokens[...], in: bytes)
    }

    /// The same for the tokens of a pointer, so that who reads below a place need not make another pointer.
    package static func range(of tokens: ArraySlice<String>, in bytes: Span<UInt8>) -> Range<Int>? {
        var cursor = Cursor()
        cursor.skipSpace(bytes)
        for token in tokens {
            switch cursor.byte(bytes) {
            case Byte.openBrace: guard cursor.enterMember(token, bytes) else { return nil }
            case Byte.openBracket: guard cursor.enterElement(token, bytes) else { return nil }
            default: return nil
            }
        }
        let start = cursor.position
        cursor.skipValue(bytes)
        return start < cursor.position ? start..<cursor.position : nil
    }

    /// Where the text of the string literal at a range stands, when its bytes are its text; nil where it has escapes.
    /// Assumes valid JSON.
    package static func plainString(_ bytes: Span<UInt8>, in range: Range<Int>) -> Range<Int>? {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count, range.count >= 2 else { return nil }
        let inner = range.lowerBound + 1..<range.upperBound - 1
        for index in inner where bytes[index] == Byte.backslash { return nil }
        return inner
    }

    /// The byte ranges of the elements of the array at a range; none when there is no array. Assumes valid JSON.
    package static func elements(of bytes: Span<UInt8>, in range: Range<Int>) -> [Range<Int>] {
        var elements: [Range<Int>] = []
        var cursor = Cursor(position: max(range.lowerBound, 0))
        guard cursor.byte(bytes) == Byte.openBracket else { return elements }
        cursor.position += 1
        cursor.skipSpace(bytes)
        while let byte = cursor.byte(bytes), byte != Byte.closeBracket {
            let start = cursor.position
            cursor.skipValue(bytes)
            guard start < cursor.position else { return elements }
            elements.append(start..<cursor.position)
            cursor.skipComma(bytes)
        }
        return elements
    }
}

/// A place in JSON that is known to be valid, so that values are passed over without being looked at.
private struct Cursor {
    var position = 0

    func byte(_ bytes: Span<UInt8>) -> UInt8? { position < bytes.count ? bytes[position] : nil }

    @inline(__always) mutating func skipSpace(_ bytes: Span<UInt8>) {
        while position < bytes.count, bytes[position].isSpace { position &+= 1 }
    }

    mutating func skipComma(_ bytes: Span<UInt8>) {
        skipSpace(bytes)
        if byte(bytes) == Byte.comma { position += 1 }
        skipSpace(bytes)
    }

    /// Goes from `{` to the value of the member.
    mutating func enterMember(_ name: String, _ bytes: Span<UInt8>) -> Bool {
        let wanted = name.utf8.span
        position += 1
        skipSpace(bytes)
        while byte(bytes) == Byte.quote {
            let start = position + 1
            let escaped = skipString(bytes)
            let isWanted = Cursor.isName(wanted, start..<max(start, position - 1), escaped: escaped, bytes)
            skipSpace(bytes)
            guard byte(bytes) == Byte.colon else { return false }
            position += 1
            skipSpace(bytes)
            if isWanted { return true }
            skipValue(bytes)
            skipComma(bytes)
        }
        return false
    }

    /// Goes from `[` to the element.
    mutating func enterElement(_ token: String, _ bytes: Span<UInt8>) -> Bool {
        guard let index = JSONPointer.index(token) else { return false }
        position += 1
        skipSpace(bytes)
        for _ in 0..<index {
            let start = position
            skipValue(bytes)
            skipComma(bytes)
            if position == start { return false }
        }
        return byte(bytes) != nil && byte(bytes) != Byte.closeBracket
    }

    private static func isName(
        _ wanted: Span<UInt8>,
        _ name: Range<Int>,
        escaped: Bool,
        _ bytes: Span<UInt8>
    ) -> Bool {
        if escaped {
            let text = unescape(bytes.extracting(name))
            return same(text.span, wanted)
        }
        return same(bytes.extracting(name), wanted)
    }

    private static func same(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        guard one.count == other.count else { return false }
        for index in one.indices where one[index] != other[index] { return false }
        return true
    }

    /// Passes over a string; says whether it has an escape.
    @discardableResult @inline(__always) mutating func skipString(_ bytes: Span<UInt8>) -> Bool {
        var escaped = false
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position &+= 1
            if byte == Byte.quote { break }
            if byte == Byte.backslash {
                escaped = true
                position &+= 1
            }
        }
        position = min(position, bytes.count)
        return escaped
    }

    /// Passes over a value: strings by their quotes, containers by counting brackets.
    mutating func skipValue(_ bytes: Span<UInt8>) {
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case Byte.quote:
                skipString(bytes)
                if depth == 0 { return }
            case Byte.openBrace, Byte.openBracket:
                depth += 1
                position += 1
            case Byte.closeBrace, Byte.closeBracket:
                // At depth 0 this bracket belongs to what holds the value, which was a number or a word.
                if depth == 0 { return }
                depth -= 1
                position += 1
                if depth == 0 { return }
            case Byte.comma where depth == 0: return
            case let byte where depth == 0 && byte.isSpace: return
            default: position += 1
            }
        }
    }
}
