internal import Crypto

/// Comparing without telling, by the time it takes, how much of a guess was right.
package enum ConstantTime {
    /// Whether both are the same bytes.
    ///
    /// Compared are codes of both under a key that nobody knows, so that the time depends neither on where they differ
    /// nor on whether one is as long as the other.
    package static func equal(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        let key = SymmetricKey(size: .bits256)
        let code = HMAC<SHA256>.authenticationCode(for: one, using: key)
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: other, using: key)
    }

    /// Whether both are the same text.
    package static func equal(_ one: String, _ other: String) -> Bool {
        equal(Array(one.utf8), Array(other.utf8))
    }
}
