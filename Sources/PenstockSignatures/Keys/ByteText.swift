internal import FoundationEssentials

/// How bytes are written as text, by its name in documents.
package enum ByteText: String, Sendable, CaseIterable {
    /// The text is the bytes, in UTF-8.
    case text
    /// RFC 4648, section 4, with padding.
    case base64
    /// Two digits a byte; either case.
    case hex

    /// - Returns: nil when the text is not in this encoding.
    package func decode(_ text: String) -> [UInt8]? {
        switch self {
        case .text: return Array(text.utf8)
        case .base64: return Data(base64Encoded: text).map { Array($0) }
        case .hex:
            let digits = text.unicodeScalars.compactMap { $0.isASCII ? Character($0).hexDigitValue : nil }
            guard digits.count == text.unicodeScalars.count, digits.count.isMultiple(of: 2) else { return nil }
            return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        }
    }

    /// Bytes as text of this encoding; as UTF-8, what is none of it is replaced.
    package func encode(_ bytes: [UInt8]) -> String {
        switch self {
        case .text: return String(decoding: bytes, as: UTF8.self)
        case .base64: return Data(bytes).base64EncodedString()
        case .hex:
            let digits = Array("0123456789abcdef".utf8)
            return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
        }
    }

    /// Reads base64 with the letters of URLs and without padding (RFC 4648, section 5) as well.
    static func decodeAnyBase64(_ text: String) -> [UInt8]? {
        let standard = String(
            decoding: text.utf8.map { byte in
                switch byte {
                case UInt8(ascii: "-"): UInt8(ascii: "+")
                case UInt8(ascii: "_"): UInt8(ascii: "/")
                default: byte
                }
            },
            as: UTF8.self
        )
        let bare = standard.prefix { $0 != "=" }
        return base64.decode(bare + String(repeating: "=", count: (4 - bare.utf8.count % 4) % 4))
    }
}
