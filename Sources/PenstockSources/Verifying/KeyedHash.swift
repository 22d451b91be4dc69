internal import Crypto
internal import PenstockPipelines

/// An HMAC (RFC 2104) in the hashes that senders use.
enum KeyedHash {
    static func code(_ rule: SourceSignature, of message: [UInt8]) -> [UInt8] {
        let key = SymmetricKey(data: rule.secret.bytes)
        return switch rule.algorithm {
        case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        case .sha512: Array(HMAC<SHA512>.authenticationCode(for: message, using: key))
        }
    }

    static func sha256(_ key: [UInt8], of message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }
}

/// Comparing without telling by the time how much is right.
enum ConstantTime {
    /// Compares digests, so that the time depends on neither content nor length of what is secret; swift-crypto compares
    /// digests in constant time.
    static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        SHA256.hash(data: one) == SHA256.hash(data: other)
    }
}
