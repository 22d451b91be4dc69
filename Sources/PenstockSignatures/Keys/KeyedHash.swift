internal import Crypto

/// The hashes that an HMAC (RFC 2104) is made with, by their names in documents.
package enum HashAlgorithm: String, Sendable, CaseIterable {
    case sha1, sha256, sha512

    /// The bytes of a code.
    var codeLength: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }

    /// The code of some bytes under a key.
    package func code(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        let key = SymmetricKey(data: key)
        return switch self {
        case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: bytes, using: key))
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
        case .sha512: Array(HMAC<SHA512>.authenticationCode(for: bytes, using: key))
        }
    }

    /// Whether this is the code of some bytes under a key, compared in constant time.
    func isCode(_ code: [UInt8], of bytes: [UInt8], key: [UInt8]) -> Bool {
        let key = SymmetricKey(data: key)
        return switch self {
        case .sha1: HMAC<Insecure.SHA1>.isValidAuthenticationCode(code, authenticating: bytes, using: key)
        case .sha256: HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: bytes, using: key)
        case .sha512: HMAC<SHA512>.isValidAuthenticationCode(code, authenticating: bytes, using: key)
        }
    }
}
