internal import Crypto

/// An HMAC (RFC 2104) whose key has been worked in already: what is left for a message is its own bytes.
final class KeyedHash: Sendable {
    private enum State {
        case sha1(HMAC<Insecure.SHA1>)
        case sha256(HMAC<SHA256>)
        case sha512(HMAC<SHA512>)
    }

    private let state: State

    /// The hashes there are, by their names in a configuration.
    enum Algorithm: String, Decodable, Sendable {
        case sha1, sha256, sha512
    }

    init(_ algorithm: Algorithm, key: [UInt8]) {
        let key = SymmetricKey(data: key)
        switch algorithm {
        case .sha1: state = .sha1(HMAC(key: key))
        case .sha256: state = .sha256(HMAC(key: key))
        case .sha512: state = .sha512(HMAC(key: key))
        }
    }

    /// The code of a message.
    func code(of message: [UInt8]) -> [UInt8] {
        // Updating a copy leaves the prepared state as it is.
        switch state {
        case .sha1(var hash):
            hash.update(data: message)
            return Array(hash.finalize())
        case .sha256(var hash):
            hash.update(data: message)
            return Array(hash.finalize())
        case .sha512(var hash):
            hash.update(data: message)
            return Array(hash.finalize())
        }
    }
}
