internal import PenstockJSON

/// The forms in which a secret is written where others write it down.
struct SecretForms {
    private let secret: [UInt8]
    private let text: String

    init(of secret: String) {
        text = secret
        self.secret = Array(secret.utf8)
    }

    var all: Set<[UInt8]> {
        Set([secret, json, percentEncoded("0123456789ABCDEF"), percentEncoded("0123456789abcdef")] + base64)
    }

    /// As between the quotes of a JSON string.
    private var json: [UInt8] { Array(JSONValue.string(text).text.utf8.dropFirst().dropLast()) }

    /// With all but the unreserved characters of RFC 3986, section 2.3, encoded.
    private func percentEncoded(_ digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        return secret.flatMap { byte -> [UInt8] in
            byte.isUnreserved ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }

    /// The letters that the secret alone decides, for each of the three places at which it may begin in a group of three
    /// bytes (RFC 4648, section 4). Of a short secret they are too few to be told from other text.
    private var base64: [[UInt8]] {
        guard secret.count >= 8 else { return [] }
        return (0..<3).map { before in
            let bits = before * 8
            let first = (bits + 5) / 6
            let last = (bits + secret.count * 8) / 6
            return (first..<last).map { letter(at: $0 * 6 - bits) }
        }
    }

    /// The letter of six bits of the secret.
    private func letter(at bit: Int) -> UInt8 {
        let (index, shift) = (bit / 8, bit % 8)
        let pair = UInt16(secret[index]) << 8 | (index + 1 < secret.count ? UInt16(secret[index + 1]) : 0)
        return Self.alphabet[Int((pair << shift) >> 10)]
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
