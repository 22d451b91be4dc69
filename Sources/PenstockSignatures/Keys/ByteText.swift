internal import FoundationEssentials
internal import PenstockCore

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
        case .hex: return [UInt8](hexadecimal: text)
        }
    }

    /// Bytes as text of this encoding; as UTF-8, what is none of it is replaced.
    package func encode(_ bytes: [UInt8]) -> String {
        switch self {
        case .text: return String(decoding: bytes, as: UTF8.self)
        case .base64: return Data(bytes).base64EncodedString()
        case .hex: return bytes.hexadecimal
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
