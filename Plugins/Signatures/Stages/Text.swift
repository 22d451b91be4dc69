// Numbers and codes as the bytes of a header; a `String` would cost more than the hash.

/// How a code is written into a header.
enum Encoding: String, Decodable, Sendable {
    case hex, base64

    /// Appends bytes in this encoding.
    func append(_ bytes: [UInt8], to text: inout [UInt8]) {
        switch self {
        case .hex: appendHexadecimal(bytes, to: &text)
        case .base64: appendBase64(bytes, to: &text)
        }
    }
}

private let hexadecimalDigits = Array("0123456789abcdef".utf8)
private let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

private func appendHexadecimal(_ bytes: [UInt8], to text: inout [UInt8]) {
    for byte in bytes {
        text.append(hexadecimalDigits[Int(byte >> 4)])
        text.append(hexadecimalDigits[Int(byte & 15)])
    }
}

/// Standard alphabet, with padding (RFC 4648, section 4).
private func appendBase64(_ bytes: [UInt8], to text: inout [UInt8]) {
    var index = 0
    while index < bytes.count {
        let rest = bytes.count - index
        let group =
            Int(bytes[index]) << 16 | (rest > 1 ? Int(bytes[index + 1]) << 8 : 0)
            | (rest > 2 ? Int(bytes[index + 2]) : 0)
        text.append(base64Digits[group >> 18])
        text.append(base64Digits[group >> 12 & 63])
        text.append(rest > 1 ? base64Digits[group >> 6 & 63] : UInt8(ascii: "="))
        text.append(rest > 2 ? base64Digits[group & 63] : UInt8(ascii: "="))
        index += 3
    }
}

/// Appends a number that is not negative, in decimal.
func appendDecimal(_ number: Int64, to text: inout [UInt8]) {
    var divisor: Int64 = 1
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
        text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
        divisor /= 10
    }
}
