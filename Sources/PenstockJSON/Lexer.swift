/// The tokens of RFC 8259, read one after the other from bytes that are lent for each call.
///
/// The span is a parameter everywhere rather than a property, so that the lexer is an ordinary value.
struct Lexer {
    /// The byte to read next.
    var position = 0
    /// How many arrays and objects may be open at once.
    let maximumDepth: Int
    /// The member names of all objects that are open, innermost last; used to find duplicates.
    var names: [Name] = []

    init(maximumDepth: Int) {
        self.maximumDepth = min(maximumDepth, Lexer.deepest)
    }

    /// A bound on recursion that holds whatever the caller asks for, since threads have small stacks.
    static let deepest = 512

    @inline(__always) mutating func skipSpace(_ bytes: Span<UInt8>) {
        while position < bytes.count, bytes[position].isSpace { position &+= 1 }
    }

    /// The byte at the position, or nil at the end.
    @inline(__always) func peek(_ bytes: Span<UInt8>) -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    /// Passes over `true`, `false` or `null`.
    mutating func literal(_ word: StaticString, _ bytes: Span<UInt8>) throws(JSONError) {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes.extracting(position..<end).spells(word),
            end == bytes.count || !bytes[end].isLetterOrDigit
        else { throw unexpected(bytes) }
        position = end
    }

    /// Passes over a number (RFC 8259, section 6).
    mutating func number(_ bytes: Span<UInt8>) throws(JSONError) {
        var index = position
        let end = bytes.count
        if bytes[index] == Byte.minus { index += 1 }
        guard index < end, bytes[index].isDigit else {
            throw JSONError(message: "expected a digit after '-'", offset: index)
        }
        if bytes[index] == Byte.zero {
            index += 1
            if index < end, bytes[index].isDigit {
                throw JSONError(message: "a number must not begin with a needless 0", offset: index - 1)
            }
        } else {
            while index < end, bytes[index].isDigit { index &+= 1 }
        }
        if index < end, bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard index < end, bytes[index].isDigit else {
                throw JSONError(message: "expected a digit after the decimal point", offset: index)
            }
            while index < end, bytes[index].isDigit { index &+= 1 }
        }
        if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < end, bytes[index] == UInt8(ascii: "+") || bytes[index] == Byte.minus { index += 1 }
            guard index < end, bytes[index].isDigit else {
                throw JSONError(message: "expected a digit in the exponent", offset: index)
            }
            while index < end, bytes[index].isDigit { index &+= 1 }
        }
        position = index
    }

    /// Passes over what may follow the outermost value: white space and nothing else.
    mutating func end(_ bytes: Span<UInt8>) throws(JSONError) {
        skipSpace(bytes)
        guard position == bytes.count else {
            throw JSONError(message: "expected nothing after the end of the JSON value", offset: position)
        }
    }

    /// Refuses a container at the position when too many are open already.
    @inline(__always) func checkDepth(_ depth: Int) throws(JSONError) {
        guard depth < maximumDepth else {
            throw JSONError(message: "nested more deeply than \(maximumDepth) levels", offset: position)
        }
    }
}

extension Lexer {
    /// Says what is wrong with the byte at the position, where a value was expected.
    func unexpected(_ bytes: Span<UInt8>) -> JSONError {
        guard let byte = peek(bytes) else {
            let message =
                bytes.isEmpty ? "expected a JSON value, found no text at all" : "expected a value before the end"
            return JSONError(message: message, offset: position)
        }
        let message =
            switch byte {
            case UInt8(ascii: "'"): "expected a value; strings need double quotes"
            case UInt8(ascii: "/"), UInt8(ascii: "#"): "expected a value; JSON has no comments"
            case UInt8(ascii: "+"): "expected a value; a number must not begin with '+'"
            case UInt8(ascii: "."): "expected a value; a number needs a digit before the decimal point"
            case UInt8(ascii: "N"), UInt8(ascii: "I"): "expected a value; JSON has neither NaN nor Infinity"
            case UInt8(ascii: "T"), UInt8(ascii: "F"), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
                "expected a value; the words are 'true', 'false' and 'null', in small letters"
            case Byte.comma: "expected a value before ','"
            case Byte.closeBrace: "expected a value before '}'"
            case Byte.closeBracket: "expected a value before ']'"
            case 0xEF where bytes.startsWithByteOrderMark && position == 0:
                "expected a value, found a byte order mark; JSON text begins without one"
            case 0x80...: "expected a value; only strings may hold characters beyond ASCII"
            case 0..<0x20: "expected a value, found a control character"
            default: "expected a value, found '\(Character(Unicode.Scalar(byte)))'"
            }
        return JSONError(message: message, offset: position)
    }
}

extension Span<UInt8> {
    /// Whether the bytes are those of `word`, which has as many.
    func spells(_ word: StaticString) -> Bool {
        var index = 0
        for byte in word.description.utf8 {
            if self[index] != byte { return false }
            index += 1
        }
        return true
    }

    var startsWithByteOrderMark: Bool { count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF }
}

extension UInt8 {
    var isLetterOrDigit: Bool { isDigit || (self | 0x20) &- UInt8(ascii: "a") < 26 }
}
