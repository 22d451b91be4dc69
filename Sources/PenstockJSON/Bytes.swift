/// The bytes that JSON gives a meaning to.
enum Byte {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let minus = UInt8(ascii: "-")
    static let zero = UInt8(ascii: "0")
    static let nine = UInt8(ascii: "9")
    static let space = UInt8(ascii: " ")
    static let newline = UInt8(ascii: "\n")
}

extension UInt8 {
    /// Whether the byte is one of the ten ASCII digits.
    @inline(__always) var isDigit: Bool { self &- Byte.zero < 10 }

    /// Whether the byte is one of the four that may stand between tokens (RFC 8259, section 2).
    @inline(__always) var isSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }

    /// Whether the byte stands for itself in a string: ASCII, and neither a control character nor `"` nor `\`.
    @inline(__always) var isPlain: Bool {
        self &- 0x20 < 0x60 && self != Byte.quote && self != Byte.backslash
    }

    /// The value of a hexadecimal digit.
    var hexadecimal: UInt32? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}

extension String {
    /// Copies bytes that a lexer has already found to be UTF-8.
    init(checked bytes: Span<UInt8>) {
        if let text = try? UTF8Span(validating: bytes) {
            self.init(copying: text)
        } else {
            self.init()
        }
    }

    /// Whether both texts are the same code points.
    ///
    /// `==` takes "é" and "e" + U+0301 for the same text; JSON does not (RFC 8259, section 8.3).
    @inline(__always) func isSameText(as other: String) -> Bool {
        self == other && (utf8.count == other.utf8.count) && utf8.elementsEqual(other.utf8)
    }
}
